"""The sandbox: the gateway as the demo plays it. It speaks the gateway's protocol and sends nothing.

Every message lands in the demo's mailbox. Numbers that end in 0000 are known to no carrier; with those that end in
9999 the gateway is away. It answers in the demo alone, and only to the demo's own account.
"""

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from congvu.connectors.sms_esms import client
from congvu.notices import operations as notices
from congvu.notices.queries import size

ACCOUNT = ("demo", "sandbox")
"""Key and secret that a demo begins with (config/settings.py)."""
BALANCE = 1_250_000


@csrf_exempt
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Take a message as the gateway would."""
    body = _body(request)
    if wrong := _account(body):
        return JsonResponse({"CodeResult": wrong, "CountRegenerate": 0})
    phone, content = str(body.get("Phone", "")), str(body.get("Content", ""))
    if phone.endswith("9999"):
        return HttpResponse("Service Unavailable", status=503)
    if body.get("Brandname") != settings.SMS_BRANDNAME:
        return JsonResponse({"CodeResult": client.WRONG_BRAND, "CountRegenerate": 0})
    if not phone.startswith("84") or len(phone) != 11:
        return JsonResponse({"CodeResult": client.WRONG_NUMBER, "CountRegenerate": 0})
    if phone.endswith("0000"):
        return JsonResponse({"CodeResult": client.NO_CARRIER, "CountRegenerate": 0})
    request_id = str(body.get("RequestId", ""))
    measured = size(content)
    title = f"SMS {settings.SMS_BRANDNAME}: {measured.letters} ký tự, {measured.segments} tin"
    new = notices.keep_letter(
        channel="sms",
        key=request_id,
        sender=settings.SMS_BRANDNAME,
        recipient=phone,
        title=title,
        text=content,
        at=timezone.now(),
    )
    if not new:
        return JsonResponse({"CodeResult": client.HAD_BEFORE, "CountRegenerate": 0})
    return JsonResponse({"CodeResult": client.TAKEN, "CountRegenerate": 0, "SMSID": f"thu-nghiem-{request_id}"})


@csrf_exempt
@require_POST
def balance(request: HttpRequest) -> HttpResponse:
    """Say what is left."""
    if wrong := _account(_body(request)):
        return JsonResponse({"CodeResponse": wrong})
    return JsonResponse({"CodeResponse": client.TAKEN, "Balance": BALANCE, "UserID": 1})


def _body(request: HttpRequest) -> dict[str, Any]:
    """Return what was sent.

    :raises Http404: outside the demo
    """
    if not settings.DEMO:
        raise Http404
    try:
        found = json.loads(request.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _account(body: dict[str, Any]) -> str:
    return "" if (body.get("ApiKey"), body.get("SecretKey")) == ACCOUNT else client.WRONG_KEY
