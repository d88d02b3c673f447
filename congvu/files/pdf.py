"""PDF files: readable, without a password, without a secrecy stamp in their text."""

import io
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from congvu.files.refusals import FileBroken, FileLocked, StateSecret
from congvu.files.secrecy import stamp_in

BUDGET = 15.0
"""Seconds spent on the text of one file; further pages stay unread."""
_MOST_CONTENT = 3_000_000
_log = logging.getLogger(__name__)
logging.getLogger("pypdf").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text as the page paints it: its left end, its height on the page, its letters' size, in points."""

    x: float
    y: float
    size: float
    text: str

    @property
    def end(self) -> float:
        """Where it ends, roughly."""
        return self.x + len(self.text) * self.size * 0.62


def check_pdf(stream: IO[bytes], name: str) -> int:
    """Read a PDF through and return its number of pages.

    :raises FileLocked: behind a password
    :raises FileBroken: not readable, or without a page
    :raises StateSecret: a line of its text, a note or a stamp drawn on it is a secrecy stamp
    """
    try:
        reader = PdfReader(stream, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileLocked(name)
        count = len(reader.pages)
        stamp = _first_stamp(reader)
    except (PyPdfError, RecursionError, *_MALFORMED) as problem:
        raise FileBroken(name) from problem
    if not count:
        raise FileBroken(name)
    if stamp:
        raise StateSecret(stamp)
    return count


def page_count(pdf: bytes) -> int | None:
    """Return how many pages a PDF has, None when it cannot be read."""
    try:
        return len(PdfReader(io.BytesIO(pdf), strict=False).pages)
    except (PyPdfError, RecursionError, *_MALFORMED):
        return None


_MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, OSError, ArithmeticError)


def _first_stamp(reader: PdfReader) -> str:
    stop = time.monotonic() + BUDGET
    for number, page in enumerate(reader.pages):
        if time.monotonic() > stop:
            _log.warning("secrecy check: text of the pages from %s on was not read", number + 1)
            break
        for line in (*_noted(page), *_lines(page)):
            if stamp := stamp_in(line):
                return stamp
    return ""


def _noted(page: PageObject) -> Iterator[str]:
    """Yield the words of notes and stamps put on a page."""
    for note in page.annotations or ():
        for key in ("/Contents", "/V", "/Name"):
            yield str(note.get_object().get(key, ""))


def _lines(page: PageObject) -> list[str]:
    """Return the text of a page in stretches that stand apart: a stamp beside a letterhead is a line of its own."""
    pieces: list[Piece] = []

    def keep(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        if text.strip():
            scale = abs(tm[3] * cm[3]) or 1.0
            x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            pieces.append(Piece(x, y, (size or 12) * scale, text))

    try:
        content = page.get_contents()
        if content is None or len(content.get_data()) > _MOST_CONTENT:
            return []
        whole = page.extract_text(visitor_text=keep)
    except (PyPdfError, RecursionError, *_MALFORMED):
        _log.warning("secrecy check: a page's text could not be read", exc_info=True)
        return []
    return [*whole.splitlines(), *_stretches(pieces)]


def _stretches(pieces: list[Piece]) -> list[str]:
    lines: dict[int, list[Piece]] = {}
    for piece in pieces:
        lines.setdefault(round(piece.y / 3), []).append(piece)
    found = []
    for line in lines.values():
        line.sort(key=lambda piece: piece.x)
        stretch, end = "", line[0].x
        for piece in line:
            if piece.x - end > 2 * piece.size:
                found.append(stretch)
                stretch = ""
            stretch, end = stretch + piece.text, piece.end
        found.append(stretch)
    return found
