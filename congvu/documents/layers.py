"""The text of a first page with its places: from the text layer of a PDF, or as a machine read a scan."""

import io
import logging
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from pypdf import PdfReader

from congvu.documents.zones import Line
from congvu.ocr.queries import Word

_log = logging.getLogger(__name__)
MOST_LINES = 400


def first_page(pdf: bytes) -> list[Line]:
    """Return the lines of the first page; none when it has no text, or cannot be read."""
    try:
        page = PdfReader(io.BytesIO(pdf), strict=False).pages[0]
        width, height = float(page.mediabox.width) or 1, float(page.mediabox.height) or 1
        pieces: list[tuple[float, float, str, float]] = []

        def keep(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
            if text.strip():
                x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                scale = abs(tm[3] * cm[3]) or 1.0
                pieces.append((x, y, text.replace("\n", " "), (size or 12) * scale))

        page.extract_text(visitor_text=keep)
    except Exception:  # hostile bytes: whatever pypdf raises, there is no proposal
        _log.warning("a first page's text could not be read", exc_info=True)
        return []
    return _joined(pieces[: MOST_LINES * 20], width, height)[:MOST_LINES]


def _joined(pieces: list[tuple[float, float, str, float]], width: float, height: float) -> list[Line]:
    rows: dict[int, list[tuple[float, float, str, float]]] = {}
    for piece in pieces:
        rows.setdefault(round(piece[1] / 4), []).append(piece)
    found = []
    for row in rows.values():
        row.sort()
        begin, y, text, end, tall = row[0][0], row[0][1], "", row[0][0], row[0][3]
        for x, _y, words, size in row:
            if text and x - end > 2.2 * size:
                found.append(_line(begin / width, end / width, 1 - y / height, tall / height, text))
                begin, text = x, ""
            text, end, tall = text + words, x + len(words) * size * 0.5, size
        found.append(_line(begin / width, end / width, 1 - y / height, tall / height, text))
    return found


def _line(begin: float, end: float, foot: float, tall: float, text: str) -> Line:
    return Line(begin, foot - 0.9 * tall, " ".join(text.split()), end - begin, 1.2 * tall)


def scanned(words: Iterable[Word]) -> list[Line]:
    """Return the lines of a page as a machine read them; what stands far apart in a line is two."""
    found = []
    for _line, group in groupby(words, key=lambda word: word.line):
        row = sorted(group, key=lambda word: word.x)
        part = [row[0]]
        for word in row[1:]:
            if word.x - part[-1].x - part[-1].width > 2.2 * max(word.height, 0.008):
                found.append(_told(part))
                part = []
            part.append(word)
        found.append(_told(part))
    return found[:MOST_LINES]


def _told(row: Sequence[Word]) -> Line:
    right = max(word.x + word.width for word in row)
    bottom, top = max(word.y + word.height for word in row), min(word.y for word in row)
    letters = sum(len(word.text) for word in row)
    sure = sum(word.sureness * len(word.text) for word in row) // letters
    text = " ".join(word.text for word in row)
    return Line(row[0].x, top, text, right - row[0].x, bottom - top, min(sure, 99))
