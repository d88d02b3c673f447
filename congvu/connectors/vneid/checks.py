"""Checks of the settings at start, and the self-check at the press of a button: settings, reach, credentials."""

from collections.abc import Iterator
from typing import Any

import requests
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.kit.selfcheck import PATIENCE, Connector, Finding, Part, State, connectors


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
    if _client()["secret"] in ("", "sandbox"):
        found.append(Error("CONGVU_VNEID_SECRET must be set outside the demo.", id="congvu.E102"))
    return found


def check() -> Iterator[Finding]:
    """Say whether citizens can log in now."""
    if not settings.VNEID_URL:
        words = _("Chưa có địa chỉ VNeID: người dân chưa đăng nhập được.")
        yield Finding(Part.SETTINGS, State.OFF, words, _("Đặt CONGVU_VNEID_URL sau khi ký kết nối."))
        return
    if wrong := vneid_is_safe(None):
        for message in wrong:
            yield Finding(Part.SETTINGS, State.BROKEN, str(message.msg), _("Sửa biến môi trường rồi khởi động lại."))
    else:
        yield Finding(Part.SETTINGS, State.GOOD, _("Đã đặt địa chỉ và mã ứng dụng của VNeID."))
    try:
        answer = requests.get(f"{settings.VNEID_URL}/.well-known/openid-configuration", timeout=PATIENCE)
        known: dict[str, Any] = answer.json()
    except (requests.RequestException, ValueError) as problem:
        words = _("VNeID không trả lời (%(problem)s).") % {"problem": type(problem).__name__}
        hint = _("Kiểm tra đường truyền số liệu chuyên dùng và tường lửa từ máy chủ tới địa chỉ VNeID.")
        yield Finding(Part.REACH, State.BROKEN, words, hint)
        return
    if str(known.get("issuer", "")).rstrip("/") != settings.VNEID_URL.rstrip("/"):
        words = _("Nơi trả lời tự xưng là %(issuer)s.") % {"issuer": known.get("issuer", "?")}
        yield Finding(Part.REACH, State.BROKEN, words, _("CONGVU_VNEID_URL phải đúng tên đơn vị phát hành."))
        return
    yield Finding(Part.REACH, State.GOOD, _("VNeID trả lời."))
    yield _credentials(str(known.get("token_endpoint", "")))


def _credentials(address: str) -> Finding:
    """Ask for a token with a code that cannot be: a known client is told that the code is wrong."""
    client = _client()
    form = {"grant_type": "authorization_code", "code": "tu-kiem-tra", "redirect_uri": settings.PUBLIC_URL}
    try:
        login = (client["client_id"], client["secret"])
        answer = requests.post(address, data=form, auth=login, timeout=PATIENCE, allow_redirects=False)
        error = str(answer.json().get("error", ""))
    except (requests.RequestException, ValueError) as problem:
        words = _("Không hỏi được VNeID về tài khoản kết nối (%(problem)s).") % {"problem": type(problem).__name__}
        return Finding(Part.CREDENTIALS, State.WARNING, words, _("Thử lại sau ít phút."))
    if error in {"invalid_client", "unauthorized_client"}:
        words = _("VNeID không nhận mã ứng dụng hoặc khóa bí mật.")
        hint = _("So lại CONGVU_VNEID_CLIENT_ID và CONGVU_VNEID_SECRET với văn bản bàn giao.")
        return Finding(Part.CREDENTIALS, State.BROKEN, words, hint)
    return Finding(Part.CREDENTIALS, State.GOOD, _("VNeID nhận ra ứng dụng của tỉnh."))


def _client() -> dict[str, Any]:
    providers: dict[str, Any] = settings.SOCIALACCOUNT_PROVIDERS
    return dict(providers["openid_connect"]["APPS"][0])


connectors.register(
    "vneid",
    Connector(
        key="vneid",
        name="VNeID",
        purpose=gettext_lazy("Người dân, tổ chức đăng nhập bằng định danh điện tử quốc gia."),
        needs=gettext_lazy("Văn bản kết nối với Trung tâm dữ liệu quốc gia về dân cư (Bộ Công an), NĐ 69/2024."),
        is_sandbox=lambda: bool(settings.DEMO),
        reaches=lambda: [settings.VNEID_URL],
        check=check,
    ),
)
