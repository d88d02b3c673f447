"""The course of a period, week by week: what came, what lay there, what was solved in time; and when desks are full."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, TruncWeek
from django.utils import timezone

from congvu.dossiers.models import Dossier, Origin, State
from congvu.indicators.live import ONLINE, Scope
from congvu.indicators.periods import Period
from congvu.workdays import queries as workdays

IN_TIME = Q(ended_at__lte=F("due_at"), late_since=None) | Q(due_at=None, late_since=None)


@dataclass(frozen=True)
class Week:
    """One week, from its Monday."""

    monday: dt.date
    online: int
    direct: int
    """At a desk or by post."""
    kept: int
    late: int
    stock: int
    """Taken in and not ended at its end."""

    @property
    def received(self) -> int:
        """All that was taken in."""
        return self.online + self.direct

    @property
    def on_time_share(self) -> float | None:
        """Solved before or on their day, of all that were solved; None when none was."""
        solved = self.kept + self.late
        return self.kept / solved if solved else None


@dataclass(frozen=True)
class Load:
    """How many dossiers the desks take in during an hour of a weekday, on average over the working days of a period."""

    hours: list[int]
    days: list[tuple[int, list[float]]]
    """ISO weekday with the mean of each hour."""

    @property
    def most(self) -> float:
        """The fullest hour of all."""
        return max((mean for _day, means in self.days for mean in means), default=0.0)


def weeks(*, scope: Scope, period: Period, now: dt.datetime) -> list[Week]:
    """Return the weeks of a period that have begun, oldest first; the first and the last may be cut by its ends."""
    start, end = period.start_at, min(period.end_at, now)
    if start >= end:
        return []
    rows = scope.of(Dossier.objects.filter(received_at__lt=end)).order_by()
    came = _by_week(
        rows.filter(received_at__gte=start),
        "received_at",
        online=Count("pk", filter=Q(origin__in=ONLINE)),
        every=Count("pk"),
    )
    ended = rows.filter(ended_at__gte=start, ended_at__lt=end)
    solved = ~Q(state=State.STOPPED)
    gone = _by_week(
        ended,
        "ended_at",
        kept=Count("pk", filter=solved & IN_TIME),
        late=Count("pk", filter=solved & ~IN_TIME),
        every=Count("pk"),
    )
    stock = rows.filter(received_at__lt=start).filter(Q(ended_at=None) | Q(ended_at__gte=start)).count()
    found = []
    for monday in _mondays(start, end):
        here, left = came.get(monday, {}), gone.get(monday, {})
        stock += here.get("every", 0) - left.get("every", 0)
        online = here.get("online", 0)
        found.append(
            Week(
                monday=monday,
                online=online,
                direct=here.get("every", 0) - online,
                kept=left.get("kept", 0),
                late=left.get("late", 0),
                stock=stock,
            )
        )
    return found


def desk_load(*, scope: Scope, period: Period, now: dt.datetime) -> Load:
    """Return when the desks are full: by weekday and hour of filing at a desk."""
    start, end = period.start_at, min(period.end_at, now)
    rows = scope.of(Dossier.objects.filter(origin=Origin.COUNTER, submitted_at__gte=start, submitted_at__lt=end))
    counted: Iterable[tuple[int, int, int]] = (
        rows.order_by()
        .annotate(weekday=ExtractIsoWeekDay("submitted_at"), hour=ExtractHour("submitted_at"))
        .values_list("weekday", "hour")
        .annotate(n=Count("pk"))
    )
    found = {(weekday, hour): n for weekday, hour, n in counted}
    if not found:
        return Load([], [])
    hours = list(range(min(hour for _day, hour in found), max(hour for _day, hour in found) + 1))
    worked = _working_days(start, end)
    days = [
        (weekday, [found.get((weekday, hour), 0) / max(1, worked[weekday]) for hour in hours])
        for weekday in sorted({weekday for weekday, _hour in found})
    ]
    return Load(hours, days)


def _by_week(rows: "QuerySet[Dossier]", moment: str, **counts: Count) -> dict[dt.date, Mapping[str, Any]]:
    found = rows.annotate(week=TruncWeek(moment)).values("week").annotate(**counts)
    return {timezone.localdate(row["week"]): row for row in found}


def _mondays(start: dt.datetime, end: dt.datetime) -> list[dt.date]:
    first = timezone.localdate(start)
    monday = first - dt.timedelta(days=first.weekday())
    last = timezone.localdate(end - dt.timedelta(microseconds=1))
    return [monday + dt.timedelta(weeks=n) for n in range((last - monday).days // 7 + 1)]


def _working_days(start: dt.datetime, end: dt.datetime) -> dict[int, int]:
    """Return how many working days of each ISO weekday lie between two moments."""
    calendar, day = workdays.calendar(), timezone.localdate(start)
    counted = dict.fromkeys(range(1, 8), 0)
    while day <= timezone.localdate(end):
        counted[day.isoweekday()] += int(calendar.is_working(day))
        day += dt.timedelta(days=1)
    return counted
