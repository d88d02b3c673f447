"""The agency's signature in the upper right corner of a file: of an annex, of a copy (NĐ 30/2020, Annex I, box 14)."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import translation

from congvu.printing import operations as printing
from congvu.signing.hooks import Look

LAYOUT = Path(__file__).parent.parent / "layouts" / "corner.typ"
WIDTH, LINE, MARGIN = 72, 4.6, 5
"""Millimetres: of the words, of one line of them, and from the edges of the page."""


def corner(rows: list[str], *, at: datetime) -> Look:
    """Return how the agency's signature shows in the upper right corner: its words, no picture of the seal."""
    height = max(2, len(rows)) * LINE
    with translation.override(settings.LANGUAGE_CODE):
        data = {"rows": rows, "width": WIDTH, "height": height}
        words = printing.print_paper(source=LAYOUT.read_text(encoding="utf-8"), data=data, at=at)
    return Look(picture=words, width_mm=WIDTH, height_mm=height, margin_mm=MARGIN)
