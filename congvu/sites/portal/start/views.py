"""The home page, help, and what the portal says of itself."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from congvu.catalogue import queries as catalogue
from congvu.kit import manual
from congvu.kit.visitors import same_for_visitors


@require_safe
@same_for_visitors
def home(request: HttpRequest) -> HttpResponse:
    """Search first, then life events, then look-up by code."""
    today = timezone.localdate()
    return render(
        request,
        "portal/home.html",
        {"events": catalogue.life_events(today), "popular": catalogue.search("", limit=3).rows},
    )


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How a dossier is filed, and how the day is reckoned."""
    return render(request, "portal/help.html", {"here": "help"})


@require_safe
def manual_page(request: HttpRequest) -> HttpResponse:
    """The citizen's page of the manual, step by step with pictures."""
    return render(request, "portal/manual.html", {"here": "help", "page": manual.page("nguoi-dan")})


@require_safe
@same_for_visitors
def accessibility(request: HttpRequest) -> HttpResponse:
    """What is done so that everybody can use the portal, and what is not done yet."""
    return render(request, "portal/accessibility.html")


@require_safe
@same_for_visitors
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about whom, and who sees it."""
    return render(request, "portal/privacy.html")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Tell whoever has found a hole where to write (RFC 9116); what is said holds half a year from this month on."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    month = datetime.now(tz=UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": f"{month + timedelta(days=183):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages": "vi, en",
        "Canonical": f"{settings.PUBLIC_URL}/.well-known/security.txt",
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
