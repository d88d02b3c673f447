"""The sandbox: Zalo as the demo plays it. It speaks Zalo's protocol and sends nothing.

Every message lands in the demo's mailbox. Numbers that end in 0000 have no Zalo account (notices then go on by SMS);
with those that end in 9999 Zalo is away. Keys are signed, live a day, and a refresh token serves once, as at Zalo's.
"""

import json
import secrets
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from congvu.notices import operations as notices

DAY = 25 * 3600
ACCOUNT = ("demo", "sandbox")
"""Application and secret that a demo begins with (config/settings.py)."""
FIRST = "sandbox"
"""The refresh token with which a demo begins, again and again."""
_signer = TimestampSigner(salt="zalo_zns.sandbox")


@csrf_exempt
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Change a refresh token for a new pair."""
    _only_demo()
    if (request.POST.get("app_id"), request.META.get("HTTP_SECRET_KEY")) != ACCOUNT:
        return JsonResponse({"error": -14002, "error_name": "Invalid app id or secret key."})
    token = request.POST.get("refresh_token", "")
    if not (token == FIRST or (_signed("refresh", token) and cache.add(f"zalo-used:{token}", 1, DAY * 90))):
        return JsonResponse({"error": -14014, "error_name": "Invalid refresh token."})
    return JsonResponse({"access_token": _new("access"), "refresh_token": _new("refresh"), "expires_in": str(DAY)})


@csrf_exempt
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Take a message as Zalo would."""
    _only_demo()
    if not _signed("access", request.META.get("HTTP_ACCESS_TOKEN", "")):
        return _refused(-124, "Access token invalid")
    body = _body(request)
    phone, template = str(body.get("phone", "")), str(body.get("template_id", ""))
    if phone.endswith("9999"):
        return HttpResponse("Bad Gateway", status=502)
    if not phone.startswith("84") or len(phone) != 11:
        return _refused(-108, "Phone number is invalid")
    if phone.endswith("0000"):
        return _refused(-118, "Zalo account not existed")
    data = body.get("template_data")
    if template not in SHAPES or not isinstance(data, dict) or set(data) != SHAPES[template]:
        return _refused(-132, "Parameter is invalid")
    tracking = str(body.get("tracking_id", ""))
    notices.keep_letter(
        channel="chat",
        key=tracking,
        sender="Zalo OA",
        recipient=phone,
        title="Zalo",
        text=" · ".join(str(value) for value in data.values()),
        at=timezone.now(),
    )
    sent = {"msg_id": f"thu-nghiem-{tracking}", "sent_time": str(int(timezone.now().timestamp() * 1000))}
    return JsonResponse({"error": 0, "message": "Success", "data": sent})


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """Tell whether a template may be used."""
    _only_demo()
    if not _signed("access", request.META.get("HTTP_ACCESS_TOKEN", "")):
        return _refused(-124, "Access token invalid")
    asked = request.GET.get("template_id", "")
    if asked not in SHAPES:
        return _refused(-112, "Template not found")
    return JsonResponse({"error": 0, "message": "Success", "data": {"templateId": asked, "status": "ENABLE"}})


SHAPES = {"trang-thai": {"ma_ho_so", "trang_thai", "thoi_gian"}, "ma-xac-nhan": {"otp"}}
"""The sandbox's templates with their parameters."""


def _only_demo() -> None:
    """Be there in the demo alone.

    :raises Http404: elsewhere
    """
    if not settings.DEMO:
        raise Http404


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        found = json.loads(request.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _new(kind: str) -> str:
    return _signer.sign(f"{kind}.{secrets.token_urlsafe(12)}")


def _signed(kind: str, token: str) -> bool:
    try:
        return _signer.unsign(token, max_age=DAY * (90 if kind == "refresh" else 1)).startswith(f"{kind}.")
    except BadSignature:
        return False


def _refused(code: int, message: str) -> HttpResponse:
    return JsonResponse({"error": code, "message": message})
