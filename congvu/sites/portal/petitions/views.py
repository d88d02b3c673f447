"""Answers that everybody may read, and one's own petitions."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from congvu.feedback import queries
from congvu.kit.paging import BadCursor
from congvu.people import queries as people
from congvu.sites.portal.doors import CitizenRequest, citizen_only


@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """Show published petitions with their answers; nothing tells who asked."""
    text, agency = request.GET.get("q", "").strip()[:100], request.GET.get("co-quan", "")[:35]
    try:
        page = queries.published_petitions(text=text, agency_code=agency, after=request.GET.get("sau"))
    except BadCursor as wrong:
        raise Http404(str(wrong)) from wrong
    shown = {
        "here": "petitions",
        "page": page,
        "q": text,
        "agency": agency,
        "agencies": people.agencies_with_desk(timezone.localdate()),
        "rules": queries.rules_on(timezone.localdate()),
    }
    return render(request, "portal/petitions.html", shown)


@require_safe
def answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show one published petition."""
    found = queries.published_petition(public_id)
    if found is None:
        raise Http404(_("Phản ánh này không được công khai."))
    return render(request, "portal/petition_public.html", {"here": "petitions", "petition": found})


@require_safe
@citizen_only
def mine(request: CitizenRequest) -> HttpResponse:
    """Show my petitions."""
    try:
        page = queries.petitions_of(party_id=request.party.pk, after=request.GET.get("sau"))
    except BadCursor as wrong:
        raise Http404(str(wrong)) from wrong
    return render(request, "portal/petitions_mine.html", {"here": "petitions", "page": page})
