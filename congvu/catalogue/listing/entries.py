"""What a row of the list says: each cell understood, or told what is wrong with it. Pure."""

import re
from dataclasses import dataclass
from dataclasses import field as kept
from datetime import date

from django.utils.translation import gettext as _

from congvu.catalogue.listing.reading import Row, columns, heading
from congvu.kit.text import fold

CODE = re.compile(r"[0-9]\.[0-9]{6}(\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2})?")
ACT = re.compile(r"[0-9]+/[0-9]{4}/[0-9A-ZĐ]+(?:-[0-9A-ZĐ]+)*")
LEVELS = {"xa": "commune", "tinh": "province", "bo": "ministry", "trung uong": "ministry", "huyen": "commune"}
SERVICES = {
    "toan trinh": "full",
    "mot phan": "partial",
    "cung cap thong tin": "information",
    "muc do 4": "full",
    "muc do 3": "partial",
}
UNITS = (
    ("ngay lam viec", "working_day"),
    ("gio lam viec", "working_hour"),
    ("ngay", "calendar_day"),
    ("thang", "month"),
    ("gio", "hour"),
)
FREE = {"", "khong", "khong co", "khong thu", "mien phi", "0"}


@dataclass(frozen=True)
class Problem:
    """What is wrong in one cell."""

    row: int
    column: str
    words: str


@dataclass
class Entry:
    """A procedure as the list describes it."""

    code: str
    name: str
    field: str
    level: str
    agency: str
    limit: tuple[int, str]
    limit_words: str
    cutoff: str
    fee: int
    fee_words: str
    service: str
    audience: str
    papers: list[str]
    conditions: list[str]
    result: str
    acts: list[str]
    valid_from: date
    row: int = kept(default=0, compare=False)


def understand(rows: list[Row]) -> tuple[list[Entry], list[Problem]]:
    """Return the entries of the rows that hold, and every problem by row and column."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for row in rows:
        entry, found = _entry(row)
        if entry is not None and entry.code in seen:
            found.append(Problem(row.number, "code", _("Mã này đã có ở dòng %(row)s.") % {"row": seen[entry.code]}))
        if found or entry is None:
            problems += found
            continue
        seen[entry.code] = row.number
        entries.append(entry)
    return entries, problems


def _entry(row: Row) -> tuple[Entry | None, list[Problem]]:
    problems: list[Problem] = []
    cells = {column["code"]: row.cells.get(column["code"], "") for column in columns()}

    def wrong(column: str, words: str) -> None:
        problems.append(Problem(row.number, column, words))

    for column in columns():
        if column["required"] and not cells[column["code"]]:
            wrong(column["code"], _("Chưa ghi."))
    if cells["code"] and not CODE.fullmatch(cells["code"]):
        wrong("code", _("Mã thủ tục viết như 1.001193."))
    limit = read_limit(cells["limit"])
    if cells["limit"] and limit is None:
        wrong("limit", _("Ghi số và đơn vị, như «5 ngày làm việc», «15 ngày», «1 tháng», «trong ngày»."))
    fee = read_money(cells["fee"])
    if fee is None:
        wrong("fee", _("Ghi một số tiền như «50.000 đồng», hoặc «Không»; nhiều mức phí thì khai ở bảng phí."))
    level = next((found for word, found in LEVELS.items() if word in fold(cells["level"])), None)
    if cells["level"] and level is None:
        wrong("level", _("Ghi cấp xã, cấp tỉnh hoặc cấp bộ."))
    service = next((found for word, found in SERVICES.items() if word in fold(cells["service"])), None)
    if cells["service"] and service is None:
        wrong("service", _("Ghi toàn trình, một phần hoặc cung cấp thông tin."))
    day = read_day(cells["valid_from"])
    if cells["valid_from"] and day is None:
        wrong("valid_from", _("Ngày viết như 01/07/2026 và có thật."))
    acts = ACT.findall(cells["acts"])
    if cells["acts"] and not acts:
        wrong("acts", _("Ghi số, ký hiệu văn bản như 118/2025/NĐ-CP."))
    if cells["cutoff"] and not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", cells["cutoff"]):
        wrong("cutoff", _("Giờ viết như 15:00."))
    if problems or limit is None or fee is None or level is None or service is None or day is None:
        return None, problems
    entry = Entry(
        code=cells["code"],
        name=cells["name"],
        field=cells["field"],
        level=level,
        agency=cells["agency"],
        limit=limit,
        limit_words=cells["limit"],
        cutoff=cells["cutoff"],
        fee=fee,
        fee_words=cells["fee"],
        service=service,
        audience=cells["audience"],
        papers=_lines(cells["papers"]),
        conditions=_lines(cells["conditions"]),
        result=cells["result"],
        acts=list(dict.fromkeys(acts)),
        valid_from=day,
        row=row.number,
    )
    return entry, problems


def read_limit(text: str) -> tuple[int, str] | None:
    """Read ``05 ngày làm việc``, ``trong ngày``, ``15 ngày``; None when it says no single limit."""
    words = fold(text)
    if "trong ngay" in words or "ngay trong ngay" in words:
        return 0, "working_day"
    found = re.search(r"([0-9]+)\s*(?:\([^)]*\)\s*)?([a-z ]+)", words)
    if found is None or int(found[1]) == 0:
        return None
    unit = next((code for word, code in UNITS if found[2].strip().startswith(word)), None)
    return (int(found[1]), unit) if unit else None


def read_money(text: str) -> int | None:
    """Read one amount in đồng; 0 for none; None when it is not one amount."""
    words = fold(text)
    if words.strip(" .") in FREE:
        return 0
    found = re.fullmatch(r"([0-9]{1,3}(?:[. ][0-9]{3})*|[0-9]+)\s*(?:dong|d|vnd)?(?:/ho so)?\.?", words.strip())
    return int(re.sub(r"[. ]", "", found[1])) if found else None


def read_day(text: str) -> date | None:
    """Read ``01/07/2026`` or ``2026-07-01`` (with or without an hour)."""
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?", text) or re.fullmatch(
        r"(\d{1,2})/(\d{1,2})/(\d{4})", text
    )
    if found is None:
        return None
    parts = [int(part) for part in found.groups()]
    year, month, day = parts if len(found[1]) == 4 else parts[::-1]
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _lines(text: str) -> list[str]:
    """Return the parts of a cell: by lines, else by semicolons; bullets and numbers before them fall away."""
    parts = text.split("\n") if "\n" in text else text.split(";")
    plain = (re.sub(r"^\s*(?:[-–•+*]|\(?[0-9]{1,2}[.)])\s*", "", part).strip(" ;.") for part in parts)
    return [part for part in plain if part]


def told(problem: Problem) -> str:
    """Return a problem as a line: «dòng 12, cột thoi han: …»."""
    return _("dòng %(row)s, cột «%(column)s»: %(words)s") % {
        "row": problem.row,
        "column": heading(problem.column),
        "words": problem.words,
    }
