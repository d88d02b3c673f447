"""No session lasts for ever, no official works with one factor alone, and who was refused is written down."""

import logging
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.accounts import sessions
from congvu.accounts.models import Account
from congvu.accounts.receivers import ENROLLED

log = logging.getLogger("congvu.refused")
TOLD = frozenset({400, 403, 405, 409, 413, 415, 422, 429})
"""Answers that refuse somebody or something; 404 besides to whoever is logged in: it may be another's thing."""
OPEN = {"account_logout", "account_reauthenticate", "account_inactive", "set_language", "javascript-catalog"}


class SessionTimes:
    """Ends a session that nobody touched for a while, or that began too long ago."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on as a visitor when the session is over: whatever asks for a log-in leads to it, and back."""
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if has_session and request.user.is_authenticated and sessions.has_ended(request, at=timezone.now()):
            logout(request)
            messages.info(request, _("Phiên làm việc đã hết giờ. Hãy đăng nhập lại để làm tiếp."))
        return self.get_response(request)


class RefusalsNoted:
    """Writes a line with the person for each refusal: of a right, of an input, of haste (ASVS 16.3.2, 16.3.3)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Name account or key by number, the address without what was asked behind it, and never what was sent."""
        response = self.get_response(request)
        if response.status_code in TOLD or response.status_code == 404:
            who = _named(request)
            if response.status_code in TOLD or who != "nobody":
                where = request.META.get("REMOTE_ADDR", "")
                log.warning("%s %s %r by %s from %s", response.status_code, request.method, request.path, who, where)
        return response


def _named(request: HttpRequest) -> str:
    """Return who asks, as it may stand in a log: by number."""
    caller = getattr(request, "auth", None)  # a partner's program, once its key was found good
    if actor := getattr(caller, "actor", None):
        return str(actor.key)
    account: Any = request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    return f"account:{account.pk}" if account is not None and account.is_authenticated else "nobody"


class SecondFactor:
    """Sends an official who came with a password alone to the page where a second factor is enrolled."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """Let the request pass when two factors were shown, or when it leads to showing them."""
        account: Any = request.user
        if getattr(account, "kind", "") == Account.Kind.CITIZEN and _is_for_officials(request):
            return render(request, "accounts/officials_only.html", status=403)
        if not settings.SECOND_FACTOR_REQUIRED or getattr(account, "kind", "") != Account.Kind.OFFICIAL:
            return None
        if _has_shown_two(request, account):
            return None
        name = (request.resolver_match.url_name or "") if request.resolver_match else ""
        if Authenticator.objects.filter(user_id=account.pk).exclude(type="recovery_codes").exists():
            logout(request)  # enrolled elsewhere after this session began with a password alone: prove it anew
            return redirect("account_login")
        if name in OPEN or name.startswith("mfa_"):
            return None
        return redirect("mfa_index")


def _is_for_officials(request: HttpRequest) -> bool:
    """Tell whether the address is one of passwords and factors: citizens have neither, VNeID has them."""
    name = (request.resolver_match.url_name or "") if request.resolver_match else ""
    return name.startswith("mfa_") or name in {"account_change_password", "account_reauthenticate"}


def _has_shown_two(request: HttpRequest, account: Account) -> bool:
    """Tell whether this very session saw a second factor: at log-in, or because it was enrolled in it."""
    if request.session.get(ENROLLED) == account.pk:
        return True
    return any(way.get("method") == "mfa" for way in request.session.get("account_authentication_methods", []))
