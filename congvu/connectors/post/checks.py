"""Checks of the settings, and the self-check that the control site shows in sentences."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.connectors.post.connector import SLUG
from congvu.kit.selfcheck import PATIENCE, Connector, Finding, Part, State, connectors


@register(Tags.security)
def post_is_safe(app_configs: object, **options: Any) -> list[CheckMessage]:
    """Refuse a plain address and a weak secret outside the demo."""
    if settings.DEMO or not settings.POST_URL:
        return []
    found: list[CheckMessage] = []
    if not settings.POST_URL.startswith("https://"):
        found.append(Error("CONGVU_POST_URL must be https outside the demo.", id="congvu.E121"))
    if settings.POST_SECRET == "sandbox" or len(settings.POST_SECRET) < 32:  # noqa: S105
        found.append(Error("CONGVU_POST_SECRET must be set, 32 characters at least.", id="congvu.E122"))
    return found


def check() -> Iterator[Finding]:
    """Say whether results can be sent by post now."""
    if not settings.POST_URL:
        words = _("Chưa nối bưu chính: kết quả trả tại quầy hoặc trực tuyến.")
        yield Finding(Part.SETTINGS, State.OFF, words, _("Đặt CONGVU_POST_URL sau khi ký hợp đồng."))
        return
    if wrong := post_is_safe(None):
        for message in wrong:
            yield Finding(Part.SETTINGS, State.BROKEN, str(message.msg), _("Sửa biến môi trường rồi khởi động lại."))
    else:
        host = urlsplit(settings.POST_URL).netloc
        yield Finding(Part.SETTINGS, State.GOOD, _("Địa chỉ bưu chính: %(host)s.") % {"host": host})
    try:
        status = requests.get(f"{settings.POST_URL}/", timeout=PATIENCE, allow_redirects=False).status_code
        why = f"HTTP {status}" if status >= 500 else ""
    except requests.RequestException as problem:
        why = type(problem).__name__
    if why:
        words = _("Bưu chính không trả lời (%(problem)s).") % {"problem": why}
        yield Finding(Part.REACH, State.BROKEN, words, _("Kiểm tra mạng và tường lửa từ máy chủ tới bưu chính."))
        return
    yield Finding(Part.REACH, State.GOOD, _("Bưu chính trả lời."))


connectors.register(
    SLUG,
    Connector(
        key=SLUG,
        name=gettext_lazy("Bưu chính công ích"),
        purpose=gettext_lazy("Gửi kết quả đến nhà, nhận hồ sơ gửi đến, thu hộ phí; bưu chính báo từng chặng."),
        needs=gettext_lazy(
            "Thỏa thuận với doanh nghiệp bưu chính được chỉ định (QĐ 45/2016/QĐ-TTg): mã đối tác, khóa ký, địa chỉ "
            "nhận tin, bảng giá và tài khoản đối soát tiền thu hộ."
        ),
        is_sandbox=lambda: bool(settings.DEMO),
        reaches=lambda: [settings.POST_URL],
        check=check,
    ),
)
