"""Checks of the settings, and the self-check that the control site shows in sentences."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.connectors.payment_platform.connector import SLUG, PaymentPlatform
from congvu.kit.selfcheck import PATIENCE, Connector, Finding, Part, State, connectors
from congvu.payments.hooks import GatewayDown


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


def check() -> Iterator[Finding]:
    """Say whether fees can be paid through the platform now."""
    if not settings.PAYMENT_URL:
        words = _("Chưa có cổng thanh toán: phí, lệ phí nộp bằng chuyển khoản hoặc tại quầy.")
        yield Finding(Part.SETTINGS, State.OFF, words, _("Đặt CONGVU_PAYMENT_URL sau khi ký hợp đồng."))
        return
    if wrong := payment_is_safe(None):
        for message in wrong:
            yield Finding(Part.SETTINGS, State.BROKEN, str(message.msg), _("Sửa biến môi trường rồi khởi động lại."))
    else:
        host = urlsplit(settings.PAYMENT_URL).netloc
        yield Finding(Part.SETTINGS, State.GOOD, _("Địa chỉ cổng thanh toán: %(host)s.") % {"host": host})
    try:
        status = requests.get(f"{settings.PAYMENT_URL}/", timeout=PATIENCE, allow_redirects=False).status_code
        why = f"HTTP {status}" if status >= 500 else ""
    except requests.RequestException as problem:
        why = type(problem).__name__
    if why:
        words = _("Cổng thanh toán không trả lời (%(problem)s).") % {"problem": why}
        yield Finding(Part.REACH, State.BROKEN, words, _("Kiểm tra mạng và tường lửa từ máy chủ tới cổng."))
        return
    yield Finding(Part.REACH, State.GOOD, _("Cổng thanh toán trả lời."))
    yield _credentials()


def _credentials() -> Finding:
    """Ask for today's statement: the platform signs it only for a partner whose signature it takes."""
    try:
        lines = PaymentPlatform().statement(timezone.localdate())
    except GatewayDown:
        hint = _("So lại CONGVU_PAYMENT_PARTNER và CONGVU_PAYMENT_SECRET với văn bản bàn giao của cổng.")
        words = _("Cổng không nhận chữ ký của tỉnh, hoặc chữ ký của cổng không đúng.")
        return Finding(Part.CREDENTIALS, State.BROKEN, words, hint)
    words = _("Hai bên nhận đúng chữ ký của nhau; hôm nay cổng đã thu %(n)s giao dịch.") % {"n": len(lines)}
    return Finding(Part.CREDENTIALS, State.GOOD, words)


connectors.register(
    SLUG,
    Connector(
        key=SLUG,
        name=gettext_lazy("Nền tảng thanh toán trực tuyến"),
        purpose=gettext_lazy("Người dân trả phí, lệ phí trên mạng; cổng báo kết quả và gửi bảng kê mỗi ngày."),
        needs=gettext_lazy(
            "Hợp đồng với nền tảng thanh toán hoặc trung gian thanh toán được Ngân hàng Nhà nước cấp phép; "
            "tài khoản thu của các cơ quan; đăng ký biên lai điện tử với cơ quan thuế."
        ),
        is_sandbox=lambda: bool(settings.DEMO),
        reaches=lambda: [settings.PAYMENT_URL],
        check=check,
    ),
)
