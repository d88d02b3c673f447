"""Where a step leads instead of to the following one: rows of goal, condition and words at the arrow. Pure.

A sheet writes ``next: end``, or a list ``[{step, when, label}, …]`` tried in order, the last one without a condition.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from congvu.catalogue.queries import words

EMPTY = 2
"""Rows shown for further ways."""
MOST = 12


@dataclass(frozen=True, slots=True)
class Way:
    """One row as it is shown."""

    step: str = ""
    when: str = ""
    label: str = ""
    english: str = ""


def _rows(following: Any) -> list[Any]:
    return following if isinstance(following, list) else [following] if following else []


def shown(following: Any) -> list[Way]:
    """Return the rows of a step, with empty ones after them."""
    return [*map(_way, _rows(following)), *([Way()] * EMPTY)]


def _way(row: Any) -> Way:
    if not isinstance(row, dict):
        return Way(str(row))
    label = row.get("label")
    english = str(label.get("en", "")) if isinstance(label, dict) else ""
    vietnamese = str(label.get("vi", "")) if isinstance(label, dict) else str(label or "")
    return Way(str(row.get("step", "")), str(row.get("when", "")), vietnamese, english)


def read(data: QueryDict, name: str, before: Any) -> Any:
    """Return what was typed; a way that only names its goal stays as short as it was written."""
    columns = [data.getlist(f"{name}:{part}")[:MOST] for part in ("step", "when", "label", "en")]
    rows = []
    for number, cells in enumerate(zip(*columns, strict=False)):
        step, when, label, english = (cell.strip() for cell in cells)
        if not (step or when or label):
            continue
        row: dict[str, Any] = {"step": step}
        if when:
            row["when"] = when
        if label or english:
            row["label"] = {key: text for key, text in (("vi", label), ("en", english)) if text} if english else label
        was = _rows(before)[number] if number < len(_rows(before)) else None
        rows.append(_as_before(row, was))
    if len(rows) == 1 and not isinstance(before, list) and (isinstance(rows[0], str) or set(rows[0]) == {"step"}):
        return rows[0] if isinstance(rows[0], str) else rows[0]["step"]
    return rows or None


def _as_before(row: dict[str, Any], was: Any) -> Any:
    """Return a row as it was written when it says the same."""
    return was if was is not None and _way(was) == _way(row) else row


def said(following: Any, names: Mapping[str, str]) -> str:
    """Return the ways as people read them: "tới Thẩm định khi …; còn lại tới Ký"."""
    parts = []
    for row in _rows(following):
        way = _way(row)
        goal = names.get(way.step, way.step)
        label = words(row.get("label")) if isinstance(row, dict) else ""
        when = label or way.when
        parts.append(
            _("tới “%(goal)s” khi %(when)s") % {"goal": goal, "when": when}
            if way.when
            else _("tới “%(goal)s”") % {"goal": goal}
        )
    return "; ".join(parts)
