"""Every date has its own account: from when, which days counted, which not and why, who stopped it."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from congvu.dossiers.lifecycle import ENDED, State
from congvu.dossiers.models import ClockEntry, Dossier, Outcome, Promise
from congvu.dossiers.queries.gathering import by_id
from congvu.kit.text import fold
from congvu.workdays import queries as workdays


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


@dataclass(frozen=True)
class Scores:
    """How a dossier that ended was solved: against the promise, and against the law where the province promised less.

    Each is ``early`` (before the day), ``on_time`` or ``late``; empty while it runs, or where there is one limit only.
    """

    promised: str = ""
    statutory: str = ""


def scores(*, dossier: Dossier) -> Scores:
    """Return how a dossier keeps the limit that counts and the statutory one beside it."""
    found = Scores(_score(dossier.done_at, dossier.due_at), _score(dossier.done_at, dossier.statutory_due_at))
    if dossier.late_since is None:
        return found
    return Scores(found.promised and "late", found.statutory and "late")


def _score(done_at: dt.datetime | None, due_at: dt.datetime | None) -> str:
    if done_at is None or due_at is None:
        return ""
    if done_at > due_at:
        return "late"
    return "early" if done_at.astimezone().date() < due_at.astimezone().date() else "on_time"


def alike(*, dossier: Dossier) -> list[Dossier]:
    """Return other dossiers of the agency whose answers are those that the sheet wants ``distinct`` (a name, a plot).

    What was refused, stopped or not accepted takes no name. Compared without accents, case and spaces.
    """
    if not dossier.distinct_key:
        return []
    others = (
        Dossier.objects.filter(
            competent_agency_id=dossier.competent_agency_id,
            distinct_key=dossier.distinct_key,
            version__procedure_id=dossier.version.procedure_id,
        )
        .exclude(pk=dossier.pk)
        .exclude(outcome=Outcome.REFUSED)
        .exclude(state__in=[State.NOT_ACCEPTED, State.STOPPED])
        .only("code", "public_id", "title", "state")
    )
    return list(others.order_by("id"))


def open_of_person(*, identifier: str, procedure_id: int) -> list[Dossier]:
    """Return the dossiers of a person under a procedure that are not over: the desk is told before it takes another."""
    if not identifier:
        return []
    found = Dossier.objects.filter(owner__identifier=identifier, version__procedure_id=procedure_id)
    return list(found.exclude(state__in=ENDED).select_related("bundle").defer("values").order_by("-id")[:5])


def taken_with(*, dossier: Dossier) -> list[Dossier]:
    """Return the dossiers that came in the same visit to the counter, this one among them, in order of coming."""
    visit = dossier.bundle.submission_key.rpartition(":")[0]
    if not visit.startswith("visit:"):
        return [dossier]
    found = Dossier.objects.filter(
        bundle__submitter_id=dossier.bundle.submitter_id, bundle__submission_key__startswith=f"{visit}:"
    )
    return list(found.select_related("version__procedure", "receiving_agency").order_by("id"))


def distinct_key(*, sheet: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """Return the digest of the answers that the sheet wants ``distinct``, without accents, case and spaces; or nothing.

    A dossier keeps it, so that its twins are found by an index.
    """
    said = [_folded(values, pointer) for pointer in sheet.get("distinct", [])]
    return hashlib.sha256("\n".join(said).encode()).hexdigest() if any(said) else ""


def _folded(values: Mapping[str, Any], pointer: str) -> str:
    found: Any = values
    for part in pointer.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return fold(str(found or "")).replace(" ", "")


def explain_due(*, dossier: Dossier) -> DueAccount | None:
    """Return the account of the last promise, None while none was made."""
    promises = sorted(dossier.promises.all(), key=by_id, reverse=True)
    if not promises:
        return None
    last = promises[0]
    return DueAccount(
        promise=last, days=strip_of(last), turns=sorted(dossier.clock_entries.all(), key=by_id), earlier=promises[1:]
    )


def strip_of(promise: Promise) -> list[Day]:
    """Return the days of a promise one by one, as they were counted when it was made."""
    counted = [dt.date.fromisoformat(day) for day in promise.counted]
    rests = [(dt.date.fromisoformat(row["date"]), row["reason"]) for row in promise.skipped]
    skipped = {day: workdays.reason_words(day, reason) for day, reason in rests}
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
