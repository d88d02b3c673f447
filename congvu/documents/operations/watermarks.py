"""A copy to be read of what circulates inside, with the reader's name and the time on each page (Annex VI.6)."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation

from congvu.documents.models import Document
from congvu.kit.actors import Actor
from congvu.printing import operations as printing

LAYOUT = Path(__file__).parent.parent / "layouts" / "watermark.typ"


def is_watermarked(document: Document) -> bool:
    """Say whether a document is marked so that readers get copies with their name on."""
    return document.circulation != Document.Circulation.FREE


def watermarked(document: Document, pdf: bytes, *, by: Actor, at: datetime) -> bytes:
    """Return a copy of a PDF with the reader's name and the time over each page; the PDF itself is never changed.

    :raises PageUnreadable: it cannot be read
    """
    with translation.override(settings.LANGUAGE_CODE):
        mark = str(Document.Circulation(document.circulation).label)
        words = f"{by.name} · {timezone.localtime(at):%H:%M %d/%m/%Y} · {mark}"
        flat = printing.flat_pages(pdf)
        sizes = printing.page_sizes(flat)
        sheets = {size: _sheet(words, *size, at=at) for size in set(sizes)}
    return printing.laid_over(flat, {number: sheets[size] for number, size in enumerate(sizes, 1)})


def _sheet(words: str, width: float, height: float, *, at: datetime) -> bytes:
    data = {"words": words, "width": width, "height": height}
    return printing.print_paper(source=LAYOUT.read_text(encoding="utf-8"), data=data, at=at)
