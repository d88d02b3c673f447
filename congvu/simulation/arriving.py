"""When people come: by day of the year, weekday and hour. Pure: no database, no clock."""

import datetime as dt
from collections.abc import Iterator

from congvu.simulation.dice import Dice
from congvu.workdays.queries import Calendar

WEEKDAYS = (1.28, 1.06, 1.0, 0.96, 0.88, 0.16, 0.1)
"""Beside a Wednesday, Monday first; at the weekend only the portal is open."""
REST = 0.06
BEFORE_TET = (1.25, 1.2, 1.1, 0.7, 0.35)
"""Working days before the lunar new year, the last one last: a rush, then nobody."""
AFTER_TET = (0.55, 1.15, 1.35, 1.3, 1.2)
GROWTH = 0.12
"""More at the end of a year than at its beginning."""
AT_DESK = {7: 3, 8: 17, 9: 19, 10: 14, 11: 5, 13: 8, 14: 15, 15: 12, 16: 7}
ONLINE = {0: 1, 6: 2, 7: 4, 8: 8, 9: 10, 10: 8, 11: 6, 12: 4, 13: 5, 14: 8, 15: 7, 16: 5, 17: 3,
          18: 3, 19: 6, 20: 9, 21: 7, 22: 3}  # fmt: skip
OPEN, SHUT = dt.time(7, 30), dt.time(16, 50)


def day_weights(first: dt.date, last: dt.date, calendar: Calendar) -> dict[dt.date, float]:
    """Return how busy each day is beside the others, ``last`` included."""
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    weights = {day: _usual(day, calendar) for day in days}
    tet = {day for day in days if _is_tet(day, calendar)}
    working = [day for day in days if calendar.is_working(day)]
    for year in {day.year for day in tet}:
        begin = min(day for day in tet if day.year == year)
        before, after = [day for day in working if day < begin], [day for day in working if day > begin]
        for day, factor in zip(before[-len(BEFORE_TET) :], BEFORE_TET[-len(before) :], strict=False):
            weights[day] *= factor
        for day, factor in zip(after, AFTER_TET, strict=False):
            weights[day] *= factor
    return weights


def _usual(day: dt.date, calendar: Calendar) -> float:
    grown = 1 + GROWTH * day.timetuple().tm_yday / 365
    return grown * (WEEKDAYS[day.weekday()] if calendar.is_working(day) else min(REST, WEEKDAYS[day.weekday()]))


def _is_tet(day: dt.date, calendar: Calendar) -> bool:
    reason = (calendar.rest_reason(day) or "").lower()
    return "âm lịch" in reason or "nguyên đán" in reason


def counts(number: int, weights: dict[dt.date, float], seed: int) -> Iterator[tuple[dt.date, int]]:
    """Yield how many come on each day: ``number`` in all, each day near its weight."""
    whole, left, gone = sum(weights.values()), number, 0.0
    for day, weight in weights.items():
        rest = whole - gone
        fair = left * weight / rest if rest > 0 else left
        dice = Dice(seed, "day", day)
        came = min(left, max(0, round(dice.gauss(fair, fair**0.5 * 0.6))))
        gone += weight
        if gone >= whole - 1e-9:
            came = left
        left -= came
        yield day, came


def moment(day: dt.date, *, online: bool, calendar: Calendar, dice: Dice) -> dt.datetime:
    """Return the minute at which somebody comes that day; nobody comes to a desk that is closed."""
    hours = ONLINE if online or not calendar.is_working(day) else AT_DESK
    clock = dt.time(dice.one_of(hours), dice.randrange(60), dice.randrange(60))
    return calendar.moment(day, clock if online else min(max(clock, OPEN), SHUT))
