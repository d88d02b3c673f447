"""The provider's client: what is common to all stands in :mod:`congvu.accounts.hooks.openid`."""

from collections.abc import Mapping
from typing import Any

from congvu.accounts.hooks import OfficialIdentity
from congvu.accounts.hooks.openid import OpenIdClient
from congvu.connectors.staff_login.connector import identity_of


class StaffClient(OpenIdClient):
    """Talks to the province's provider during one log-in."""

    slug = "staff"
    callback = "staff_oidc_callback"

    def identity(self, claims: Mapping[str, Any]) -> OfficialIdentity:
        """Read which official came in."""
        return identity_of(claims)
