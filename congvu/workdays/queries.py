"""Questions to the legal clock. Lists load :func:`calendar` once and hand it to each call."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Literal

from congvu.kit.kept import kept
from congvu.workdays import counting, shipped
from congvu.workdays import stops as stopping
from congvu.workdays.calendars import WEEKDAYS, Calendar, DayKind, DayRule, Hours, NoWorkingDay
from congvu.workdays.counting import Reckoning, Skipped
from congvu.workdays.limits import BadLimit, Limit, Unit
from congvu.workdays.models import CalendarDay, WorkingHours
from congvu.workdays.stops import Restart, Stop

__all__ = [
    "WEEKDAYS",
    "BadLimit",
    "Calendar",
    "ClockState",
    "DayKind",
    "DayRule",
    "Hours",
    "Limit",
    "NoWorkingDay",
    "Reckoning",
    "Restart",
    "Skipped",
    "Stop",
    "Unit",
    "all_hours",
    "calendar",
    "clock_state",
    "days_left",
    "due",
    "due_after_minutes",
    "due_with_stops",
    "reason_words",
    "standing_days",
    "working_minutes",
]

ClockState = Literal["ok", "soon", "late", "stopped"]
SOON_PERCENT = 20
SOON_MINUTES = 8 * 60


def calendar(on: datetime | None = None) -> Calendar:
    """Return the calendar of the office, as it was known at the moment ``on`` (now when None)."""
    return _known_calendar() if on is None else _calendar(on)


def _calendar(on: datetime | None) -> Calendar:
    days = {
        row.date: DayRule(DayKind(row.kind), row.reason, row.legal_basis, row.english)
        for row in CalendarDay.objects.known(on)
    }
    hours = tuple(
        Hours(
            row.valid_from,
            tuple(row.weekdays),
            ((row.morning_from, row.morning_to), (row.afternoon_from, row.afternoon_to)),
        )
        for row in WorkingHours.objects.all()
    )
    return Calendar(days, hours or tuple(shipped.hours()))


@kept(CalendarDay, WorkingHours)
def _known_calendar() -> Calendar:
    return _calendar(None)


def reason_words(day: date, reason: str) -> str:
    """Return in the reader's language why a day was not counted, as once written down in Vietnamese."""
    return _today().reason_words(day, reason)


def standing_days(*, year: int) -> list[CalendarDay]:
    """Return the overrides of a year that stand now, by date."""
    return list(CalendarDay.objects.known().filter(date__year=year))


def all_hours() -> list[WorkingHours]:
    """Return the hours of work as they were decided, the newest first."""
    return list(WorkingHours.objects.order_by("-valid_from"))


def due(*, start: datetime, limit: Limit, cutoff: time | None = None, calendar: Calendar | None = None) -> Reckoning:
    """Return when ``limit`` ends that begins at ``start``, with the days counted and skipped.

    Whole days end at the close of work (BLDS 2015 Đ.147, 148). What comes after ``cutoff`` counts as come on the
    next working day.
    """
    return counting.due(start=start, limit=limit, cutoff=cutoff, calendar=calendar or _today())


def due_with_stops(
    *,
    start: datetime,
    limit: Limit,
    stops: Iterable[Stop],
    cutoff: time | None = None,
    calendar: Calendar | None = None,
) -> Reckoning:
    """Return when ``limit`` ends, given the stops so far (RESET: the whole limit anew; RESUME: what was left).

    A stop that is still open changes nothing: ask :func:`clock_state` with ``stopped=True`` meanwhile.
    """
    return stopping.due_with_stops(start=start, limit=limit, stops=stops, cutoff=cutoff, calendar=calendar or _today())


def due_after_minutes(*, start: datetime, minutes: int, calendar: Calendar | None = None) -> Reckoning:
    """Return the moment so many working minutes after ``start``: the limits of single steps are short."""
    calendar = calendar or _today()
    return counting.after_minutes(calendar.local(start), minutes, calendar)


def working_minutes(start: datetime, end: datetime, calendar: Calendar | None = None) -> int:
    """Return the minutes of work between two moments, 0 when ``end`` is not later."""
    return counting.working_minutes(start=start, end=end, calendar=calendar or _today())


def days_left(now: datetime, due_at: datetime, calendar: Calendar | None = None) -> int:
    """Return the working days after today up to the due day: 0 on the day itself, negative when it has passed."""
    calendar = calendar or _today()
    first, last = calendar.local(now).date(), calendar.local(due_at).date()
    return counting.working_days_between(first=first, last=last, calendar=calendar)


def clock_state(
    now: datetime,
    start: datetime,
    due_at: datetime | None,
    stopped: bool = False,
    calendar: Calendar | None = None,
) -> ClockState:
    """Return the colour of a clock. ``soon``: a fifth of the working time is left, or one day of a longer one."""
    if stopped or due_at is None:
        return "stopped"
    if now > due_at:
        return "late"
    calendar = calendar or _today()
    left = counting.working_minutes(start=now, end=due_at, calendar=calendar)
    whole = counting.working_minutes(start=start, end=due_at, calendar=calendar)
    return "soon" if left <= max(whole * SOON_PERCENT // 100, min(SOON_MINUTES, whole // 2)) else "ok"


def _today() -> Calendar:
    return calendar()
