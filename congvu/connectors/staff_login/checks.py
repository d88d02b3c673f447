"""Checks of the settings at start, and the self-check at the press of a button: settings, reach, credentials."""

from collections.abc import Iterator
from typing import Any

import requests
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.kit.selfcheck import PATIENCE, Connector, Finding, Part, State, connectors


@register(Tags.security)
def staff_login_is_safe(app_configs: object, **options: Any) -> list[CheckMessage]:
    """Refuse a plain address and the sandbox's secret outside the demo; without an address nothing is on."""
    if settings.DEMO or not settings.STAFF_OIDC_URL:
        return []
    found: list[CheckMessage] = []
    if not settings.STAFF_OIDC_URL.startswith("https://"):
        found.append(Error("CONGVU_STAFF_OIDC_URL must be https outside the demo.", id="congvu.E111"))
    if settings.STAFF_OIDC_SECRET in ("", "sandbox"):
        found.append(Error("CONGVU_STAFF_OIDC_SECRET must be set outside the demo.", id="congvu.E112"))
    return found


def check() -> Iterator[Finding]:
    """Say whether officials can log in by the province's provider now."""
    if not settings.STAFF_OIDC_URL:
        words = _("Chưa nối: cán bộ đăng nhập bằng mật khẩu và lớp bảo vệ thứ hai.")
        yield Finding(Part.SETTINGS, State.OFF, words, _("Muốn bật, đặt CONGVU_STAFF_OIDC_URL theo docs/operating.md."))
        return
    if wrong := staff_login_is_safe(None):
        for message in wrong:
            yield Finding(Part.SETTINGS, State.BROKEN, str(message.msg), _("Sửa biến môi trường rồi khởi động lại."))
    else:
        yield Finding(Part.SETTINGS, State.GOOD, _("Đã đặt địa chỉ, mã ứng dụng và khóa bí mật."))
    if not settings.STAFF_OIDC_ACR:
        words = _("Chỉ tin xác thực hai lớp khi thẻ có amr “mfa”; ngoài ra hệ thống tự hỏi lớp thứ hai.")
        yield Finding(Part.SETTINGS, State.GOOD, words)
    try:
        answer = requests.get(f"{settings.STAFF_OIDC_URL}/.well-known/openid-configuration", timeout=PATIENCE)
        known: dict[str, Any] = answer.json()
        keys = requests.get(str(known["jwks_uri"]), timeout=PATIENCE).json()["keys"]
    except (requests.RequestException, ValueError, KeyError, TypeError) as problem:
        words = _("Nơi đăng nhập không trả lời đúng (%(problem)s).") % {"problem": type(problem).__name__}
        hint = _("Kiểm tra địa chỉ, chứng thư TLS và tường lửa từ máy chủ web tới nơi đăng nhập.")
        yield Finding(Part.REACH, State.BROKEN, words, hint)
        return
    if str(known.get("issuer", "")).rstrip("/") != settings.STAFF_OIDC_URL.rstrip("/"):
        words = _("Nơi trả lời tự xưng là %(issuer)s.") % {"issuer": known.get("issuer", "?")}
        yield Finding(Part.REACH, State.BROKEN, words, _("CONGVU_STAFF_OIDC_URL phải đúng tên đơn vị phát hành."))
        return
    if not any(key.get("kty") in {"RSA", "EC"} for key in keys):
        words = _("Nơi đăng nhập không công bố khóa công khai nào dùng được (RSA hoặc EC).")
        yield Finding(Part.REACH, State.BROKEN, words, _("Đặt thuật toán ký thẻ là RS256, PS256 hoặc ES256."))
        return
    yield Finding(Part.REACH, State.GOOD, _("Nơi đăng nhập trả lời và công bố khóa ký."))
    yield _credentials(str(known.get("token_endpoint", "")))


def _credentials(address: str) -> Finding:
    """Ask for a token with a code that cannot be: a known client is told that the code is wrong."""
    form = {"grant_type": "authorization_code", "code": "tu-kiem-tra", "redirect_uri": settings.PUBLIC_URL}
    login = (settings.STAFF_OIDC_CLIENT_ID, settings.STAFF_OIDC_SECRET)
    try:
        answer = requests.post(address, data=form, auth=login, timeout=PATIENCE, allow_redirects=False)
        error = str(answer.json().get("error", ""))
    except (requests.RequestException, ValueError) as problem:
        words = _("Không hỏi được về tài khoản kết nối (%(problem)s).") % {"problem": type(problem).__name__}
        return Finding(Part.CREDENTIALS, State.WARNING, words, _("Thử lại sau ít phút."))
    if error in {"invalid_client", "unauthorized_client"}:
        words = _("Nơi đăng nhập không nhận mã ứng dụng hoặc khóa bí mật.")
        hint = _("So lại CONGVU_STAFF_OIDC_CLIENT_ID và CONGVU_STAFF_OIDC_SECRET.")
        return Finding(Part.CREDENTIALS, State.BROKEN, words, hint)
    return Finding(Part.CREDENTIALS, State.GOOD, _("Nơi đăng nhập nhận ra ứng dụng này."))


connectors.register(
    "staff_login",
    Connector(
        key="staff_login",
        name=gettext_lazy("Đăng nhập của tỉnh"),
        purpose=gettext_lazy("Cán bộ đăng nhập một lần bằng OpenID Connect của tỉnh."),
        needs=gettext_lazy("Đơn vị giữ hệ thống đăng nhập của tỉnh cấp mã ứng dụng, khóa bí mật và địa chỉ quay về."),
        is_sandbox=lambda: bool(settings.DEMO),
        reaches=lambda: [settings.STAFF_OIDC_URL],
        check=check,
    ),
)
