"""What is known before anybody asks: from the log-in, an earlier dossier, another answer."""

import copy
from collections.abc import Mapping
from typing import Any

from congvu.forms.definition import Field, Group, Page


def filled(
    pages: tuple[Page, ...], answers: Any, context: Mapping[str, Any], only: str | None = None
) -> dict[str, Any]:
    """Return the answers with every question that was never answered filled from its sources.

    A question answered with nothing stays empty: who empties a box means it.
    """
    found: dict[str, Any] = copy.deepcopy(dict(answers)) if isinstance(answers, Mapping) else {}
    for page in pages:
        if only in (None, page.code):
            for group in page.groups:
                _fill_group(group, found, context)
    return found


def _fill_group(group: Group, found: dict[str, Any], context: Mapping[str, Any]) -> None:
    if group.repeat:
        rows = found.setdefault(group.code, [])
        if isinstance(rows, list):
            rows += [{} for _ in range(group.repeat.min - len(rows))]
            for row in (row for row in rows if isinstance(row, dict)):
                _fill_row(group.fields, row, found, context)
        return
    row = found.setdefault(group.code, {})
    if isinstance(row, dict):
        _fill_row(group.fields, row, found, context)


def _fill_row(
    fields: tuple[Field, ...], row: dict[str, Any], found: dict[str, Any], context: Mapping[str, Any]
) -> None:
    for one in fields:
        if one.code in row:
            continue
        known = source_value(one, found, context)
        if known is None and one.parts:
            known = {part.code: part.default for part in one.parts if part.default is not None}
        if one.parts and isinstance(known, Mapping):
            codes = {part.code for part in one.parts}
            known = {code: value for code, value in known.items() if code in codes and value not in (None, "")}
        if known not in (None, "", {}, []):
            row[one.code] = copy.deepcopy(known)


def source_value(one: Field, answers: Mapping[str, Any], context: Mapping[str, Any]) -> Any:
    """Return what the field's sources know, None when nothing."""
    for source in one.prefill:
        for place in (context, answers):
            value = _at(place, source)
            if value not in (None, "", {}, []):
                return value
    return one.default


def _at(place: Any, pointer: str) -> Any:
    for step in pointer.split("."):
        if isinstance(place, list) and step.isdecimal() and int(step) < len(place):
            place = place[int(step)]
        elif isinstance(place, Mapping):
            place = place.get(step)
        else:
            return None
    return place
