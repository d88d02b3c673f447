"""The demo's mailbox: letters that a real province would have sent. Open to anyone, in the demo only."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from congvu.notices import queries


def letters(request: HttpRequest) -> HttpResponse:
    """Show the newest letters.

    :raises Http404: outside the demo
    """
    if not settings.DEMO:
        raise Http404
    return render(request, "control/mailbox.html", {"letters": queries.mailbox()})
