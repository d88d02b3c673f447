"""The self-check: settings, reach, and what the service can do."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.connectors.csc.client import ServiceFailed
from congvu.connectors.csc.connector import client
from congvu.kit.selfcheck import Connector, Finding, Part, State, connectors


def check() -> Iterator[Finding]:
    """Say whether remote keys can be used now."""
    if not settings.CSC_URL:
        words = _("Chưa nối dịch vụ ký số từ xa: thiếu CONGVU_CSC_URL.")
        yield Finding(Part.SETTINGS, State.OFF, words, _("Đặt biến này sau khi ký hợp đồng với nơi cấp chứng thư."))
        return
    if not settings.CSC_URL.startswith("https://") and not settings.DEMO:
        words = _("Địa chỉ dịch vụ ký số từ xa không được mã hóa.")
        yield Finding(Part.SETTINGS, State.BROKEN, words, _("Dùng địa chỉ https."))
        return
    yield Finding(Part.SETTINGS, State.GOOD, _("Đã đặt địa chỉ dịch vụ."))
    try:
        said = client().info()
    except ServiceFailed as fault:
        words = _("Dịch vụ không trả lời (%(why)s).") % {"why": fault}
        yield Finding(Part.REACH, State.BROKEN, words, _("Kiểm tra đường truyền và CONGVU_CSC_TOKEN."))
        return
    yield Finding(Part.REACH, State.GOOD, _("Dịch vụ trả lời: %(name)s.") % {"name": said.get("name", "?")})
    if "signatures/signHash" in (said.get("methods") or []):
        yield Finding(Part.CREDENTIALS, State.GOOD, _("Dịch vụ ký được mã băm (signHash)."))
    else:
        words = _("Dịch vụ không có chức năng ký mã băm (signHash).")
        yield Finding(Part.CREDENTIALS, State.BROKEN, words, _("Hỏi nơi cấp dịch vụ về CSC API 1.0.4 hoặc 2."))


connectors.register(
    "csc",
    Connector(
        key="csc",
        name=gettext_lazy("Ký số từ xa (CSC)"),
        purpose=gettext_lazy("Ký bằng khóa giữ tại nơi cấp chứng thư, không cần USB Token."),
        needs=gettext_lazy("Hợp đồng dịch vụ ký số từ xa của nơi cấp chứng thư, tài khoản nối máy chủ của tỉnh."),
        is_sandbox=lambda: False,
        reaches=lambda: [settings.CSC_URL],
        check=check,
    ),
)
