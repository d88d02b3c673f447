"""The notices sent to me."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from congvu.kit.paging import BadCursor
from congvu.notices import operations as notice_operations
from congvu.notices import queries as notices
from congvu.notices.models import Notice
from congvu.people import queries as people
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


@require_safe
@citizen_only
def follow(request: CitizenRequest, notice_id: int) -> HttpResponse:
    """Go where a notice leads; it counts as read from now on."""
    notice = Notice.objects.filter(id=notice_id, party_id__in=people.same_person(request.party.pk)).first()
    if notice is None:
        raise Http404
    notice_operations.mark_read(notice_id=notice_id, party_id=notice.party_id, at=timezone.now())
    return redirect(notice.path if notice.path.startswith("/") and not notice.path.startswith("//") else "portal:inbox")
