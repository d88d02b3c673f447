"""Pages of a frozen paper as pictures, with the place of the signature marked: phones show no PDF inside a page."""

import io
from collections.abc import Mapping
from typing import Any

from PIL import Image, ImageDraw

SCALE = 1.5
"""Pixels a point: 108 dpi, read well on a phone without zooming."""
MOST_PAGES = 20
BLUE = (28, 74, 134)


def drawn(pdf: bytes, *, place: Mapping[str, Any]) -> list[bytes]:
    """Return the first 20 pages as PNG; the place of the signature stands in a blue frame.

    :param place: as ``places.shown`` tells it
    """
    import pypdfium2  # noqa: PLC0415  ten megabytes of code that only this page needs

    with pypdfium2.PdfDocument(pdf) as document:
        pages = [document[number].render(scale=SCALE).to_pil() for number in range(min(len(document), MOST_PAGES))]
    if place and place["page"] <= len(pages):
        _mark(pages[place["page"] - 1], place["box"])
    return [_png(page) for page in pages]


def _mark(page: Image.Image, box: list[int]) -> None:
    left, top, width, height = (share / 1000 for share in box)
    corners = (left * page.width, top * page.height, (left + width) * page.width, (top + height) * page.height)
    ImageDraw.Draw(page).rectangle(corners, outline=BLUE, width=3)


def _png(page: Image.Image) -> bytes:
    sink = io.BytesIO()
    page.convert("P", palette=Image.Palette.ADAPTIVE, colors=32).save(sink, "PNG")
    return sink.getvalue()
