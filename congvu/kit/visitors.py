"""Pages that read the same for everybody who has not logged in: made once, then given to all for some seconds."""

import hashlib
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

View = Callable[..., HttpResponse]


def same_for_visitors(view: View) -> View:
    """Let a page be made anew at most every ``PUBLIC_PAGE_SECONDS``, by each process, for each address and language.

    A request with any cookie but those of language and forms (a session, a message to be shown) gets a page of its own,
    and a page that sets a cookie or is no plain answer is given once.
    """

    @wraps(view)
    def kept(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        if request.method != "GET" or request.COOKIES.keys() - _harmless():
            return view(request, *args, **named)
        pages, key = caches["pages"], _key(request)
        found: HttpResponse | None = pages.get(key)
        if found is None:
            found = view(request, *args, **named)
            patch_vary_headers(found, ["Cookie"])
            if found.status_code == 200 and not found.cookies and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
                pages.set(key, found, settings.PUBLIC_PAGE_SECONDS)
        return found

    return kept


def _harmless() -> set[str]:
    return {settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME}


def _key(request: HttpRequest) -> str:
    words = f"{request.scheme} {request.get_host()} {request.get_full_path()} {get_language()}"
    return hashlib.sha256(words.encode()).hexdigest()
