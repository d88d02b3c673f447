"""The legal clock: counting limits over a calendar. Pure: no clock, no database.

Bộ luật Dân sự 2015 Đ.147: a period in hours runs from its moment; in days or months the first day is not counted.
Đ.148.5: a period whose last day is a rest day ends at the end of the next working day.
"""

import calendar as months
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from congvu.workdays.calendars import Calendar
from congvu.workdays.limits import Limit, Unit


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day that was not counted, and why."""

    date: date
    reason: str


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A due moment with the days that were counted and skipped on the way."""

    due_at: datetime
    counted: tuple[date, ...] = ()
    skipped: tuple[Skipped, ...] = ()


def due(*, start: datetime, limit: Limit, calendar: Calendar, cutoff: time | None = None) -> Reckoning:
    """Return when ``limit`` ends that begins at ``start``; whole days end at the close of work.

    With a ``cutoff`` ("nhận sau 15 giờ") what comes later than it, or on a rest day, counts as come on the next
    working day.
    """
    came = calendar.local(start)
    begin = _received(came, cutoff, calendar)
    moved = _rest_days(came.date(), begin.date(), calendar)
    if limit.unit is Unit.WORKING_HOUR:
        found = after_minutes(begin, limit.value * 60, calendar)
    elif limit.unit is Unit.WORKING_DAY:
        found = _working_days(begin, limit.value, calendar)
    elif limit.unit is Unit.HOUR:
        end = begin + timedelta(hours=limit.value)
        found = end_on_working_day(end.date(), calendar, exact=end)
    else:
        found = end_on_working_day(_last_day(begin.date(), limit), calendar, first=begin.date())
    return Reckoning(found.due_at, found.counted, tuple(dict.fromkeys((*moved, *found.skipped))))


def working_minutes(*, start: datetime, end: datetime, calendar: Calendar) -> int:
    """Return the minutes of work between two moments, 0 when ``end`` is not later."""
    start, end = calendar.local(start), calendar.local(end)
    total, day = timedelta(), start.date()
    while day <= end.date():
        for opened, closed in calendar.sessions(day):
            total += max(timedelta(), min(closed, end) - max(opened, start))
        day += timedelta(days=1)
    return int(total.total_seconds()) // 60


def working_days_between(*, first: date, last: date, calendar: Calendar) -> int:
    """Return how many working days there are after ``first`` up to ``last``; negative when ``last`` is earlier."""
    if last < first:
        return -working_days_between(first=last, last=first, calendar=calendar)
    whole_years = sum(calendar.working_days_in(year) for year in range(first.year, last.year))
    return whole_years + calendar.working_days_until(last) - calendar.working_days_until(first)


def end_on_working_day(
    day: date, calendar: Calendar, *, first: date | None = None, exact: datetime | None = None
) -> Reckoning:
    """Return the end of ``day`` (``exact`` when given), or of the next working day when ``day`` is one of rest."""
    counted = _dates(first, day) if first else (day,)
    if calendar.is_working(day):
        return Reckoning(exact or calendar.close(day), counted)
    last = calendar.next_working(day)
    return Reckoning(calendar.close(last), counted, _rest_days(day - timedelta(days=1), last, calendar))


def after_minutes(begin: datetime, minutes: int, calendar: Calendar) -> Reckoning:
    """Return the moment that lies so many minutes of work after ``begin``."""
    counted: list[date] = []
    left, day = timedelta(minutes=minutes), begin.date()
    if not calendar.is_working(day):
        day = calendar.next_working(day)
    while True:
        for opened, closed in calendar.sessions(day):
            free = closed - max(opened, begin)
            if free <= timedelta():
                continue
            counted.append(day)
            if free >= left:
                days = tuple(dict.fromkeys(counted))
                return Reckoning(max(opened, begin) + left, days, _rest_days(begin.date(), day, calendar))
            left -= free
        day = calendar.next_working(day)


def _received(came: datetime, cutoff: time | None, calendar: Calendar) -> datetime:
    if cutoff is None or (calendar.is_working(came.date()) and came.time() <= cutoff):
        return came
    return calendar.opening(calendar.next_working(came.date()))


def _working_days(begin: datetime, value: int, calendar: Calendar) -> Reckoning:
    counted: list[date] = []
    day = begin.date()
    for _ in range(value):
        day = calendar.next_working(day)
        counted.append(day)
    if not value and (not calendar.is_working(day) or calendar.close(day) <= begin):
        day = calendar.next_working(day)
    return Reckoning(calendar.close(day), tuple(counted) or (day,), _rest_days(begin.date(), day, calendar))


def _last_day(first: date, limit: Limit) -> date:
    if limit.unit is Unit.CALENDAR_DAY:
        return first + timedelta(days=limit.value)
    years, month = divmod(first.month - 1 + limit.value, 12)
    year, month = first.year + years, month + 1
    return date(year, month, min(first.day, months.monthrange(year, month)[1]))


def _dates(after: date, last: date) -> tuple[date, ...]:
    return tuple(after + timedelta(days=n) for n in range(1, (last - after).days + 1))


def _rest_days(after: date, last: date, calendar: Calendar) -> tuple[Skipped, ...]:
    reasons = ((day, calendar.rest_reason(day)) for day in _dates(after, last))
    return tuple(Skipped(day, reason) for day, reason in reasons if reason is not None)
