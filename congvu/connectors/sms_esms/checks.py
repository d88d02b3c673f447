"""The self-check: settings, reach, credentials, and whether there is money left."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.connectors.sms_esms.connector import EsmsChannel, client
from congvu.kit.money import dong
from congvu.kit.selfcheck import Connector, Finding, Part, State, connectors
from congvu.notices.hooks import NotSent

LITTLE = 200_000
"""Đồng below which the province is told to pay in."""


def check() -> Iterator[Finding]:
    """Say whether text messages go out now."""
    given = {
        "CONGVU_SMS_URL": settings.SMS_URL,
        "CONGVU_SMS_KEY": settings.SMS_KEY,
        "CONGVU_SMS_SECRET": settings.SMS_SECRET,
        "CONGVU_SMS_BRANDNAME": settings.SMS_BRANDNAME,
    }
    if not EsmsChannel().is_on:
        missing = ", ".join(name for name, value in given.items() if not value)
        words = _("Chưa bật SMS, còn thiếu: %(names)s.") % {"names": missing}
        yield Finding(Part.SETTINGS, State.OFF, words, _("Đặt các biến này sau khi ký hợp đồng và đăng ký tên."))
        return
    if not settings.DEMO and not settings.SMS_URL.startswith("https://"):
        words = _("Địa chỉ cổng SMS không được mã hóa.")
        yield Finding(Part.SETTINGS, State.BROKEN, words, _("Dùng địa chỉ https trong CONGVU_SMS_URL."))
        return
    style = _("có dấu") if settings.SMS_ACCENTS else _("không dấu")
    words = _("Tin gửi dưới tên %(brand)s, %(style)s.") % {"brand": settings.SMS_BRANDNAME, "style": style}
    yield Finding(Part.SETTINGS, State.GOOD, words)
    try:
        left = client().balance()
    except NotSent as problem:
        if problem.final:
            yield Finding(Part.REACH, State.GOOD, _("Cổng SMS trả lời."))
            hint = _("So lại CONGVU_SMS_KEY và CONGVU_SMS_SECRET với trang tài khoản.")
            yield Finding(Part.CREDENTIALS, State.BROKEN, str(problem), hint)
        else:
            hint = _("Kiểm tra Internet của máy chủ, tường lửa, và thông báo bảo trì của nhà cung cấp.")
            yield Finding(Part.REACH, State.BROKEN, str(problem), hint)
        return
    yield Finding(Part.REACH, State.GOOD, _("Cổng SMS trả lời."))
    words = _("Tài khoản đúng, còn %(left)s.") % {"left": dong(left)}
    if left < LITTLE:
        yield Finding(Part.CREDENTIALS, State.WARNING, words, _("Nạp thêm tiền, hết tiền thì tin phải chờ."))
    else:
        yield Finding(Part.CREDENTIALS, State.GOOD, words)


connectors.register(
    "sms_esms",
    Connector(
        key="sms_esms",
        name=gettext_lazy("Tin nhắn SMS (eSMS)"),
        purpose=gettext_lazy("Báo trạng thái hồ sơ và gửi mã xác nhận tới điện thoại, dưới tên của tỉnh."),
        needs=gettext_lazy("Hợp đồng tin nhắn chăm sóc khách hàng và tên định danh đăng ký với từng nhà mạng."),
        is_sandbox=lambda: bool(settings.DEMO) and "/thu-nghiem/" in settings.SMS_URL,
        reaches=lambda: [settings.SMS_URL],
        check=check,
    ),
)
