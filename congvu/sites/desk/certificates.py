"""My certificates and my agency's: until when, asking for new ones, asking for revocation."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.kit.asking import optional_row
from congvu.kit.errors import Declined, Refusal
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.signing import operations, queries
from congvu.sites.desk.doors import Desk, DeskRequest, official_only

ASKERS = ("leader", "clerk", "agency_admin")


@official_only
def page(request: DeskRequest) -> HttpResponse:
    """Show certificates and applications, mine and those of the agencies I may ask for."""
    return _page(request)


def _agencies(desk: Desk) -> list[Agency]:
    return people.agencies_by_id({grant.agency_id for grant in desk.grants if grant.role in ASKERS})


def _page(request: DeskRequest, **more: Any) -> HttpResponse:
    desk = request.desk
    agencies = _agencies(desk)
    given: dict[str, Any] = {"official_id": desk.actor.id or 0, "agency_ids": [one.pk for one in agencies]}
    context = {
        "held": queries.credentials_of(**given),
        "applications": queries.applications_of(**given),
        "agencies": agencies,
        "colleagues": {one.pk: people.staff(agency_id=one.pk, on=desk.today) for one in agencies},
        "me": desk.actor.id,
        **more,
    }
    return render(request, "desk/certificates.html", context, status=422 if more.get("refusal") else 200)


@official_only
@require_POST
def ask(request: DeskRequest) -> HttpResponse:
    """Ask for a certificate: mine, a colleague's, or the agency's."""
    data, me = request.POST, request.desk.actor.id
    whose, agency_id = data.get("cho", ""), optional_row(data, "co_quan")
    person = me if whose == "toi" else optional_row(data, "nguoi") if whose == "nguoi" else None
    try:
        if not person and not agency_id:
            raise operations.ApplicationUnfit(_("Chọn đề nghị cho ai."))
        operations.ask_certificate(
            official_id=person,
            agency_id=None if person == me else agency_id,
            device="" if person else data.get("thiet_bi", ""),
            reason=data.get("ly_do", ""),
            by=request.desk.actor,
            at=request.desk.now,
        )
    except Refusal as refusal:
        return _page(request, refusal=str(refusal), typed=data)
    messages.success(request, _("Đã gửi đề nghị đến người quản trị của tỉnh."))
    return _back()


@official_only
@require_POST
def revoke(request: DeskRequest, credential_id: int) -> HttpResponse:
    """Ask for the revocation of a certificate; a lost one is suspended at once."""
    data = request.POST
    try:
        made = operations.ask_revocation(
            credential_id=credential_id,
            reason=data.get("ly_do", ""),
            is_lost=data.get("mat") == "1",
            by=request.desk.actor,
            at=request.desk.now,
        )
    except Refusal as refusal:
        return _page(request, refusal=str(refusal))
    words = _("Đã gửi đề nghị thu hồi.")
    if made.is_lost:
        words = _("Đã tạm dừng chứng thư ngay và gửi đề nghị thu hồi.")
    messages.success(request, words)
    return _back()


@official_only
@require_POST
def withdraw(request: DeskRequest, application_id: int) -> HttpResponse:
    """Take back what I asked for."""
    try:
        operations.withdraw_application(application_id=application_id, by=request.desk.actor, at=request.desk.now)
    except operations.ApplicationUnknown:
        raise
    except Declined as refusal:
        return _page(request, refusal=str(refusal))
    messages.success(request, _("Đã rút đề nghị."))
    return _back()


def _back() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk:certificates"))
