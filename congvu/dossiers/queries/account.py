"""Every date has its own account: from when, which days counted, which not and why, who stopped it."""

import datetime as dt
from dataclasses import dataclass

from congvu.dossiers.models import ClockEntry, Dossier, Promise


@dataclass(frozen=True)
class Day:
    """One day of the strip: received, counted with its number, rest with its reason, or due."""

    date: dt.date
    kind: str
    number: int = 0
    total: int = 0
    reason: str = ""


@dataclass(frozen=True)
class DueAccount:
    """Why the promised day is that day."""

    promise: Promise
    days: list[Day]
    turns: list[ClockEntry]
    earlier: list[Promise]


def explain_due(*, dossier: Dossier) -> DueAccount | None:
    """Return the account of the last promise, None while none was made."""
    promises = list(dossier.promises.order_by("-id"))
    if not promises:
        return None
    last = promises[0]
    return DueAccount(
        promise=last, days=_strip(last), turns=list(dossier.clock_entries.order_by("id")), earlier=promises[1:]
    )


def _strip(promise: Promise) -> list[Day]:
    counted = [dt.date.fromisoformat(day) for day in promise.counted]
    skipped = {dt.date.fromisoformat(row["date"]): row["reason"] for row in promise.skipped}
    start = promise.started_at.astimezone().date()
    days = [] if start in counted else [Day(start, "received", reason=skipped.get(start, ""))]
    total = len(counted)
    numbers = {day: place for place, day in enumerate(counted, 1)}
    for day in sorted({*counted, *skipped} - ({start} if days else set())):
        if day in numbers:
            kind = "due" if numbers[day] == total else "counted"
            days.append(Day(day, kind, number=numbers[day], total=total))
        else:
            days.append(Day(day, "rest", reason=skipped[day]))
    return days
