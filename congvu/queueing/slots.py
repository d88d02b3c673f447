"""Slots of a day in which people are asked to come, and how long one waits. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

FEWEST = 3
"""Tickets served today from which on the day itself says how long one takes."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A span in which ``left`` more people may be given an appointment."""

    starts_at: datetime
    left: int


def slots_of(
    sessions: Sequence[tuple[datetime, datetime]],
    *,
    minutes: int,
    places: int,
    taken: Mapping[datetime, int],
    after: datetime,
) -> list[Slot]:
    """Return the slots that begin after a moment, the full ones with ``left`` 0.

    :param sessions: hours of work of the day; a slot that would end after its session is none
    :param minutes: length of a slot
    :param places: people in each slot
    :param taken: people in a slot already, by its beginning
    """
    found = []
    for start, end in sessions:
        at = start
        while at + timedelta(minutes=minutes) <= end:
            if at > after:
                found.append(Slot(at, max(0, places - taken.get(at, 0))))
            at += timedelta(minutes=minutes)
    return found


def minutes_each(served: Iterable[float], *, usual: int) -> float:
    """Return how many minutes one ticket takes: the median of the day, before a few were served the usual time."""
    known = [minutes for minutes in served if minutes > 0]
    return median(known) if len(known) >= FEWEST else float(usual)


def waiting_minutes(*, ahead: int, each: float, counters: int) -> int:
    """Return how many whole minutes somebody waits who has ``ahead`` tickets before them.

    :param each: minutes one ticket takes
    :param counters: counters that call from this line now; with none the estimate is as for one
    """
    return math.ceil(ahead * each / max(counters, 1))
