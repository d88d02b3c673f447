"""Wrong passwords are counted so that guessing does not pay and nobody is locked out by another's mistakes.

An office of hundreds comes from one network address, and anybody on earth can type somebody's name. So counted are:

- a name from one address (5 in 5 minutes): the clerk who mistypes waits, the colleagues beside do not;
- a name from everywhere (20 in 5 minutes): a guesser with many addresses is stopped, but a browser that was in under
  that name before is counted by itself and gets in;
- an address with all its names (200 in 5 minutes): one password tried on everybody; known browsers get in here too.
"""

from collections.abc import Iterator

from allauth.core.internal import ratelimit
from django.core import signing
from django.http import HttpRequest, HttpResponse

RATES = {"here": "5/5m/key", "everywhere": "20/5m/key", "address": "200/5m/ip", "known": "10/5m/key"}
COOKIE = "congvu_known"
SALT = "congvu.accounts.known"
KEPT = 60 * 60 * 24 * 180
"""Seconds for which a browser is known."""
MOST_NAMES = 5
"""A desk shared by shifts."""


def count_try(request: HttpRequest, name: str) -> list[ratelimit.RateLimitUsage] | None:
    """Count a try at a name's password; return what to give back should it be right, None when it comes too often."""
    used: list[ratelimit.RateLimitUsage] = []
    for action, key in _counters(request, name.strip().lower()):
        one = ratelimit.consume(request, app="congvu.accounts", action=action, config=RATES, key=key)
        if one is None:
            for earlier in used:
                earlier.rollback()
            return None
        used.append(one)
    return used


def _counters(request: HttpRequest, name: str) -> Iterator[tuple[str, str | None]]:
    if name in names_known(request):
        yield "known", f"{name} {request.COOKIES[COOKIE]}"
        return
    yield "here", f"{name} {ratelimit.get_ip(request)}"
    yield "everywhere", name
    yield "address", None


def names_known(request: HttpRequest) -> list[str]:
    """Return the names that have been in from this browser."""
    try:
        names = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT)
    except signing.BadSignature:
        return []
    return [str(name) for name in names] if isinstance(names, list) else []


def remember_browser(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Know this browser the next time somebody types the name."""
    names = [name, *(one for one in names_known(request) if one != name)][:MOST_NAMES]
    response.set_cookie(
        COOKIE,
        signing.dumps(names, salt=SALT),
        max_age=KEPT,
        path="/staff/",
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
