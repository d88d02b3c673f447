"""Until when an agency has to say that it has a dossier (linked services: NĐ 301/2026), and when it said so."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from congvu.dossiers.models import Dossier, OutsideCase
from congvu.dossiers.queries.windows import rules_on
from congvu.workdays import queries as workdays
from congvu.workdays.queries import Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """The time an agency has to take a dossier in, to ask for what it lacks, or to refuse it."""

    since: dt.datetime
    by: dt.datetime
    limit: Limit
    law: str
    done_at: dt.datetime | None

    @property
    def soon_at(self) -> dt.datetime:
        """From when on it is nearly over, by the rules of the clock: a fifth of it is left, as shipped."""
        return rules_on(self.since).nearly(self.since, self.by)


def acknowledgement(*, dossier: Dossier) -> Acknowledgement | None:
    """Return the time to acknowledge a dossier; None where the sheet sets none, or nothing was handed over yet."""
    if not dossier.is_run_here:
        return _of_outside(dossier)
    row = dossier.version.sheet.get("acknowledge")
    if not row or dossier.part:
        return None
    since, limit = _came_at(dossier), Limit.of(row)
    return Acknowledgement(
        since=since,
        by=workdays.due(start=since, limit=limit).due_at,
        limit=limit,
        law=_law(row),
        done_at=_answered_at(dossier),
    )


def row_outside(dossier: Dossier) -> dict[str, Any]:
    """Return how long another system has to say that it has a dossier; empty when the sheet sets no time."""
    row = dossier.version.part(dossier.part) if dossier.part else dossier.version.outside
    return dict(row.get("acknowledge") or {})


def _of_outside(dossier: Dossier) -> Acknowledgement | None:
    case: OutsideCase | None = getattr(dossier, "outside", None)
    row = row_outside(dossier)
    if case is None or case.acknowledge_by is None or not row:
        return None
    return Acknowledgement(
        since=case.begun_at,
        by=case.acknowledge_by,
        limit=Limit.of(row),
        law=_law(row),
        done_at=case.acknowledged_at,
    )


def _came_at(dossier: Dossier) -> dt.datetime:
    """Return when it last came before the desk: when it was filed, or completed before it was taken in."""
    completed = [one.answered_at for one in dossier.supplement_requests.all() if one.answered_at]
    before = [at for at in completed if dossier.received_at is None or at <= dossier.received_at]
    return max([dossier.submitted_at, *before])


def _answered_at(dossier: Dossier) -> dt.datetime | None:
    """Return when the desk first did something with what lies before it: took it in, asked for more, ended it."""
    asked = [one.asked_at for one in dossier.supplement_requests.all() if one.answered_at is None]
    done = [at for at in (dossier.received_at, dossier.ended_at, *asked) if at is not None]
    return min(done, default=None)


def _law(row: Mapping[str, Any]) -> str:
    law = row.get("law") or {}
    return f"{law.get('act', '')} {law.get('article', '')}".strip()
