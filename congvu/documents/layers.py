"""The text of a PDF's first page with its places, from its text layer (our own scan job makes one where none is)."""

import io
import logging
from typing import Any

from pypdf import PdfReader

from congvu.documents.zones import Line

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
        begin, y, text, end = row[0][0], row[0][1], "", row[0][0]
        for x, _y, words, size in row:
            if text and x - end > 2.2 * size:
                found.append(Line(begin / width, 1 - y / height, " ".join(text.split())))
                begin, text = x, ""
            text, end = text + words, x + len(words) * size * 0.5
        found.append(Line(begin / width, 1 - y / height, " ".join(text.split())))
    return found
