"""VNeID's OpenID Connect client: what is common to all providers stands in :mod:`congvu.accounts.hooks.openid`."""

from collections.abc import Mapping
from typing import Any

from congvu.accounts.hooks import Identity
from congvu.accounts.hooks.openid import OpenIdClient
from congvu.connectors.vneid.connector import identity_of

PROVIDER = "vneid"


class VneidClient(OpenIdClient):
    """Talks to VNeID during one log-in."""

    slug = PROVIDER
    callback = "vneid_callback"

    def identity(self, claims: Mapping[str, Any]) -> Identity:
        """Read who came in."""
        return identity_of(claims)
