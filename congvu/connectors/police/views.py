"""The door at which the system tells us how dossiers stand."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from congvu.connectors.police.connector import SLUG
from congvu.dossiers.operations import outside
from congvu.kit.sync.messages import DONE


@csrf_exempt
@require_POST
@never_cache
def told(request: HttpRequest) -> JsonResponse:
    """Take a message in. Repeated and late ones are answered as taken: the system need not send again."""
    try:
        message = outside.take_message(
            system=SLUG,
            body=request.body,
            headers=request.headers,
            address=str(request.META.get("REMOTE_ADDR", "")),
            at=timezone.now(),
        )
    except outside.MessageNotTaken as refusal:
        return JsonResponse({"MaLoi": str(refusal.status), "MoTaLoi": str(refusal)}, status=refusal.status)
    return JsonResponse({"MaLoi": DONE, "MoTaLoi": message.outcome})
