"""Stopping and restarting the legal clock (tạm dừng, tính tiếp, tính lại thời hạn). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from congvu.workdays.calendars import Calendar
from congvu.workdays.counting import (
    Reckoning,
    Skipped,
    after_minutes,
    due,
    end_on_working_day,
    working_days_between,
    working_minutes,
)
from congvu.workdays.limits import Limit, Unit


class Restart(StrEnum):
    """What happens to the limit when a stopped clock goes on."""

    RESET = "reset"
    """The whole limit anew (NĐ 61/2018 Đ.19.4)."""
    RESUME = "resume"
    """Only what was left of it."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A time in which the clock stands. ``resumed_at`` is None while it still does."""

    stopped_at: datetime
    resumed_at: datetime | None
    restart: Restart = Restart.RESET
    reason: str = "Tạm dừng tính thời hạn"


def due_with_stops(
    *, start: datetime, limit: Limit, stops: Iterable[Stop], calendar: Calendar, cutoff: time | None = None
) -> Reckoning:
    """Return when ``limit`` ends, given the stops so far. Stops that overlap count once, a reset wins.

    A stop that is still open, or that came after the limit had passed, changes nothing.
    """
    found = due(start=start, limit=limit, calendar=calendar, cutoff=cutoff)
    for stop in _merged(stops):
        if stop.resumed_at is None or stop.stopped_at > found.due_at or stop.stopped_at < start:
            continue
        if stop.restart is Restart.RESET:
            found = due(start=stop.resumed_at, limit=limit, calendar=calendar, cutoff=cutoff)
        else:
            found = _resumed(found, stop, limit, calendar, cutoff)
    return found


def _resumed(found: Reckoning, stop: Stop, limit: Limit, calendar: Calendar, cutoff: time | None) -> Reckoning:
    assert stop.resumed_at is not None
    stopped, resumed = calendar.local(stop.stopped_at), calendar.local(stop.resumed_at)
    if limit.unit is Unit.WORKING_DAY:
        left = working_days_between(first=stopped.date(), last=found.due_at.date(), calendar=calendar)
        rest = due(start=resumed, limit=Limit(left, Unit.WORKING_DAY), calendar=calendar, cutoff=cutoff)
    elif limit.unit is Unit.WORKING_HOUR:
        rest = after_minutes(resumed, working_minutes(start=stopped, end=found.due_at, calendar=calendar), calendar)
    elif limit.unit is Unit.HOUR:
        end = resumed + (found.due_at - stopped)
        rest = end_on_working_day(end.date(), calendar, exact=end)
    else:
        last = resumed.date() + (found.due_at.date() - stopped.date())
        rest = end_on_working_day(last, calendar, first=resumed.date())
    stood = tuple(
        Skipped(day, calendar.rest_reason(day) or stop.reason)
        for day in _days(stopped.date(), resumed.date())
        if day not in rest.counted
    )
    before = tuple(day for day in found.counted if day <= stopped.date())
    skipped = {
        row.date: row for row in (*(s for s in found.skipped if s.date <= stopped.date()), *stood, *rest.skipped)
    }
    return replace(
        rest,
        counted=tuple(dict.fromkeys((*before, *rest.counted))),
        skipped=tuple(skipped[day] for day in sorted(skipped)),
    )


def _days(after: date, before: date) -> tuple[date, ...]:
    return tuple(after + timedelta(days=n) for n in range(1, (before - after).days + 1))


def _merged(stops: Iterable[Stop]) -> list[Stop]:
    out: list[Stop] = []
    for stop in sorted(stops, key=lambda each: each.stopped_at):
        last = out[-1] if out else None
        if last is None or (last.resumed_at is not None and last.resumed_at < stop.stopped_at):
            out.append(stop)
            continue
        ends = None if last.resumed_at is None or stop.resumed_at is None else max(last.resumed_at, stop.resumed_at)
        reset = Restart.RESET in (last.restart, stop.restart)
        out[-1] = Stop(last.stopped_at, ends, Restart.RESET if reset else Restart.RESUME, last.reason)
    return out
