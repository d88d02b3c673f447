"""Checks of the settings, and the self-check that the control site shows in sentences."""

from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.utils.translation import gettext as _


@register(Tags.security)
def payment_is_safe(app_configs: object, **options: Any) -> list[CheckMessage]:
    """Refuse a plain address and a weak secret outside the demo."""
    if settings.DEMO:
        return []
    if not settings.PAYMENT_URL:
        return [Warning("CONGVU_PAYMENT_URL is empty: fees are paid by transfer or at the counter.", id="congvu.W111")]
    found: list[CheckMessage] = []
    if not settings.PAYMENT_URL.startswith("https://"):
        found.append(Error("CONGVU_PAYMENT_URL must be https outside the demo.", id="congvu.E111"))
    if settings.PAYMENT_SECRET == "sandbox" or len(settings.PAYMENT_SECRET) < 32:  # noqa: S105
        found.append(Error("CONGVU_PAYMENT_SECRET must be set, 32 characters at least.", id="congvu.E112"))
    return found


def self_check() -> list[tuple[bool, str]]:
    """Say, one sentence each, whether the gateway is set, reached and known to us. Calls the network."""
    if not settings.PAYMENT_URL:
        return [(False, _("Chưa ghi địa chỉ cổng thanh toán (CONGVU_PAYMENT_URL)."))]
    said = [(True, _("Địa chỉ cổng thanh toán: %(host)s.") % {"host": urlsplit(settings.PAYMENT_URL).netloc})]
    strong = settings.DEMO or len(settings.PAYMENT_SECRET) >= 32
    said.append((strong, _("Khóa ký đã đặt.") if strong else _("Khóa ký chưa đặt hoặc ngắn hơn 32 ký tự.")))
    try:
        status = requests.get(settings.PAYMENT_URL + "/", timeout=(3, 5), allow_redirects=False).status_code
        reached = status < 500
    except requests.RequestException:
        reached = False
    said.append((reached, _("Cổng có trả lời.") if reached else _("Cổng không trả lời: kiểm tra mạng và tường lửa.")))
    return said
