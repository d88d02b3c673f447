"""Places in a sheet: "papers.2.name". Reading and writing there without touching what stands beside. Pure."""

import copy
from typing import Any

Sheet = dict[str, Any]


def steps_of(place: str) -> list[str | int]:
    """Return the keys and positions of a place, from outside inwards."""
    return [int(part) if part.isdigit() else part for part in place.split(".") if part]


def found_at(sheet: Any, place: str) -> Any:
    """Return what stands at a place, None where nothing does."""
    for step in steps_of(place):
        fits = isinstance(sheet, dict) if isinstance(step, str) else isinstance(sheet, list) and step < len(sheet)
        if not fits:
            return None
        sheet = sheet.get(step) if isinstance(step, str) else sheet[step]
    return sheet


def put_at(sheet: Sheet, place: str, value: Any) -> Sheet:
    """Return the sheet with ``value`` at a place; None takes away what stands there.

    :raises KeyError: when the way there leads through a row that does not exist
    """
    changed = copy.deepcopy(sheet)
    *way, last = steps_of(place)
    inside: Any = changed
    for step in way:
        if isinstance(step, str):
            inside = inside.setdefault(step, {}) if isinstance(inside, dict) else _no_way(place)
        else:
            inside = inside[step] if isinstance(inside, list) and step < len(inside) else _no_way(place)
    if isinstance(inside, list) and isinstance(last, int):
        _put_in_list(inside, last, value)
    elif isinstance(inside, dict) and isinstance(last, str):
        inside.pop(last, None) if value is None else inside.__setitem__(last, value)
    else:
        _no_way(place)
    return changed


def _put_in_list(rows: list[Any], position: int, value: Any) -> None:
    if value is None:
        del rows[position : position + 1]
    elif position < len(rows):
        rows[position] = value
    else:
        rows.append(value)


def moved(sheet: Sheet, place: str, by: int) -> Sheet:
    """Return the sheet with the row at a place moved up (-1) or down (1) in its list; at an end nothing moves."""
    rows_place, _dot, last = place.rpartition(".")
    rows, position = found_at(sheet, rows_place), int(last)
    if not isinstance(rows, list) or not (0 <= position < len(rows) and 0 <= position + by < len(rows)):
        return sheet
    rows = list(rows)
    rows[position], rows[position + by] = rows[position + by], rows[position]
    return put_at(sheet, rows_place, rows)


def _no_way(place: str) -> Any:
    raise KeyError(place)
