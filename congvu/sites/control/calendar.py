"""The calendar of a year: which days are worked, which are not, and what was decided about single days."""

import calendar as plain
import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.dossiers import queries as dossiers
from congvu.kit.asking import day_in, text_in
from congvu.kit.errors import Refusal
from congvu.rehearsals import queries as rehearsals
from congvu.sites.control.doors import ControlRequest, Seat, control_only
from congvu.sites.control.rehearsals import rehearse_decided
from congvu.workdays import operations, queries
from congvu.workdays.queries import Calendar, DayKind

YEARS = range(2020, 2051)


@dataclass(frozen=True, slots=True)
class Day:
    """One cell of a month: ``look`` is "", "rest", "off" or "worked"; ``why`` says so in words."""

    date: dt.date
    look: str
    why: str
    is_decided: bool


@dataclass(frozen=True, slots=True)
class Month:
    """One month: weeks from Monday, empty cells None, and how many days are worked."""

    number: int
    weeks: list[list[Day | None]]
    worked: int


@control_only
def year(request: ControlRequest) -> HttpResponse:
    """Show the months of a year and the days decided about."""
    return _page(request, _year(request.GET.get("nam", ""), request.seat))


def _year(typed: str, seat: Seat) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and int(typed[:9]) in YEARS else seat.today.year


def _page(request: ControlRequest, number: int, **more: object) -> HttpResponse:
    seat, known = request.seat, queries.calendar(request.seat.now)
    decided = queries.standing_days(year=number)
    hours = known.hours_on(seat.today if seat.today.year == number else dt.date(number, 1, 1))
    context = {
        "year": number,
        "before": number - 1 if number - 1 in YEARS else None,
        "after": number + 1 if number + 1 in YEARS else None,
        "months": [_month(number, month, known) for month in range(1, 13)],
        "weekdays": [_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN")],
        "decided": decided,
        "sessions": hours.sessions,
        "may_change": seat.governs,
        "today": seat.today,
        "change": dossiers.open_change() if seat.sees_all else None,
        "rehearsals": rehearsals.latest(about=f"day:{number}") if seat.sees_all else [],
        **more,
    }
    return render(request, "control/calendar.html", context, status=422 if more.get("refusal") else 200)


def _month(year_number: int, number: int, known: Calendar) -> Month:
    weeks: list[list[Day | None]] = []
    for week in plain.Calendar().monthdatescalendar(year_number, number):
        weeks.append([_day(day, known) if day.month == number else None for day in week])
    days = [day for week in weeks for day in week if day]
    return Month(number, weeks, sum(day.look in {"", "worked"} for day in days))


def _day(day: dt.date, known: Calendar) -> Day:
    rule, reason = known.days.get(day), known.rest_reason(day)
    weekly = day.isoweekday() not in known.hours_on(day).weekdays
    if reason is None:
        words = known.reason_words(day, rule.reason) if rule else _("Làm bù") if weekly else ""
        return Day(day, "worked" if weekly else "", words, rule is not None)
    look = "rest" if weekly and rule is None else "off"
    return Day(day, look, known.reason_words(day, reason), rule is not None)


@require_POST
@control_only
def change(request: ControlRequest, deed: str) -> HttpResponse:
    """Decide about one day, or withdraw what was decided; when refused, show the form again as typed."""
    if deed not in {"them", "bo"}:
        raise Http404
    request.seat.require_power()
    number = _year(request.POST.get("date", "")[:4], request.seat)
    try:
        done = _set(request.POST, request.seat) if deed == "them" else _clear(request.POST, request.seat)
    except Refusal as refusal:
        return _page(request, number, refusal=str(refusal), typed=request.POST)
    messages.success(request, done)
    return HttpResponseRedirect(f"{reverse('control:calendar')}?nam={number}")


def _set(data: QueryDict, seat: Seat) -> str:
    day, kind = day_in(data, "date", _("Ngày")), data.get("kind", "")
    if kind not in {DayKind.OFF, DayKind.WORKED}:
        raise Refusal(_("Chọn “Nghỉ” hoặc “Làm việc”."))
    operations.set_day(
        day=day,
        kind=kind,
        reason=text_in(data, "reason", _("Lý do")),
        english=text_in(data, "english", _("Lý do bằng tiếng Anh"), required=False),
        legal_basis=text_in(data, "legal_basis", _("Căn cứ")),
        by=seat.actor,
        at=seat.now,
    )
    rehearse_decided("day", data, seat)
    words = _("Đã ghi ngày %(day)s. Ngày hẹn đã cho người dân không tự đổi; ngày mới được đề nghị để bạn quyết định.")
    return words % {"day": f"{day:%d/%m/%Y}"}


def _clear(data: QueryDict, seat: Seat) -> str:
    day = day_in(data, "date", _("Ngày"))
    operations.clear_day(day=day, by=seat.actor, at=seat.now)
    return _("Ngày %(day)s trở lại theo lịch thường.") % {"day": f"{day:%d/%m/%Y}"}
