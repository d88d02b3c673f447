"""The door at which the post tells how far a parcel is."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from congvu.connectors.post.connector import SLUG
from congvu.delivery import operations as delivery


@csrf_exempt
@require_POST
@never_cache
def told(request: HttpRequest) -> JsonResponse:
    """Take a state in; a repeated one is answered as taken."""
    try:
        event = delivery.take_callback(carrier=SLUG, body=request.body, headers=request.headers, at=timezone.now())
    except delivery.CallbackRefused as refusal:
        return JsonResponse({"loi": str(refusal)}, status=403 if refusal.forged else 400)
    return JsonResponse({"da_nhan": event.number})
