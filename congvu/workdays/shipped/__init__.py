"""The calendar shipped with the program: first rows of the database, and the answer while there is none."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from congvu.workdays.calendars import Calendar, DayKind, DayRule, Hours


@cache
def _file() -> dict[str, Any]:
    return dict(yaml.safe_load((Path(__file__).parent / "calendar.yaml").read_text(encoding="utf-8")))


def known_since() -> date:
    """Return the day from which the shipped rows count as known."""
    return date.fromisoformat(str(_file()["known_since"]))


def days() -> Iterator[tuple[date, DayRule]]:
    """Yield each shipped day with its rule."""
    for row in _file()["days"]:
        for n in range((row["to"] - row["from"]).days + 1):
            rule = DayRule(DayKind(row["kind"]), row["reason"], _file()["law"], row["english"])
            yield row["from"] + timedelta(days=n), rule


def hours() -> Iterator[Hours]:
    """Yield the shipped hours of work."""
    for row in _file()["hours"]:
        sessions = tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in row["sessions"])
        yield Hours(row["valid_from"], tuple(row["weekdays"]), sessions)


@cache
def calendar() -> Calendar:
    """Return the shipped calendar."""
    return Calendar(dict(days()), tuple(hours()))
