"""The door at which the platform tells us what became of a payment."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from congvu.connectors.payment_platform.connector import SLUG
from congvu.connectors.payment_platform.protocol import DONE
from congvu.payments import operations as payments


@csrf_exempt
@require_POST
@never_cache
def result(request: HttpRequest) -> JsonResponse:
    """Take a result in. Repeated, late and disputed ones are answered as taken: the platform need not send again."""
    try:
        message = payments.take_callback(
            gateway=SLUG,
            body=request.body,
            headers=request.headers,
            address=str(request.META.get("REMOTE_ADDR", "")),
            at=timezone.now(),
        )
    except payments.GatewayUnknown as refusal:
        return JsonResponse({"MaLoi": "04", "MoTaLoi": str(refusal)}, status=404)
    except payments.CallbackRefused as refusal:
        status = 403 if refusal.forged else 400
        return JsonResponse({"MaLoi": "01" if refusal.forged else "02", "MoTaLoi": str(refusal)}, status=status)
    return JsonResponse({"MaLoi": DONE, "MoTaLoi": message.outcome})
