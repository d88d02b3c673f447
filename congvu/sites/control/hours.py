"""Hours of work: since when which days of the week and which hours are worked."""

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_time
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.kit.asking import Unreadable, day_in, text_in
from congvu.kit.errors import Refusal
from congvu.sites.control.doors import ControlRequest, carry_out, control_only
from congvu.workdays import operations, queries
from congvu.workdays.models import WorkingHours
from congvu.workdays.queries import WEEKDAYS

ENDS = ("morning_from", "morning_to", "afternoon_from", "afternoon_to")


@control_only
def table(request: ControlRequest) -> HttpResponse:
    """Show the hours of work by the day they hold from; set those of a day to come."""
    if request.method != "POST":
        return _page(request)
    request.seat.require_power()
    try:
        _set(request)
    except Refusal as refusal:
        return _page(request, refusal=str(refusal), typed=request.POST, ticked=request.POST.getlist("weekdays"))
    messages.success(request, _("Đã ghi giờ làm việc. Ngày hẹn đã cho người dân không tự đổi."))
    return HttpResponseRedirect(reverse("control:hours"))


@require_POST
@control_only
def withdraw(request: ControlRequest, hours_id: int) -> HttpResponse:
    """Take back hours that have not begun."""
    seat = request.seat
    seat.require_power()

    def deed() -> None:
        operations.withdraw_hours(hours_id=hours_id, by=seat.actor, at=seat.now)

    return carry_out(request, deed, done=_("Đã rút. Giờ làm việc trước đó vẫn áp dụng."), back=reverse("control:hours"))


def _set(request: ControlRequest) -> None:
    data, seat = request.POST, request.seat
    first, noon, afternoon, last = (_clock(data, name) for name in ENDS)
    operations.set_hours(
        valid_from=day_in(data, "valid_from", _("Áp dụng từ")),
        weekdays=[int(day) for day in data.getlist("weekdays") if day in set("1234567")],
        sessions=((first, noon), (afternoon, last)),
        legal_basis=text_in(data, "legal_basis", _("Căn cứ")),
        by=seat.actor,
        at=seat.now,
    )


def _clock(data: QueryDict, name: str) -> dt.time:
    try:
        clock = parse_time(data.get(name, ""))
    except ValueError:
        clock = None
    if clock is None:
        raise Unreadable(_("Ghi đủ bốn giờ: đầu sáng, cuối sáng, đầu chiều, cuối chiều, ví dụ 07:30."))
    return clock.replace(second=0, microsecond=0, tzinfo=None)


def _page(request: ControlRequest, **more: object) -> HttpResponse:
    seat, rows = request.seat, queries.all_hours()
    now = next((row for row in rows if row.valid_from <= seat.today), None)
    context = {
        "rows": [(row, [WEEKDAYS[day - 1] for day in row.weekdays], _phase(row, now)) for row in rows],
        "weekdays": [(str(number), name) for number, name in enumerate(WEEKDAYS, start=1)],
        "ticked": [str(day) for day in now.weekdays] if now else [],
        "clocks": _clocks(request, now),
        "may_change": seat.governs,
        **more,
    }
    return render(request, "control/hours.html", context, status=422 if more.get("refusal") else 200)


def _phase(row: WorkingHours, now: WorkingHours | None) -> str:
    if now is None or row.valid_from > now.valid_from:
        return "coming"
    return "now" if row == now else "past"


def _clocks(request: ControlRequest, now: WorkingHours | None) -> list[tuple[str, str, str]]:
    """Return name, label and value of the four fields: what was typed, else what holds now."""
    labels = (_("Đầu sáng"), _("Cuối sáng"), _("Đầu chiều"), _("Cuối chiều"))
    held = [f"{getattr(now, name):%H:%M}" if now else "" for name in ENDS]
    return [(name, label, request.POST.get(name, value)) for name, label, value in zip(ENDS, labels, held, strict=True)]
