"""No official works with one factor alone."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from congvu.accounts.models import Account

OPEN = {"account_logout", "account_reauthenticate", "account_inactive", "set_language", "javascript-catalog"}


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
        name = (request.resolver_match.url_name or "") if request.resolver_match else ""
        if name in OPEN or name.startswith("mfa_") or _has_shown_two(request, account):
            return None
        return redirect("mfa_index")


def _is_for_officials(request: HttpRequest) -> bool:
    """Tell whether the address is one of passwords and factors: citizens have neither, VNeID has them."""
    name = (request.resolver_match.url_name or "") if request.resolver_match else ""
    return name.startswith("mfa_") or name in {"account_change_password", "account_reauthenticate"}


def _has_shown_two(request: HttpRequest, account: Account) -> bool:
    """Tell whether this session saw a second factor: at log-in, or because it was enrolled in it."""
    if request.session.get("second_factor") == account.pk:
        return True
    shown = any(way.get("method") == "mfa" for way in request.session.get("account_authentication_methods", []))
    if shown or Authenticator.objects.filter(user_id=account.pk).exclude(type="recovery_codes").exists():
        request.session["second_factor"] = account.pk
        return True
    return False
