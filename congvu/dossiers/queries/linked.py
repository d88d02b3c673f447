"""Questions about linked services: which parts are wanted, and one picture of a submission with all its parts."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from congvu.catalogue import queries as catalogue
from congvu.catalogue.models import ProcedureVersion
from congvu.dossiers.lifecycle import CLOSED, ENDED, State
from congvu.dossiers.models import Dossier, Outcome, ReturnBy
from congvu.dossiers.queries.acknowledging import acknowledgement
from congvu.dossiers.queries.outside import agency_near
from congvu.kit.cel import Expression
from congvu.workdays import queries as workdays

STATES = {
    "waits": gettext_lazy("Chờ kết quả bước trước"),
    "sent": gettext_lazy("Đã chuyển, chờ tiếp nhận"),
    "never": gettext_lazy("Không thực hiện"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a linked service as its owner sees it; ``dossier`` is None while it has not begun."""

    code: str
    name: str
    agency: str
    limit: str
    state: str
    """``waits``, ``sent``, ``works``, ``asks``, ``done``, ``refused``."""
    state_words: str
    dossier: Dossier | None = None
    since: dt.datetime | None = None
    """Since when the agency has it."""
    acknowledge_by: dt.datetime | None = None
    acknowledged_at: dt.datetime | None = None
    due_at: dt.datetime | None = None
    done_at: dt.datetime | None = None


def parts_wanted(*, version: ProcedureVersion, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the linked parts that these answers ask for."""
    return [row for row in version.linked if not row.get("when") or Expression(row["when"]).holds(dict(answers))]


def returning(first: Dossier, row: Mapping[str, Any]) -> tuple[str, str]:
    """Return how the result of a part shall come and where to: its own answer, else as for the first dossier."""
    chosen = str(_answer(first.values, str(row.get("return_by", ""))) or "")
    way = chosen if chosen in ReturnBy.values else first.return_by
    return way, first.return_address


def picture(*, dossier: Dossier) -> list[Part]:
    """Return the parts of a linked service in order, the first dossier first; empty for any other dossier."""
    if not dossier.version.linked:
        return []
    found = list(
        dossier.bundle.dossiers.select_related("competent_agency", "receiving_agency", "version", "outside").order_by(
            "id"
        )
    )
    first = next(one for one in found if not one.part)
    wanted = parts_wanted(version=first.version, answers=first.values)
    by_part = {one.part: one for one in found}
    ended = State(first.state) in CLOSED | {State.DONE} and first.outcome != Outcome.GRANTED
    rows = [_first(first)]
    for row in wanted:
        known = by_part.get(row["code"])
        rows.append(_part(known, row) if known else _planned(first, row, ended=ended))
    return rows


def _first(first: Dossier) -> Part:
    state, words = _state(first)
    told = acknowledgement(dossier=first)
    return Part(
        code="",
        name=str(first.version.sheet["result"].get("leg") or catalogue.words(first.version.sheet["result"]["name"])),
        agency=first.competent_agency.name,
        limit=first.limit.words,
        state=state,
        state_words=words,
        dossier=first,
        since=first.received_at or first.submitted_at,
        acknowledge_by=told.by if told else None,
        acknowledged_at=told.done_at if told else None,
        due_at=first.due_at,
        done_at=first.done_at,
    )


def _part(dossier: Dossier, row: Mapping[str, Any]) -> Part:
    state, words = _state(dossier)
    told = acknowledgement(dossier=dossier)
    return Part(
        code=dossier.part,
        name=catalogue.words(row["name"]),
        agency=dossier.competent_agency.name,
        limit=dossier.limit.words,
        state=state,
        state_words=words,
        dossier=dossier,
        since=dossier.received_at or dossier.submitted_at,
        acknowledge_by=told.by if told else None,
        acknowledged_at=told.done_at if told else None,
        due_at=dossier.due_at,
        done_at=dossier.done_at,
    )


def _planned(first: Dossier, row: Mapping[str, Any], *, ended: bool) -> Part:
    on = first.submitted_at.astimezone().date()
    agency = agency_near(system=str(row["system"]), agency=first.competent_agency, on=on)
    return Part(
        code=str(row["code"]),
        name=catalogue.words(row["name"]),
        agency=agency.name,
        limit=workdays.Limit.of(row["limit"]).words,
        state="refused" if ended else "waits",
        state_words=str(STATES["never" if ended else "waits"]),
    )


def _state(dossier: Dossier) -> tuple[str, str]:
    state = State(dossier.state)
    if state in ENDED:
        fine = dossier.outcome == Outcome.GRANTED
        return ("done", dossier.state_label) if fine else ("refused", _refusal(dossier))
    if state in {State.SUPPLEMENT_REQUIRED, State.PAYMENT_REQUIRED}:
        return "asks", dossier.state_label
    if state == State.REGISTERED:
        return "sent", str(STATES["sent"])
    return "works", dossier.state_label


def _refusal(dossier: Dossier) -> str:
    return str(Outcome.REFUSED.label) if dossier.outcome == Outcome.REFUSED else dossier.state_label


def _answer(values: Mapping[str, Any], pointer: str) -> Any:
    found: Any = values if pointer else None
    for name in filter(None, pointer.split(".")):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found
