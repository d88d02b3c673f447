"""The text of a draft as typed, and the blocks that a layout sets: Chương, Mục, Điều, khoản, điểm. Pure.

A line begins a block by how it begins (NĐ 30/2020, Annex I, box 6); a line without such a beginning is a paragraph.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

POINTS = tuple("abcdđeghiklmnopqrstuvxy")
"""Letters of points in the order of the Vietnamese alphabet."""
_CHAPTER = re.compile(r"^(Phần|Chương)\s+([IVXLC]+|thứ \w+)\s*[.:]?\s*(.*)$", re.IGNORECASE)
_SECTION = re.compile(r"^(Mục|Tiểu mục)\s+(\d+)\s*[.:]?\s*(.*)$", re.IGNORECASE)
_ARTICLE = re.compile(r"^Điều\s+(\d+)\s*[.:]\s*(.*)$", re.IGNORECASE)
_CLAUSE = re.compile(r"^(\d{1,3})\.\s+(.+)$")
_POINT = re.compile(r"^([a-zđ])\)\s*(.+)$")
_HEADING = re.compile(r"^([IVX]{1,5})\.\s+(.+)$")
Block = dict[str, str]


def blocks_of(text: str) -> list[Block]:
    """Return the blocks of a text: ``type`` (chapter, section, article, clause, point, heading) and words."""
    return [_block(line) for line in _lines(text)]


def _lines(text: str) -> Iterator[str]:
    return (line for raw in text.replace("\r", "").split("\n") if (line := " ".join(raw.split())))


def _block(line: str) -> Block:
    if found := _CHAPTER.match(line):
        return _made("chapter", f"{found[1].capitalize()} {found[2]}", title=found[3])
    if found := _SECTION.match(line):
        return _made("section", f"{found[1].capitalize()} {found[2]}", title=found[3])
    if found := _ARTICLE.match(line):
        return _made("article", f"Điều {found[1]}.", text=found[2])
    if found := _HEADING.match(line):
        return _made("heading", "", text=line)
    if found := _CLAUSE.match(line):
        return _made("clause", f"{found[1]}.", text=found[2])
    if found := _POINT.match(line):
        return _made("point", f"{found[1]})", text=found[2])
    return _made("paragraph", "", text=line)


def _made(type: str, label: str, *, title: str = "", text: str = "") -> Block:
    return {"type": type, "label": label, "title": title, "text": text}


def rows_of(text: str) -> list[str]:
    """Return the lines of a field that takes one thing a line: căn cứ, Kính gửi, Nơi nhận."""
    return list(_lines(text))


def order_faults(blocks: Iterable[Block]) -> list[str]:
    """Return where articles, clauses or points are not numbered one after the other."""
    faults: list[str] = []
    article = clause = 0
    points: list[str] = []
    for block in blocks:
        if block["type"] == "article":
            number = int(re.sub(r"\D", "", block["label"]))
            if number != article + 1:
                faults.append(_("Điều %(found)s đứng sau Điều %(before)s.") % {"found": number, "before": article})
            article, clause, points = number, 0, []
        elif block["type"] == "clause":
            number = int(block["label"].rstrip("."))
            if number != clause + 1 and number != 1:
                faults.append(
                    _("Khoản %(found)s đứng sau khoản %(before)s.") % {"found": number, "before": clause or "–"}
                )
            clause, points = number, []
        elif block["type"] == "point":
            faults += _point_faults(points, block["label"].rstrip(")"))
            points.append(block["label"].rstrip(")"))
    return faults


def _point_faults(before: list[str], letter: str) -> list[str]:
    wanted = POINTS[len(before)] if len(before) < len(POINTS) else ""
    if letter == wanted or letter == "a":
        if letter == "a":
            before.clear()
        return []
    return [_("Điểm %(found)s) phải là điểm %(wanted)s).") % {"found": letter, "wanted": wanted or "–"}]


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, str]]:
    """Return lines that two versions of parts do not share: [{"part", "sign": "-" | "+" | " ", "text"}], in order."""
    import difflib  # noqa: PLC0415  only a page of differences needs it

    found: list[dict[str, str]] = []
    for part in dict.fromkeys([*before, *after]):
        old, new = _as_lines(before.get(part, "")), _as_lines(after.get(part, ""))
        if old == new:
            continue
        for line in difflib.ndiff(old, new):
            if line[0] in "-+ ":
                found.append({"part": part, "sign": line[0], "text": line[2:]})
    return found


def _as_lines(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{key}: {text}" for key, text in value.items() if text]
    if isinstance(value, list):
        return [line for each in value for line in _as_lines(each)]
    return rows_of(str(value))
