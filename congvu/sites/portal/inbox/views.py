"""The notices sent to me."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from congvu.kit.paging import BadCursor
from congvu.notices import queries as notices
from congvu.sites.portal.doors import CitizenRequest, citizen_only


@require_safe
@citizen_only
def inbox(request: CitizenRequest) -> HttpResponse:
    """List what was sent, newest first."""
    try:
        page = notices.inbox_page(party_id=request.party.pk, after=request.GET.get("sau"), size=20)
    except BadCursor:
        page = notices.inbox_page(party_id=request.party.pk, size=20)
    return render(request, "portal/inbox.html", {"here": "inbox", "page": page})
