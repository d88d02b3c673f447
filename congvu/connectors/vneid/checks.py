"""Checks of the settings: outside the demo VNeID is real and spoken to over TLS."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register


@register(Tags.security)
def vneid_is_safe(app_configs: object, **options: Any) -> list[CheckMessage]:
    """Refuse a plain address and the sandbox's secret outside the demo."""
    if settings.DEMO:
        return []
    if not settings.VNEID_URL:
        return [Warning("CONGVU_VNEID_URL is empty: citizens cannot log in.", id="congvu.W101")]
    found: list[CheckMessage] = []
    if not settings.VNEID_URL.startswith("https://"):
        found.append(Error("CONGVU_VNEID_URL must be https outside the demo.", id="congvu.E101"))
    providers: dict[str, Any] = settings.SOCIALACCOUNT_PROVIDERS
    if providers["openid_connect"]["APPS"][0]["secret"] in ("", "sandbox"):
        found.append(Error("CONGVU_VNEID_SECRET must be set outside the demo.", id="congvu.E102"))
    return found
