"""The self-check: settings, reach, credentials, and whether Zalo lets the template through."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.connectors.zalo_zns.client import KeyInvalid
from congvu.connectors.zalo_zns.connector import ZaloChannel, access_key, ask_renewal, client
from congvu.connectors.zalo_zns.models import Pass
from congvu.kit.selfcheck import Connector, Finding, Part, State, connectors
from congvu.notices.hooks import NotSent


def check() -> Iterator[Finding]:
    """Say whether messages by Zalo go out now."""
    given = {
        "CONGVU_ZALO_URL": settings.ZALO_URL,
        "CONGVU_ZALO_OAUTH_URL": settings.ZALO_OAUTH_URL,
        "CONGVU_ZALO_APP_ID": settings.ZALO_APP_ID,
        "CONGVU_ZALO_SECRET": settings.ZALO_SECRET,
        "CONGVU_ZALO_TEMPLATE": settings.ZALO_TEMPLATE,
    }
    if not ZaloChannel().is_on:
        missing = ", ".join(name for name, value in given.items() if not value)
        words = _("Chưa bật Zalo, còn thiếu: %(names)s.") % {"names": missing}
        yield Finding(Part.SETTINGS, State.OFF, words, _("Đặt các biến này sau khi xác thực OA và duyệt mẫu."))
        return
    plain = not (settings.ZALO_URL.startswith("https://") and settings.ZALO_OAUTH_URL.startswith("https://"))
    if plain and not settings.DEMO:
        words = _("Địa chỉ Zalo không được mã hóa.")
        yield Finding(Part.SETTINGS, State.BROKEN, words, _("Dùng địa chỉ https."))
        return
    yield Finding(Part.SETTINGS, State.GOOD, _("Đã đặt ứng dụng và mẫu tin."))
    try:
        state = client().template_state(access=access_key(at=timezone.now()), template=settings.ZALO_TEMPLATE)
    except KeyInvalid:
        yield _no_key()
        return
    except NotSent as problem:
        hint = _("Kiểm tra Internet của máy chủ và mã mẫu trong CONGVU_ZALO_TEMPLATE.")
        yield Finding(Part.REACH, State.BROKEN, str(problem), hint)
        return
    yield Finding(Part.REACH, State.GOOD, _("Zalo trả lời."))
    if state == "ENABLE":
        yield Finding(Part.CREDENTIALS, State.GOOD, _("Khóa còn hạn, mẫu tin đã được duyệt."))
    else:
        words = _("Mẫu tin đang ở trạng thái %(state)s.") % {"state": state or "?"}
        yield Finding(Part.CREDENTIALS, State.BROKEN, words, _("Xem mẫu ở trang quản trị ZNS của Zalo."))


def _no_key() -> Finding:
    """Say why there is no key, and ask for one."""
    problem = Pass.objects.values_list("problem", flat=True).first() or ""
    ask_renewal()
    if problem:
        hint = _("Cấp quyền lại cho ứng dụng ở trang nhà phát triển Zalo, rồi đặt CONGVU_ZALO_REFRESH_TOKEN mới.")
        return Finding(Part.CREDENTIALS, State.BROKEN, problem, hint)
    words = _("Chưa có khóa truy cập; đang xin khóa mới.")
    return Finding(Part.CREDENTIALS, State.WARNING, words, _("Kiểm tra lại sau một phút."))


connectors.register(
    "zalo_zns",
    Connector(
        key="zalo_zns",
        name=gettext_lazy("Tin nhắn Zalo (ZNS)"),
        purpose=gettext_lazy("Báo trạng thái hồ sơ qua Zalo của tỉnh; không gửi được thì báo bằng SMS."),
        needs=gettext_lazy("Zalo OA của tỉnh đã xác thực, gói ZNS, hai mẫu tin được duyệt, thỏa thuận dữ liệu."),
        is_sandbox=lambda: bool(settings.DEMO) and "/thu-nghiem/" in settings.ZALO_URL,
        reaches=lambda: [settings.ZALO_URL, settings.ZALO_OAUTH_URL],
        check=check,
    ),
)
