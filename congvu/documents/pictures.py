"""A picture of a paper as a PDF."""

import io

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError
from pypdf import PdfWriter

from congvu.printing.operations import PageUnreadable

LEAST_DOTS = 200
"""Dots an inch that count for a picture which does not tell its own."""


def picture_pdf(content: bytes, *, name: str) -> bytes:
    """Return a picture as a PDF of one page, in its size on paper.

    :raises PageUnreadable: it is no picture
    """
    try:
        picture, sink = Image.open(io.BytesIO(content)).convert("RGB"), io.BytesIO()
        dots = float(picture.info.get("dpi", (LEAST_DOTS,))[0]) or LEAST_DOTS
        picture.save(sink, "PDF", resolution=max(dots, 72.0), quality=92)
        writer, whole = PdfWriter(sink), io.BytesIO()
        writer.pdf_header = "%PDF-1.4"
        writer.write(whole)  # written anew: signing is strict about the table of objects
    except (UnidentifiedImageError, OSError, ValueError) as problem:
        raise PageUnreadable(_("Không đọc được tệp “%(name)s”.") % {"name": name}) from problem
    return whole.getvalue()
