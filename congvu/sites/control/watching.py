"""Doors for machines that watch: does it live, and how does it fare. Nothing of a person is told."""

from hmac import compare_digest

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from congvu.upkeep import queries as upkeep


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer a load balancer: 200 when this process reaches its database, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give figures to Prometheus, which shows the key of ``CONGVU_METRICS_KEY``; without one there is no such page."""
    key = settings.METRICS_KEY
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not key or not compare_digest(given.encode(), key.encode()):
        raise Http404
    text = upkeep.as_text(upkeep.figures(timezone.now()))
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")
