"""Tables of a pack (CSV): which columns there are, how a cell is read, and what is wrong with it in which row."""

import csv
import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, TextIO

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kit.packs import FILES, Pack
from congvu.kit.text import clean

LONGEST = 20_000
"""Characters of one cell."""
MOST_PROBLEMS = 20_000
"""Errors that are told of one pack."""
MOMENTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M")
DAYS = ("%Y-%m-%d", "%d/%m/%Y")
USUAL_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?", re.ASCII)
USUAL_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
"""As most tables have them: read twenty times as fast as the other shapes, which matters with a million rows."""


class WrongCell(ValueError):
    """A cell that cannot be read; the text says why."""


@dataclass(frozen=True)
class Column:
    """A column: how its cells are read, whether they may be empty, what may stand in them."""

    key: str
    kind: str = "text"
    needed: bool = False
    length: int = 300
    choices: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: row 1 holds the headings."""

    file: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        place = ", ".join(filter(None, [self.file, f"dòng {self.row}" if self.row else "", self.column]))
        return f"{place}: {self.message}"


@dataclass(frozen=True)
class Row:
    """A row with its cells read; what could not be read is None."""

    file: str
    number: int
    cells: Mapping[str, Any]
    raw: tuple[str, ...] = field(default=(), repr=False)

    def __getitem__(self, key: str) -> Any:
        return self.cells.get(key)


Columns = Mapping[str, tuple[Column, ...]]
"""The columns of each table by its name."""
Readers = Mapping[str, Callable[[str], Any]]


def read_tables(
    pack: Pack, tables: Columns, problems: list[Problem], *, needed: Sequence[str], guide: str, readers: Readers
) -> dict[str, list[Row]]:
    """Return the rows of every table that is there; what is wrong is added to ``problems``.

    :param guide: the document that tells exporters what the tables are
    :param readers: how cells of kinds of one's own are read, beside :data:`READERS`
    """
    problems += missing_tables(pack, tables, needed=needed, guide=guide)
    return {name: list(table_rows(pack, name, columns, problems, readers=readers)) for name, columns in tables.items()}


def missing_tables(pack: Pack, tables: Columns, *, needed: Sequence[str], guide: str) -> Iterator[Problem]:
    """Yield the tables that a pack lacks, and those that nobody knows."""
    names = pack.names
    for name in needed:
        if name not in names:
            yield Problem(name, 0, "", _("Gói thiếu tệp này."))
    for name in sorted(names):
        if "/" not in name and name not in tables:
            yield Problem(name, 0, "", _("Không biết bảng này. Xem %(guide)s.") % {"guide": guide})


def table_rows(
    pack: Pack,
    name: str,
    columns: tuple[Column, ...],
    problems: list[Problem],
    *,
    readers: Readers | None = None,
) -> Iterator[Row]:
    """Yield the rows of a table one by one, none of one that is not there; what is wrong is added to ``problems``.

    After :data:`MOST_PROBLEMS` the rest of the table is not looked at.
    """
    if name not in pack.names:
        return
    with pack.table(name) as lines:
        for row in _rows(name, columns, lines, problems, {**READERS, **(readers or {})}):
            if len(problems) > MOST_PROBLEMS:
                problems.append(Problem(name, row.number, "", _("Quá nhiều lỗi, dừng ở đây. Sửa rồi chạy lại.")))
                return
            yield row


def loose_files(table: str, rows: Iterable[Row], pack: Pack) -> Iterator[Problem]:
    """Yield files that rows tell of (``path``) and that are not there, and files that no row tells of."""
    names, told = pack.names, set[str]()
    for row in rows:
        if row["path"] in names:
            told.add(row["path"])
        elif row["path"]:
            yield Problem(table, row.number, "path", _("Không có tệp này trong gói."))
    for name in sorted(names - told):
        if name.startswith(FILES):
            yield Problem(table, 0, "path", _("Không dòng nào nói về tệp “%(name)s”.") % {"name": name})


def _rows(
    name: str, columns: tuple[Column, ...], text: TextIO, problems: list[Problem], readers: Readers
) -> Iterator[Row]:
    first = text.readline()
    lines = csv.reader(chain([first], text), delimiter=";" if first.count(";") > first.count(",") else ",")
    number = 1
    try:
        headings = [clean(cell).lower() for cell in next(lines, [])]
        if not _headings_fit(name, columns, headings, problems):
            return
        for number, cells in enumerate(lines, 2):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(headings):
                message = _("Dòng có %(n)s ô, tiêu đề có %(m)s.") % {"n": len(cells), "m": len(headings)}
                problems.append(Problem(name, number, "", message))
                continue
            yield _row(name, number, columns, dict(zip(headings, cells, strict=True)), problems, readers)
    except csv.Error as broken:
        problems.append(Problem(name, number + 1, "", _("Không đọc được dòng này: %(why)s") % {"why": broken}))


def _headings_fit(name: str, columns: tuple[Column, ...], headings: list[str], problems: list[Problem]) -> bool:
    known, needed = {column.key for column in columns}, [column.key for column in columns if column.needed]
    strange = [heading for heading in headings if heading not in known]
    missing = [key for key in needed if key not in headings]
    twice = sorted({heading for heading in headings if headings.count(heading) > 1})
    for column, message in (
        *((heading, _("Không biết cột này.")) for heading in strange),
        *((key, _("Thiếu cột này.")) for key in missing),
        *((heading, _("Cột có hai lần.")) for heading in twice),
    ):
        problems.append(Problem(name, 1, column[:60], message))
    return not (strange or missing or twice)


def _row(
    name: str,
    number: int,
    columns: tuple[Column, ...],
    typed: dict[str, str],
    problems: list[Problem],
    readers: Readers,
) -> Row:
    cells: dict[str, Any] = {}
    raw = tuple(clean(typed.get(column.key, "")) for column in columns)
    for column, text in zip(columns, raw, strict=True):
        try:
            cells[column.key] = _value(column, text, readers)
        except WrongCell as wrong:
            problems.append(Problem(name, number, column.key, str(wrong)))
            cells[column.key] = None
    return Row(name, number, cells, raw)


def _value(column: Column, text: str, readers: Readers) -> Any:
    if not text:
        if column.needed:
            raise WrongCell(_("Ô này không được để trống."))
        return "" if column.kind == "text" else None
    if len(text) > column.length:
        raise WrongCell(_("Dài hơn %(n)s chữ.") % {"n": column.length})
    if column.choices and text not in column.choices:
        raise WrongCell(
            _("“%(text)s” không phải một trong: %(known)s.")
            % {"text": text[:40], "known": ", ".join(sorted(column.choices, key=lambda one: (len(one), one)))}
        )
    return readers[column.kind](text)


def _moment(text: str) -> dt.datetime:
    if USUAL_MOMENT.fullmatch(text):
        with suppress(ValueError):
            return timezone.make_aware(dt.datetime.fromisoformat(text))
    for shape in MOMENTS:
        try:
            return timezone.make_aware(dt.datetime.strptime(text, shape))  # noqa: DTZ007  made aware at once
        except ValueError:
            continue
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise WrongCell(_("“%(text)s” không phải ngày giờ. Ví dụ đúng: 2026-06-12 08:30.") % {"text": text[:40]})
    return moment


def _day(text: str) -> dt.date:
    if USUAL_DAY.fullmatch(text):
        with suppress(ValueError):
            return dt.date.fromisoformat(text)
    for shape in DAYS:
        try:
            return dt.datetime.strptime(text, shape).date()  # noqa: DTZ007  a day has no time zone
        except ValueError:
            continue
    raise WrongCell(_("“%(text)s” không phải ngày. Ví dụ đúng: 2026-06-12.") % {"text": text[:40]})


def _amount(text: str) -> int:
    if not re.fullmatch(r"\d{1,15}", text):
        raise WrongCell(_("“%(text)s” không phải số nguyên không âm.") % {"text": text[:40]})
    return int(text)


def _digest(text: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise WrongCell(_("SHA-256 gồm 64 chữ số thập lục phân."))
    return text.lower()


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise WrongCell(_("Không phải JSON dạng {…}."))
    return found


READERS: Readers = {
    "text": str,
    "moment": _moment,
    "day": _day,
    "amount": _amount,
    "digest": _digest,
    "json": _json,
}
