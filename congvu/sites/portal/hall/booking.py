"""Appointments of a citizen: choose the desk, then the day, then press an hour; see them, call them off."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.catalogue import queries as catalogue
from congvu.catalogue.models import ProcedureVersion
from congvu.kit.errors import Declined, NotAllowed, Refusal
from congvu.queueing import operations, queries
from congvu.queueing.models import Line
from congvu.sites.portal.doors import CitizenRequest, citizen_only


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_only
def book(request: CitizenRequest, code: str) -> HttpResponse:
    """Show desks, days and hours that are free; book the hour that is pressed."""
    today = timezone.localdate()
    try:
        version = catalogue.in_force(code=code, on=today)
    except catalogue.ProcedureMissing as missing:
        raise Http404(str(missing)) from missing
    lines = _lines(version, today)
    line = _chosen(request, lines)
    if request.method != "POST":
        return _page(request, version, lines, line)
    try:
        booked = _book(request, version, line)
    except Declined as refusal:
        return _page(request, version, lines, line, errors=[{"anchor": "gio", "message": str(refusal)}])
    at = timezone.localtime(booked.starts_at)
    said = {"at": f"{at:%H:%M}", "day": f"{at:%d/%m/%Y}", "code": booked.code}
    messages.success(request, _("Đã đặt lịch lúc %(at)s ngày %(day)s. Mã hẹn: %(code)s.") % said)
    return redirect("portal:appointments")


def _book(request: CitizenRequest, version: ProcedureVersion, line: Line | None) -> Any:
    starts_at = _moment(request.POST.get("gio", ""))
    if line is None or starts_at is None:
        raise Refusal(_("Chọn nơi đến và khung giờ."))
    return operations.book(
        line_id=line.pk,
        starts_at=starts_at,
        party_id=request.party.pk,
        procedure_code=version.procedure.code,
        procedure_name=version.procedure.short_name,
        by=request.actor,
        at=timezone.now(),
    )


def _page(
    request: CitizenRequest,
    version: ProcedureVersion,
    lines: list[Line],
    line: Line | None,
    errors: list[dict[str, str]] | None = None,
) -> HttpResponse:
    days = queries.days_with_slots(line=line, at=timezone.now()) if line else []
    asked = parse_date(request.GET.get("ngay", "")[:10]) if _is_day(request.GET.get("ngay", "")) else None
    day = next((one for one in days if one[0] == asked), days[0] if days else None)
    shown = {
        "here": "procedures",
        "procedure": version.procedure,
        "lines": lines,
        "line": line,
        "days": [one for one, _slots in days],
        "day": day[0] if day else None,
        "slots": day[1] if day else [],
        "errors": errors or [],
    }
    return render(request, "portal/book.html", shown, status=422 if errors else 200)


def _lines(version: ProcedureVersion, today: date) -> list[Line]:
    taking = [agency.pk for agency in catalogue.agencies_taking(version=version, on=today)]
    return queries.lines_with_slots(agency_ids=taking, field_code=version.procedure.field.code)


def _chosen(request: CitizenRequest, lines: list[Line]) -> Line | None:
    """Return the desk that was chosen, else the one where the citizen lives, else the only one there is."""
    asked = request.POST.get("noi") or request.GET.get("noi", "")
    if asked:
        return next((line for line in lines if str(line.pk) == asked), None)
    home = request.party.place_code
    near = [line for line in lines if home and line.agency.place and line.agency.place.code == home]
    return near[0] if near else lines[0] if len(lines) == 1 else None


def _is_day(typed: str) -> bool:
    try:
        return parse_date(typed[:10]) is not None
    except ValueError:
        return False


def _moment(typed: str) -> datetime | None:
    try:
        moment = parse_datetime(typed)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


@require_safe
@citizen_only
def appointments(request: CitizenRequest) -> HttpResponse:
    """List one's appointments, with the code to bring."""
    now = timezone.now()
    found = queries.appointments_of(party_id=request.party.pk)
    rows = [
        (one, one.state == "booked" and timezone.localdate(one.starts_at) >= timezone.localdate(now)) for one in found
    ]
    return render(request, "portal/appointments.html", {"here": "appointments", "rows": rows})


@require_POST
@citizen_only
def cancel(request: CitizenRequest, code: str) -> HttpResponse:
    """Call an appointment off."""
    try:
        operations.cancel(code=code, by=request.actor, at=timezone.now())
    except NotAllowed:
        raise Http404 from None
    except Declined as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã hủy lịch hẹn %(code)s.") % {"code": code[:8]})
    return redirect("portal:appointments")
