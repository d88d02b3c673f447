"""The provider's claims in our words. Their names are the province's to set."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from congvu.accounts.hooks import OfficialIdentity
from congvu.kit import text
from congvu.kit.errors import Refusal


class ClaimsIncomplete(Refusal):
    """The provider did not say which official came in."""


def identity_of(claims: Mapping[str, Any]) -> OfficialIdentity:
    """Read the claims of a checked ID token.

    Two factors count as stated when ``amr`` holds "mfa" (RFC 8176), or ``acr`` is one of ``STAFF_OIDC_ACR``. A mail
    address counts only when the provider has verified it.

    :raises ClaimsIncomplete: neither staff code nor verified address is there
    """
    code = text.clean(str(claims.get(settings.STAFF_OIDC_CODE_CLAIM) or ""))
    email = text.clean(str(claims.get("email") or "")) if claims.get("email_verified") is True else ""
    if not code and not email:
        raise ClaimsIncomplete(_("Hệ thống đăng nhập của tỉnh không cho biết mã cán bộ hoặc địa chỉ thư đã xác minh."))
    methods = claims.get("amr")
    return OfficialIdentity(
        system="staff",
        subject=str(claims["sub"]),
        staff_code=code,
        email=email,
        second_factor=(isinstance(methods, list) and "mfa" in methods)
        or str(claims.get("acr", "")) in settings.STAFF_OIDC_ACR,
    )
