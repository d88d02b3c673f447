"""Who is away and who stands in: officials say it of themselves, leaders of all who work with them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.kit.asking import moment_in, optional_row, row_in, text_in
from congvu.kit.errors import Refusal
from congvu.people import operations, queries
from congvu.people.models import Absence, Agency
from congvu.sites.desk.doors import Desk, DeskRequest, official_only


@official_only
def page(request: DeskRequest) -> HttpResponse:
    """Show absences, running or to come; note one."""
    if request.method != "POST":
        return _page(request)
    try:
        absence = _record(request)
    except Refusal as refusal:
        return _page(request, refusal=str(refusal), typed=request.POST)
    names = {"delegate": absence.delegate.full_name, "name": absence.official.full_name}
    messages.success(request, _("Đã ghi: %(delegate)s làm thay %(name)s.") % names)
    return _back(absence_agency(request))


def _record(request: DeskRequest) -> Absence:
    desk, data = request.desk, request.POST
    agency_id = row_in(data, "agency", _("Cơ quan"))
    me = desk.actor.id or 0
    return operations.record_absence(
        official_id=optional_row(data, "who") or me if _leads(desk, agency_id) else me,
        delegate_id=row_in(data, "delegate", _("Người thay")),
        agency_id=agency_id,
        starts_at=moment_in(data, "from", _("Vắng từ lúc")),
        ends_at=moment_in(data, "to", _("Trở lại lúc")),
        reason=text_in(data, "reason", _("Lý do"), required=False),
        by=desk.actor,
        at=desk.now,
    )


@require_POST
@official_only
def end(request: DeskRequest, absence_id: int) -> HttpResponse:
    """Let somebody be back from now on."""
    desk, agency_id = request.desk, absence_agency(request)
    try:
        operations.end_absence(absence_id=absence_id, agency_id=agency_id, by=desk.actor, at=desk.now)
    except Absence.DoesNotExist:
        messages.error(request, _("Lần vắng mặt này không còn."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã ghi: trở lại làm việc."))
    return _back(agency_id)


def absence_agency(request: DeskRequest) -> int:
    """Return the agency that was chosen, 0 for none."""
    return optional_row(request.POST or request.GET, "agency") or 0


def _back(agency_id: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('desk:absences')}?agency={agency_id}")


def _leads(desk: Desk, agency_id: int) -> bool:
    roles = ("leader", "agency_admin")
    return any(grant.agency_id == agency_id and grant.role in roles for grant in desk.grants)


def _page(request: DeskRequest, **more: Any) -> HttpResponse:
    desk = request.desk
    me, day = desk.actor.id or 0, desk.today
    mine = queries.posts(official_id=me, on=day)
    agencies: dict[int, Agency] = {post.agency_id: post.agency for post in mine}
    asked = absence_agency(request)
    agency = agencies.get(asked) or next(iter(agencies.values()), None)
    leads = agency is not None and _leads(desk, agency.id)
    colleagues = list(queries.staff(agency_id=agency.id, on=day)) if agency else []
    away = queries.absences_in([agency.id], at=desk.now) if agency else []
    context = {
        "agency": agency,
        "agencies": list(agencies.values()),
        "me": me,
        "leads": leads,
        "colleagues": colleagues,
        "absences": away if leads else [one for one in away if me in {one.official_id, one.delegate_id}],
        "typed": {},
        **more,
    }
    return render(request, "desk/absences.html", context, status=422 if more.get("refusal") else 200)
