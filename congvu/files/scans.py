"""Scans: how many dots an inch each page has, told from its pictures and the size they are shown in. Nothing is kept.

NĐ 30/2020 Annex I part II: a digitised copy is in colour, real size, 200 dots an inch at least.
"""

import io
import math
from dataclasses import dataclass
from typing import Any

from PIL import Image, UnidentifiedImageError
from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

LEAST_DOTS = 200
A4_WIDTH, A4_HEIGHT = 8.27, 11.69
"""Inches: a photo without a size of its own is taken to show a sheet of A4."""
INCH = 72
"""Points of an inch."""
COVERS = 0.2
"""Share of the page from which on a picture counts as the scan of it: a logo is none."""


@dataclass(frozen=True, slots=True)
class ScanPage:
    """A page of a scan: its number from 1, dots an inch of its poorest scan; 0 where it is drawn, not scanned."""

    number: int
    dots: int

    @property
    def is_poor(self) -> bool:
        """Whether it was scanned with fewer dots than the rules ask."""
        return 0 < self.dots < LEAST_DOTS


def pages_of(*, content: bytes, mime: str) -> list[ScanPage]:
    """Return the pages of a PDF, JPEG or PNG that was taken in before, with their dots; none when it is unreadable."""
    try:
        if mime == "application/pdf":
            pages = PdfReader(io.BytesIO(content), strict=False).pages
            return [ScanPage(number, _dots(page)) for number, page in enumerate(pages, 1)]
        picture = Image.open(io.BytesIO(content))
    except (PyPdfError, UnidentifiedImageError, RecursionError, ValueError, TypeError, KeyError, OSError):
        return []
    short, long = sorted(picture.size)
    return [ScanPage(1, round(min(short / A4_WIDTH, long / A4_HEIGHT)))]


def _dots(page: PageObject) -> int:
    found: list[int] = []
    area = abs(float(page.mediabox.width * page.mediabox.height)) or 1.0

    def look(operator: bytes, operands: list[Any], cm: list[float], _tm: list[float]) -> None:
        if operator != b"Do" or not operands:
            return
        shown = page["/Resources"]["/XObject"].get(operands[0])  # type: ignore[index]
        picture = shown.get_object() if shown is not None else {}
        wide, high = math.hypot(cm[0], cm[1]), math.hypot(cm[2], cm[3])
        if picture.get("/Subtype") == "/Image" and wide * high >= COVERS * area:
            found.append(round(min(int(picture["/Width"]) / wide, int(picture["/Height"]) / high) * INCH))

    try:
        page.extract_text(visitor_operand_before=look)
    except (PyPdfError, RecursionError, ArithmeticError, AttributeError, ValueError, TypeError, KeyError, IndexError):
        return 0
    return min(found, default=0)
