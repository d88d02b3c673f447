"""What a Word file of a draft says, part by part: officials send up whole documents, letterhead too. Pure.

The layout sets letterhead, number, signature and receivers itself, so only what belongs to the draft is taken.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NATION = re.compile(r"^\W*CỘNG H(ÒA|OÀ) XÃ HỘI", re.IGNORECASE)
DAY = re.compile(r"ngày.{0,12}tháng.{0,12}năm", re.IGNORECASE)
BASIS = re.compile(r"^(Căn cứ|Theo đề nghị|Xét đề nghị)\b.*[;.]$")
ADDRESSED = re.compile(r"^Kính gửi\s*:?\s*(.*)$", re.IGNORECASE)
RECEIVERS = re.compile(r"^Nơi nhận\s*:?", re.IGNORECASE)
SIGNED = re.compile(r"^(TM|KT|TL|TUQ|Q)\.\s?[A-ZĐÀ-Ỹ ]+$")
ORDER = re.compile(r"^(QUYẾT ĐỊNH|QUYẾT NGHỊ)\s*:$")
HEAD = 25
"""Lines at the top among which the letterhead ends."""


def word_parts(content: bytes) -> dict[str, Any]:
    """Return the parts that a Word file has: ``body`` always, ``basis`` and ``addressees`` where they are told apart.

    A file that is no whole document is body from its first line to its last. Empty when it cannot be read.
    """
    lines = [line for line in _lines(content) if line]
    if not any(NATION.match(line) for line in lines[:HEAD]):
        return {"body": "\n".join(lines)}
    lines = _without_foot(_without_head(lines))
    basis, addressees, body = list[str](), list[str](), list[str]()
    for line in lines:
        if not body and (found := ADDRESSED.match(line)):
            addressees += [found[1]] if found[1] else []
        elif not body and addressees and line.startswith("-"):
            addressees.append(line)
        elif not body and BASIS.match(line):
            basis.append(line)
        elif not (ORDER.match(line) and not body):
            body.append(line)
    found_parts = {"body": body, "basis": basis, "addressees": [one.strip(" -;.") for one in addressees]}
    return {name: "\n".join(rows) for name, rows in found_parts.items() if rows or name == "body"}


def has_tables(content: bytes) -> bool:
    """Say whether the text itself, below the letterhead and above the signature, has a table."""
    root = _root(content)
    tables = [] if root is None else [one for one in root.iter(f"{W}tbl") if _is_text(one)]
    return bool(tables)


def _is_text(table: Any) -> bool:
    words = " ".join(_words(line) for line in table.iter(f"{W}p"))
    return not (NATION.search(words) or RECEIVERS.match(words) or "CHỦ NGHĨA VIỆT NAM" in words.upper())


def _without_head(lines: list[str]) -> list[str]:
    """Drop the letterhead, and kind and subject below it: until the first line that begins the text."""
    dated = next((number for number, line in enumerate(lines[:HEAD]) if DAY.search(line)), 0)
    for number in range(dated + 1, min(len(lines), dated + 12)):
        line = lines[number]
        if BASIS.match(line) or ADDRESSED.match(line) or re.match(r"^(Điều|Chương|Phần|Mục)\s", line):
            return lines[number:]
        if len(line) > 120 or re.match(r"^(I|1)\.\s", line):
            return lines[number:]
    return lines[dated + 1 :]


def _without_foot(lines: list[str]) -> list[str]:
    for number, line in enumerate(lines):
        if RECEIVERS.match(line) or (SIGNED.match(line) and number > len(lines) // 2):
            return lines[:number]
    return lines


def _lines(content: bytes) -> Iterator[str]:
    """Yield the paragraphs; a row of a table in the text is one line, its cells apart."""
    root = _root(content)
    if root is None:
        return
    for line in root.iter(f"{W}p", f"{W}tr"):
        table = next(line.iterancestors(f"{W}tbl"), None) if line.tag == f"{W}p" else None
        if line.tag == f"{W}tr":
            owner = next(line.iterancestors(f"{W}tbl"))
            if _is_text(owner):
                cells = [" ".join(_words(one) for one in cell.iter(f"{W}p")) for cell in line.iter(f"{W}tc")]
                yield " | ".join(" ".join(cell.split()) for cell in cells)
        elif table is None or not _is_text(table):
            yield from (" ".join(part.split()) for part in _words(line).split("\n"))


def _words(line: Any) -> str:
    found = []
    for one in line.iter(f"{W}t", f"{W}tab", f"{W}br"):
        found.append(str(one.text or "") if one.tag == f"{W}t" else " " if one.tag == f"{W}tab" else "\n")
    return "".join(found)


def _root(content: bytes) -> Any:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as folder:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            return etree.fromstring(folder.read("word/document.xml"), parser)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError):
        return None
