"""The clock of a dossier as the older system turned it, and every day it promised: kept, not counted anew."""

import datetime as dt

from congvu.dossiers.lifecycle import ENDED
from congvu.dossiers.models import ClockEntry, Dossier, Promise
from congvu.dossiers.operations import clock
from congvu.dossiers.operations.importing.cases import Case
from congvu.kit.actors import Actor, ActorKind
from congvu.workdays.queries import Limit

Kind = ClockEntry.Kind


def write(dossier: Dossier, case: Case, *, by: Actor, at: dt.datetime) -> None:
    """Write turns and promises; the dossier is due on the last day that was promised."""
    turns = _turns(case)
    for kind, moment, reason, law, name in turns:
        actor = Actor(kind=ActorKind.OFFICIAL, name=name or case.row["issuer"])
        clock.turn(dossier, Kind(kind), reason=reason, law=law, by=actor, at=moment)
    for row in case.of("promises.csv"):
        dossier.clock_started_at = _started(turns, row["made_at"])
        kind = Promise.Kind.REAPPOINTED if row["reappointed"] == "yes" else Promise.Kind.IMPORTED
        limit = Limit.parse(row["limit"]) if row["limit"] else None
        clock.give_day(dossier, kind, due_at=row["due_at"], reason=row["reason"], limit=limit, by=by, at=row["made_at"])
    if turns:
        dossier.clock_started_at = _started(turns, turns[-1][1])
        dossier.clock_stopped_at = turns[-1][1] if turns[-1][0] == Kind.STOP else None


def _turns(case: Case) -> list[tuple[str, dt.datetime, str, str, str]]:
    """Return the turns as told; a start at the moment of receipt and an end at the end need not be told."""
    told = [(row["kind"], row["at"], row["reason"], row["law"], row["by"]) for row in case.of("clock.csv")]
    if case.started_at is None:
        return told
    if not any(turn[0] == Kind.START for turn in told):
        told.insert(0, (Kind.START, case.started_at, "Cơ quan có thẩm quyền nhận đủ hồ sơ", "", ""))
    if case.state in ENDED and told[-1][0] != Kind.END:
        told.append((Kind.END, case.row["ended_at"], case.state.label, "", ""))
    return told


def _started(turns: list[tuple[str, dt.datetime, str, str, str]], moment: dt.datetime) -> dt.datetime | None:
    """Return when the clock last started, as of a moment; a promise made before it counts from the first start."""
    starts = [at for kind, at, *_rest in turns if kind in {Kind.START, Kind.RESTART}]
    return max((at for at in starts if at <= moment), default=starts[0] if starts else None)
