"""Pages of a PDF as they look, for a copy of them: nothing left in them that is filled in, signed or runs."""

import io
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _
from PIL import ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from .pictures import PageUnreadable

MM = 72 / 25.4
"""Points of a millimetre."""
_PDFIUM = threading.Lock()
"""The library answers one thread at a time."""


def flat_pages(pdf: bytes, *, pages: Sequence[int] = ()) -> bytes:
    """Return a new PDF of these pages (from 1; all without), fields and signatures shown as part of the page.

    :raises PageUnreadable: not a PDF, or a page that it has not
    """
    with _opened(pdf) as document:
        import pypdfium2  # noqa: PLC0415  ten megabytes of code that few pages need

        chosen = list(pages) or list(range(1, len(document) + 1))
        if not all(1 <= number <= len(document) for number in chosen):
            raise PageUnreadable(_("Văn bản chỉ có %(n)s trang.") % {"n": len(document)})
        if document.get_formtype():
            document.init_forms()
        for number in set(chosen):
            page = document[number - 1]
            pypdfium2.raw.FPDFPage_Flatten(page, pypdfium2.raw.FLAT_PRINT)
            page.close()
        made, sink = pypdfium2.PdfDocument.new(), io.BytesIO()
        made.import_pages(document, [number - 1 for number in chosen])
        made.save(sink)
        made.close()
    return sink.getvalue()


def room_below(pdf: bytes) -> float:
    """Return how many millimetres are white at the foot of the last page.

    :raises PageUnreadable: not a PDF
    """
    with _opened(pdf) as document:
        page = document[len(document) - 1]
        height = page.get_height()
        picture = ImageOps.invert(page.render(scale=0.5).to_pil().convert("L")).point(lambda light: light > 24 and 255)
        page.close()
    box = picture.getbbox()
    return float((picture.height - (box[3] if box else 0)) / picture.height * height / MM)


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Return width and height of each page in millimetres.

    :raises PageUnreadable: not a PDF
    """
    with _opened(pdf) as document:
        return [
            (width / MM, height / MM) for width, height in (document.get_page_size(n) for n in range(len(document)))
        ]


def laid_over(pdf: bytes, overlays: Mapping[int, bytes]) -> bytes:
    """Return a flat PDF with one-page PDFs laid over its pages (number from 1), upper left corner on upper left corner.

    :raises PageUnreadable: one of them is no PDF
    """
    try:
        writer = PdfWriter(clone_from=io.BytesIO(pdf))
        for number, overlay in overlays.items():
            under, over = writer.pages[number - 1], PdfReader(io.BytesIO(overlay)).pages[0]
            under.transfer_rotation_to_content()
            down = float(under.mediabox.top) - float(over.mediabox.top)
            under.merge_translated_page(over, float(under.mediabox.left), down, expand=False)
        sink = io.BytesIO()
        writer.write(sink)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as problem:
        raise _unreadable() from problem
    return sink.getvalue()


def joined(parts: Sequence[bytes]) -> bytes:
    """Return PDFs one after the other as one.

    :raises PageUnreadable: one of them is no PDF
    """
    try:
        writer = PdfWriter()
        for part in parts:
            writer.append(io.BytesIO(part), import_outline=False)
        sink = io.BytesIO()
        writer.write(sink)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise _unreadable() from problem
    return sink.getvalue()


def words_of(pdf: bytes) -> str:
    """Return the words of a PDF's text layer, all pages one after the other; empty when it has none or is broken."""
    try:
        with _opened(pdf) as document:
            return " ".join(page.get_textpage().get_text_bounded() for page in document)
    except PageUnreadable:
        return ""


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    import pypdfium2  # noqa: PLC0415

    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as problem:
            raise _unreadable() from problem
        try:
            yield document
        finally:
            document.close()


def _unreadable() -> PageUnreadable:
    return PageUnreadable(_("Không đọc được tệp PDF của văn bản."))
