"""The sandbox: VNeID as the demo plays it, a real OpenID Connect provider with invented people.

It runs as a process of its own (config/vneid_settings.py); nothing here is imported by the platform.
"""

import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_protect

POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
"""Without ``form-action``: the choice of a person ends, by redirects, at the portal's own address."""


@dataclass(frozen=True, slots=True)
class Persona:
    """An invented holder of a VNeID account."""

    key: str
    label: str
    claims: dict[str, Any] = field(default_factory=dict)
    late: bool = False
    """Its ID token expired an hour before it was issued."""


def _person(number: str, name: str, born: str, sex: str, level: str = "2", **more: Any) -> dict[str, Any]:
    return {
        "LoaiTaiKhoan": "1",
        "SoDinhDanh": number,
        "HoVaTen": name,
        "NgayThangNamSinh": born,
        "GioiTinh": sex,
        "LoAs": level,
        **more,
    }


HOA = _person("031192001234", "Nguyễn Thị Hoa", "14/05/1992", "2", Email="hoa@vi-du.vn", SoDienThoai="0912000001")
MINH = _person("031088004567", "Trần Văn Minh", "02/03/1988", "1", Email="minh@vi-du.vn", SoDienThoai="0912000002")
PERSONAS = (
    Persona("hoa", "mức 2", HOA),
    Persona("minh", "mức 2", MINH),
    Persona("nam", "mức 1", _person("031099007890", "Phạm Văn Nam", "20/11/1999", "1", level="1")),
    Persona(
        "song-cam",
        "tổ chức; người đại diện Trần Văn Minh",
        {**MINH, "LoaiTaiKhoan": "2", "MaSoThue": "0201234569", "TenToChuc": "Công ty TNHH Thương mại Sông Cấm"},
    ),
    Persona(
        "anh",
        "mức 1; trẻ em, người giám hộ Nguyễn Thị Hoa",
        _person("031315002468", "Lê Minh Anh", "01/09/2015", "2", level="1", NguoiGiamHo=HOA),
    ),
    Persona("lan", "phiên đã hết hạn", _person("031179003579", "Đỗ Thị Lan", "09/12/1979", "2"), late=True),
)
BY_KEY = {persona.key: persona for persona in PERSONAS}


class SandboxAdapter(DefaultOIDCAdapter):
    """Says about a person what VNeID would say."""

    def get_issuer(self) -> str:
        """Return one name of the issuer, whichever host was asked."""
        return str(settings.VNEID_URL)

    def get_user_sub(self, client: object, user: Any) -> str:
        """Return a lasting key that tells nothing."""
        return f"vneid-{user.pk:08d}"

    def get_claims(self, purpose: Any, user: Any, client: Any, scopes: Any, email: Any = None, **more: Any) -> Any:
        """Return the claims of the chosen person."""
        claims = super().get_claims(purpose, user, client, scopes, email=email, **more)
        persona = BY_KEY.get(user.username)
        if persona and "vneid" in scopes:
            claims.update(persona.claims)
            if persona.late and purpose == "id_token":
                claims["exp"] = int(time.time()) - 3600
        return claims


@csrf_protect
def choose(request: HttpRequest) -> HttpResponse:
    """Let the visitor be one of the invented people; the real VNeID asks for a face or a code here."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        target = ""
    persona = BY_KEY.get(request.POST.get("persona", ""))
    if request.method == "POST" and target and persona:
        user, _made = get_user_model().objects.get_or_create(username=persona.key)
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect(target)
    page = render(request, "vneid/choose.html", {"personas": PERSONAS, "next": target, "refusal": _refusal(target)})
    page["Content-Security-Policy"] = POLICY
    return page


def _refusal(target: str) -> str:
    """Return where a visitor goes who does not want to log in, when the client's address is one of ours."""
    asked = {key: values[0] for key, values in parse_qs(urlsplit(target).query).items()}
    back = asked.get("redirect_uri", "")
    if back not in settings.VNEID_CLIENT["redirect_uris"]:
        return ""
    return f"{back}?{urlencode({'error': 'access_denied', 'state': asked.get('state', '')})}"


urlpatterns = [
    path("chon/", choose, name="account_login"),
    path("chon-lai/", choose, name="account_reauthenticate"),
    path("", include("allauth.idp.urls")),
]
