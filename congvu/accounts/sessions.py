"""How long a log-in lasts: until nobody touched it for a while, at most a working day; signing asks for a young one."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

BEGAN, SEEN = "began_at", "seen_at"
"""Keys of the session: seconds since 1970."""
PROOFS = "account_authentication_methods"
"""Key under which django-allauth keeps what was shown in this session, and when."""
EXACT = 120
"""Seconds to which it is known when somebody was last seen: not every page writes to the session."""


def begin(request: HttpRequest, *, at: datetime) -> None:
    """Note that somebody has just logged in."""
    request.session[BEGAN] = request.session[SEEN] = at.timestamp()


def has_ended(request: HttpRequest, *, at: datetime) -> bool:
    """Tell whether the log-in is over by now; note that it was used when it is not.

    A clock that was set back ends nothing.
    """
    if BEGAN not in request.session:  # begun under an earlier version of the program
        begin(request, at=at)
        return False
    now, began, seen = at.timestamp(), float(request.session[BEGAN]), float(request.session[SEEN])
    if now - seen > settings.SESSION_IDLE_MINUTES * 60 or now - began > settings.SESSION_COOKIE_AGE:
        return True
    if now - seen > EXACT:
        request.session[SEEN] = now
    return False


def is_young(request: HttpRequest, *, at: datetime) -> bool:
    """Tell whether password or second factor were shown within the last ``SIGNING_MINUTES``."""
    return has_proved(request, since=at - timedelta(minutes=settings.SIGNING_MINUTES))


def has_proved(request: HttpRequest, *, since: datetime) -> bool:
    """Tell whether who sits here has shown since then who they are: by log-in, password or factor."""
    proofs = [float(one.get("at", 0)) for one in request.session.get(PROOFS, [])]
    return max([float(request.session.get(BEGAN, 0)), *proofs]) >= since.timestamp()


def ask_again(request: HttpRequest, *, back: str) -> HttpResponse:
    """Lead to where one proves again who one is, and back; who has no factor of ours logs in anew."""
    account: Any = request.user
    if get_reauthentication_flows(account):
        return redirect(f"{reverse('account_reauthenticate')}?next={back}")
    logout(request)
    return redirect_to_login(back, reverse("account_login"))


def list_anew(request: HttpRequest) -> None:
    """Put this session on the list of the account's under its new key."""
    UserSession.objects.create_from_request(request)


def own(request: HttpRequest) -> list[UserSession]:
    """Return where the account of this request is logged in, this session first, then the newest."""
    account: Any = request.user
    found = UserSession.objects.purge_and_list(account)
    key = request.session.session_key
    return sorted(found, key=lambda row: (row.session_key != key, -row.created_at.timestamp()))
