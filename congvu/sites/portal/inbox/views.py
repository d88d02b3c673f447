"""The notices sent to me."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from congvu.notices import queries as notices
from congvu.sites.portal.doors import CitizenRequest, citizen_only


@require_safe
@citizen_only
def inbox(request: CitizenRequest) -> HttpResponse:
    """List what was sent, newest first."""
    rows = notices.inbox(party_id=request.party.pk)
    return render(request, "portal/inbox.html", {"here": "inbox", "rows": rows})
