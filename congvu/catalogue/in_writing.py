"""Questions about what is being written: drafts, who writes on the same procedure, limits in hours."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from congvu.catalogue.listing.entries import Entry
from congvu.catalogue.listing.standard import MINUTES, proposal_of
from congvu.catalogue.models import Draft, DraftState
from congvu.catalogue.writing import Content, in_groups

OPEN = (DraftState.EDITING, DraftState.SUBMITTED)


def draft(draft_id: int) -> Draft:
    """Return a draft with who writes it.

    :raises Draft.DoesNotExist: when there is none
    """
    found = Draft.objects.select_related("writer", "procedure", "based_on", "version")
    return found.get(pk=draft_id)


def drafts(*, code: str = "", states: Iterable[str] = OPEN) -> list[Draft]:
    """Return the drafts in these states, last touched first, without their sheets at hand."""
    rows = Draft.objects.filter(state__in=list(states)).select_related("writer")
    light = rows.defer("sheet", "bpmn", "result_template", "sample")
    return list(light.filter(code=code) if code else light)


def drafts_of_others(*, code: str, official_id: int | None) -> list[Draft]:
    """Return the open drafts of a procedure that somebody else is writing: who begins another is told of them."""
    return [row for row in drafts(code=code) if row.writer_id != official_id]


def limit_in_hours(limit: Mapping[str, Any]) -> float | None:
    """Return a limit of a sheet (``value``, ``unit``) in working hours; within the day is 8; None when it says none."""
    value, unit = limit.get("value"), limit.get("unit")
    if not isinstance(value, int) or unit not in MINUTES:
        return None
    return 8.0 if value == 0 else value * MINUTES[unit] / 60


def fresh_content(
    *,
    code: str,
    name: str,
    field_code: str,
    field_name: str,
    level: str,
    agency: str,
    limit: tuple[int, str],
    limit_words: str,
    act: str,
    act_title: str,
    valid_from: date,
) -> Content:
    """Return the first content of a new procedure: the standard process and form, to be written on."""
    entry = Entry(
        code=code,
        name=name,
        field=field_name,
        agency=agency,
        level=level,
        limit=limit,
        limit_words=limit_words,
        cutoff="",
        fee=0,
        fee_words="",
        service="full",
        audience="",
        papers=[],
        conditions=[],
        result=name,
        acts=[act],
        valid_from=valid_from,
    )
    proposal = proposal_of(entry, field_code=field_code)
    sheet = {key: part for key, part in proposal.sheet.items() if key != "standard"}
    sheet["legal_basis"] = [{"act": act, "title": act_title, "articles": "Toàn văn"}]
    form = in_groups(proposal.form)
    return Content(sheet={**sheet, "form": form, "steps": proposal.steps}, result_template=proposal.result_template)
