"""Pages of log-in that django-allauth has not."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from congvu.accounts import operations
from congvu.accounts.queries import actor_in, demo_board, home_of


@require_GET
@never_cache
def demo_codes(request: HttpRequest) -> HttpResponse:
    """Show the demo officials' present second-factor codes, so that a newcomer gets in without a phone."""
    if not settings.DEMO:
        raise Http404
    rows = [{"account": account, "codes": codes} for account, codes in demo_board(at=timezone.now())]
    return render(request, "accounts/demo_codes.html", {"rows": rows, "password": settings.DEMO_PASSWORD})


@require_GET
def entrance(request: HttpRequest) -> HttpResponse:
    """Lead whoever is logged in to where they work, and everybody else to the log-in."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    return redirect(home_of(request.user))


@require_GET
def no_sign_up(request: HttpRequest) -> HttpResponse:
    """Lead whoever looks for a sign-up to the log-in: accounts come from VNeID."""
    return redirect("vneid_login")


@require_POST
def citizen_logout(request: HttpRequest) -> HttpResponse:
    """End the citizen's session and go back to the portal."""
    operations.note_leaving(by=actor_in(request), at=timezone.now())
    logout(request)
    return redirect("/")
