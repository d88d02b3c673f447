"""The tables of a pack: what each column means, and how a cell is read. ``docs/importing.md`` says it for exporters."""

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import ClockEntry, Origin, Outcome, Paper, ReturnBy, Slip
from congvu.dossiers.operations.importing.packs import Pack
from congvu.kit.text import clean
from congvu.people.models import Party

LONGEST = 20_000
"""Characters of one cell."""


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


def _of(*values: Any) -> frozenset[str]:
    return frozenset(str(value) for value in values)


STATES = _of(*State.values)
CODE = Column("code", needed=True, length=60)
TABLES: dict[str, tuple[Column, ...]] = {
    "dossiers.csv": (
        CODE,
        Column("issuer", needed=True, length=35),
        Column("other_codes", length=500),
        Column("procedure", needed=True, length=60),
        Column("receiving_agency", needed=True, length=35),
        Column("competent_agency", length=35),
        Column("owner_kind", choices=_of(*Party.Kind.values)),
        Column("owner_id_kind", choices=_of(*Party.IdentifierKind.values)),
        Column("owner_id", length=30),
        Column("owner_name", needed=True, length=200),
        Column("owner_birth_date", "day"),
        Column("owner_sex", choices=_of("male", "female")),
        Column("owner_phone", length=20),
        Column("owner_email", length=200),
        Column("owner_address"),
        Column("owner_place", length=20),
        Column("title"),
        Column("origin", needed=True, choices=_of(*Origin.values)),
        Column("return_by", needed=True, choices=_of(*ReturnBy.values)),
        Column("return_address"),
        Column("state", "state", needed=True, choices=STATES),
        Column("state_before", "state", choices=STATES),
        Column("submitted_at", "moment", needed=True),
        Column("received_at", "moment"),
        Column("competent_received_at", "moment"),
        Column("ended_at", "moment"),
        Column("returned_at", "moment"),
        Column("outcome", choices=_of(*filter(None, Outcome.values))),
        Column("result_number", length=60),
        Column("result_date", "day"),
        Column("late_since", "moment"),
        Column("late_ground", length=200),
        Column("fee_due", "amount"),
        Column("note", length=1000),
    ),
    "answers.csv": (CODE, Column("pointer", needed=True, length=200), Column("value", length=LONGEST)),
    "promises.csv": (
        CODE,
        Column("due_at", "moment", needed=True),
        Column("made_at", "moment", needed=True),
        Column("reappointed", choices=_of("yes", "no")),
        Column("limit", "limit", length=30),
        Column("reason"),
    ),
    "clock.csv": (
        CODE,
        Column("kind", needed=True, choices=_of(*ClockEntry.Kind.values) - {"outage"}),
        Column("at", "moment", needed=True),
        Column("reason"),
        Column("law", length=100),
        Column("by", length=200),
    ),
    "states.csv": (
        CODE,
        Column("state", "state", needed=True, choices=STATES),
        Column("at", "moment", needed=True),
        Column("by", length=200),
        Column("note", length=1000),
    ),
    "steps.csv": (
        CODE,
        Column("step", length=100),
        Column("name", length=200),
        Column("agency", length=35),
        Column("giver", length=200),
        Column("receiver", length=200),
        Column("assignee", length=40),
        Column("received_at", "moment", needed=True),
        Column("done_at", "moment"),
        Column("on_time", choices=_of("yes", "no")),
        Column("asked", length=300),
        Column("data", "json", length=LONGEST),
        Column("note", length=1000),
    ),
    "supplements.csv": (
        CODE,
        Column("asked_at", "moment", needed=True),
        Column("reason", needed=True, length=2000),
        Column("label", length=200),
        Column("pointer", length=200),
        Column("by", length=200),
        Column("answer_by", "moment"),
        Column("answered_at", "moment"),
    ),
    "files.csv": (
        CODE,
        Column("path", needed=True, length=300),
        Column("sha256", "digest", needed=True),
        Column("kind", needed=True, choices=_of("paper", *Slip.Kind.values)),
        Column("paper_code", length=60),
        Column("name", needed=True),
        Column("paper_kind", choices=_of(*Paper.Kind.values)),
        Column("at", "moment"),
    ),
    "totals.csv": (
        Column("what", needed=True, length=40),
        Column("key", length=40),
        Column("value", "amount", needed=True),
    ),
}
NEEDED = ("dossiers.csv", "totals.csv")
MOMENTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M")
DAYS = ("%Y-%m-%d", "%d/%m/%Y")
LIMIT = re.compile(r"[1-9]\d{0,3} (working_day|calendar_day|working_hour|hour|month)")


class _Wrong(ValueError):
    """A cell that cannot be read; the text says why."""


def read(pack: Pack, problems: list[Problem]) -> dict[str, list[Row]]:
    """Return the rows of every table that is there; what is wrong is added to ``problems``."""
    found: dict[str, list[Row]] = {}
    for name in NEEDED:
        if name not in pack.names:
            problems.append(Problem(name, 0, "", _("Gói thiếu tệp này.")))
    for name in sorted(pack.names):
        if "/" not in name and name not in TABLES:
            problems.append(Problem(name, 0, "", _("Không biết bảng này. Xem docs/importing.md.")))
    for name, columns in TABLES.items():
        found[name] = list(_rows(name, columns, pack.table(name), problems)) if name in pack.names else []
    return found


def _rows(name: str, columns: tuple[Column, ...], text: str, problems: list[Problem]) -> Iterator[Row]:
    first = text.split("\n", 1)[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
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
            yield _row(name, number, columns, dict(zip(headings, cells, strict=True)), problems)
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


def _row(name: str, number: int, columns: tuple[Column, ...], typed: dict[str, str], problems: list[Problem]) -> Row:
    cells: dict[str, Any] = {}
    for column in columns:
        text = clean(typed.get(column.key, ""))
        try:
            cells[column.key] = _value(column, text)
        except _Wrong as wrong:
            problems.append(Problem(name, number, column.key, str(wrong)))
            cells[column.key] = None
    raw = tuple(clean(typed.get(column.key, "")) for column in columns)
    return Row(name, number, cells, raw)


def _value(column: Column, text: str) -> Any:
    if not text:
        if column.needed:
            raise _Wrong(_("Ô này không được để trống."))
        return "" if column.kind == "text" else None
    if len(text) > column.length:
        raise _Wrong(_("Dài hơn %(n)s chữ.") % {"n": column.length})
    if column.choices and text not in column.choices:
        raise _Wrong(
            _("“%(text)s” không phải một trong: %(known)s.")
            % {"text": text[:40], "known": ", ".join(sorted(column.choices, key=lambda one: (len(one), one)))}
        )
    return _READERS[column.kind](text)


def _moment(text: str) -> dt.datetime:
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
        raise _Wrong(_("“%(text)s” không phải ngày giờ. Ví dụ đúng: 2026-06-12 08:30.") % {"text": text[:40]})
    return moment


def _day(text: str) -> dt.date:
    for shape in DAYS:
        try:
            return dt.datetime.strptime(text, shape).date()  # noqa: DTZ007  a day has no time zone
        except ValueError:
            continue
    raise _Wrong(_("“%(text)s” không phải ngày. Ví dụ đúng: 2026-06-12.") % {"text": text[:40]})


def _amount(text: str) -> int:
    if not re.fullmatch(r"\d{1,15}", text):
        raise _Wrong(_("“%(text)s” không phải số nguyên không âm.") % {"text": text[:40]})
    return int(text)


def _digest(text: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise _Wrong(_("SHA-256 gồm 64 chữ số thập lục phân."))
    return text.lower()


def _limit(text: str) -> str:
    if not LIMIT.fullmatch(text):
        raise _Wrong(_("“%(text)s” không phải thời hạn. Ví dụ đúng: 5 working_day.") % {"text": text[:40]})
    return text


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _Wrong(_("Không phải JSON dạng {…}."))
    return found


_READERS: Mapping[str, Any] = {
    "text": str,
    "moment": _moment,
    "day": _day,
    "amount": _amount,
    "digest": _digest,
    "limit": _limit,
    "json": _json,
    "state": lambda text: State(int(text)),
}
