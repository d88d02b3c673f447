"""Reading the list from Excel, CSV or JSON into rows by column, whatever the order of its columns."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from congvu.kit.errors import Refusal
from congvu.kit.text import clean, fold

MAX_BYTES, MAX_ROWS = 30 * 1024 * 1024, 20_000
HEADING_WITHIN = 15
"""Rows above the headings that a ministry's sheet may spend on its title."""


class ListUnreadable(Refusal):
    """The file is no list of procedures."""


@dataclass(frozen=True)
class Row:
    """One row as it came: its number in the file and its cells by column."""

    number: int
    cells: dict[str, str]


@cache
def columns() -> list[dict[str, Any]]:
    """Return the columns that the list has."""
    found: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "columns.yaml").read_text(encoding="utf-8"))
    return found


def heading(code: str) -> str:
    """Return a column's first heading, to name it in messages."""
    return str(next(column["headings"][0] for column in columns() if column["code"] == code))


def read(content: bytes, name: str) -> list[Row]:
    """Return the rows of a list.

    :param name: the file's name; its ending says how it is written
    :raises ListUnreadable: when it cannot be read, is too large, or lacks a column
    """
    if len(content) > MAX_BYTES:
        raise ListUnreadable(_("Tệp danh mục lớn hơn 30 MB."))
    ending = name.rsplit(".", 1)[-1].lower()
    table = {"json": _json, "csv": _csv, "xlsx": _excel, "xls": _excel, "ods": _excel}.get(ending)
    if table is None:
        raise ListUnreadable(_("Danh mục phải là tệp Excel, CSV hoặc JSON."))
    lines = list(table(content))
    if len(lines) > MAX_ROWS:
        raise ListUnreadable(_("Danh mục dài hơn 20.000 dòng."))
    return _rows(lines)


def _rows(lines: list[list[str]]) -> list[Row]:
    at, places = _heading_row(lines)
    rows = []
    for number, line in enumerate(lines[at + 1 :], start=at + 2):
        cells = {code: clean(line[place]) if place < len(line) else "" for code, place in places.items()}
        if any(cells.values()):
            rows.append(Row(number, cells))
    if not rows:
        raise ListUnreadable(_("Danh mục không có dòng nào."))
    return rows


def _heading_row(lines: list[list[str]]) -> tuple[int, dict[str, int]]:
    """Return where the headings stand, and the place of each column."""
    best: tuple[int, dict[str, int]] = (0, {})
    for at, line in enumerate(lines[:HEADING_WITHIN]):
        folded = [fold(cell).replace(",", "").replace("_", " ").strip() for cell in line]
        places = {
            column["code"]: folded.index(name)
            for column in columns()
            for name in [next((h for h in (h.replace("_", " ") for h in column["headings"]) if h in folded), "")]
            if name
        }
        if len(places) > len(best[1]):
            best = (at, places)
    missing = [column["headings"][0] for column in columns() if column["required"] and column["code"] not in best[1]]
    if missing:
        raise ListUnreadable(_("Danh mục thiếu cột: %(names)s.") % {"names": ", ".join(missing)})
    return best


def _json(content: bytes) -> Iterable[list[str]]:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as wrong:
        raise ListUnreadable(_("Không đọc được JSON: %(why)s.") % {"why": wrong}) from wrong
    rows = data.get("items", data) if isinstance(data, dict) else data
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ListUnreadable(_("JSON phải là một danh sách các thủ tục."))
    names = list(dict.fromkeys(name for row in rows for name in row))
    return [names, *([_text(row.get(name)) for name in names] for row in rows)]


def _csv(content: bytes) -> Iterable[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise ListUnreadable(_("Tệp CSV phải viết bằng UTF-8.")) from wrong
    first = text.split("\n", 1)[0]
    return list(csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count)))


def _excel(content: bytes) -> Iterable[list[str]]:
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    except (CalamineError, IndexError) as wrong:
        raise ListUnreadable(_("Không đọc được tệp Excel: %(why)s.") % {"why": wrong}) from wrong
    if sheet.height > MAX_ROWS + HEADING_WITHIN:
        raise ListUnreadable(_("Danh mục dài hơn 20.000 dòng."))
    return [[_text(cell) for cell in line] for line in sheet.to_python(skip_empty_area=False)]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(_text(one) for one in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
