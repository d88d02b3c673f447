"""Questions about readings of scans."""

import io
import tempfile
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db.models import Min
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from congvu.files import queries as files
from congvu.files.models import FileUse
from congvu.ocr.first import Word, draw
from congvu.ocr.models import Reading
from congvu.ocr.programs import ProgramFailed, missing

__all__ = [
    "KINDS",
    "Word",
    "drawn",
    "missing",
    "needs_reading",
    "page_picture",
    "reading_of",
    "readings_of",
    "text_of",
    "waiting_since",
    "words_of_first",
]

KINDS = ("pdf", "jpeg", "png")
FEW = 40
"""Letters of a page below which its text counts as none: a scanner's or a signer's mark."""
LOOKED = 5
"""Pages that are looked at to tell a scan."""


def needs_reading(use: FileUse) -> bool:
    """Tell whether a content is a scan: a picture, or a PDF with a page that is a picture without text."""
    if use.kind != "pdf":
        return use.kind in KINDS
    content = files.content_of(use)
    scanned = {page.number for page in files.scan_pages(content=content, mime=use.mime) if page.dots}
    if not scanned:
        return False
    try:
        pages = PdfReader(io.BytesIO(content), strict=False).pages
        looked = zip(range(1, LOOKED + 1), pages, strict=False)
        return any(number in scanned and len(page.extract_text()) < FEW for number, page in looked)
    except (PyPdfError, RecursionError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return False


def reading_of(use_id: UUID | str) -> Reading | None:
    """Return the reading of what a use holds or held, None when nobody asked for one."""
    blob = FileUse.objects.filter(pk=use_id).values("blob_id")
    return Reading.objects.defer("text").filter(blob__in=blob).first()


def readings_of(blob_ids: Collection[int]) -> dict[int, Reading]:
    """Return the readings of these contents by content."""
    found = Reading.objects.defer("text", "words").filter(blob_id__in=blob_ids)
    return {reading.blob_id: reading for reading in found}


def text_of(blob_ids: Collection[int]) -> str:
    """Return the text that was read of these contents."""
    return "\n".join(Reading.objects.filter(blob_id__in=blob_ids).values_list("text", flat=True))


def waiting_since() -> datetime | None:
    """Return since when the oldest scan waits that no worker has begun; None when none waits."""
    found: datetime | None = Reading.objects.filter(state=Reading.State.WAITING).aggregate(first=Min("asked_at"))[
        "first"
    ]
    return found


def words_of_first(reading: Reading) -> list[Word]:
    """Return the words of the first page; none before it was read."""
    return [Word(*row) for row in reading.words]


def page_picture(use: FileUse, *, page: int, dots: int = 110) -> bytes:
    """Return a page of a PDF or picture as PNG, drawn in a process of its own within bounds.

    :raises FileMissing: the content is lost, has no such page, or cannot be drawn
    """
    return drawn(files.content_of(use), page=page, dots=dots)


def drawn(content: bytes, *, page: int, dots: int = 110) -> bytes:
    """Return a page of a content as PNG.

    :raises FileMissing: it has no such page, or cannot be drawn
    """
    with tempfile.TemporaryDirectory(prefix="congvu-page-") as name:
        folder = Path(name)
        (folder / "source").write_bytes(content)
        try:
            draw(folder / "source", page=page, dots=dots, target=folder / "page.png", folder=folder)
            return (folder / "page.png").read_bytes()
        except (ProgramFailed, OSError) as fault:
            raise files.FileMissing from fault
