"""Pages of a filed paper as pictures in real size: what a copy of it shows (NĐ 30/2020 Đ.25: colour, 200 dpi, 100 %).

A picture carries nothing that runs, refers outside or changes later, whatever the file was made of.
"""

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from congvu.kit.errors import Refusal

from .compiler import PaperNotPrintable, compile_pictures

DOTS = 200
"""Dots per inch."""
MOST = 60
"""Pages of one paper, at most."""
A4 = (210.0, 297.0)
"""Millimetres."""


class PageUnreadable(Refusal):
    """A filed paper cannot be shown page by page."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One page: its name for the template, JPEG, width and height in millimetres."""

    name: str
    jpeg: bytes
    width: float
    height: float


def pictures_of(*, content: bytes, mime: str) -> list[Picture]:
    """Return the pages of a PDF, JPEG or PNG in order. A photo without a size of its own fills an A4 sheet.

    :raises PageUnreadable: when it cannot be read, or has too many pages
    """
    return list(_kept(hashlib.sha256(content).hexdigest(), _Content(content), mime))


class _Content:
    """Bytes that stay out of the cache's key: the digest stands for them."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Content)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=4)
def _kept(digest: str, held: _Content, mime: str) -> tuple[Picture, ...]:
    # The leader's draft, the print before signing and the signing itself show the same pages within minutes
    try:
        pages = _from_pdf(held.content) if mime == "application/pdf" else [_from_image(held.content)]
    except (PaperNotPrintable, PyPdfError, UnidentifiedImageError, OSError, ValueError, KeyError) as problem:
        raise PageUnreadable(
            _("Không đọc được các trang của tệp. Hãy quét lại giấy tờ thành PDF rồi tải lên.")
        ) from problem
    return tuple(
        Picture(f"{digest[:16]}-{number}.jpg", jpeg, width, height)
        for number, (jpeg, width, height) in enumerate(pages, 1)
    )


Page = tuple[bytes, float, float]


def _from_pdf(content: bytes) -> list[Page]:
    count = len(PdfReader(io.BytesIO(content), strict=False).pages)
    if count > MOST:
        raise PageUnreadable(_("Giấy tờ có %(n)s trang; bản điện tử nhận tối đa %(most)s trang.") % _many(count))
    pages = []
    for number in range(1, count + 1):  # one by one: a page of A4 takes 15 MB while it is drawn
        source = f'#set page(width: auto, height: auto, margin: 0pt)\n#image("/sheet.pdf", page: {number}, alt: "")'
        drawn = compile_pictures(source=source, data={}, dots=DOTS, files={"sheet.pdf": content})[0]
        picture = Image.open(io.BytesIO(drawn))
        pages.append((_jpeg(picture), picture.width / DOTS * 25.4, picture.height / DOTS * 25.4))
    return pages


def _many(count: int) -> dict[str, int]:
    return {"n": count, "most": MOST}


def _from_image(content: bytes) -> Page:
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    wide, high = A4 if picture.height >= picture.width else A4[::-1]
    scale = min(wide / picture.width, high / picture.height)
    return _jpeg(picture), picture.width * scale, picture.height * scale


def _jpeg(picture: Image.Image) -> bytes:
    sink = io.BytesIO()
    if picture.mode in {"RGBA", "LA", "P"}:
        shown = picture.convert("RGBA")
        white = Image.new("RGB", shown.size, "white")
        white.paste(shown, mask=shown.getchannel("A"))
        picture = white
    picture.convert("RGB").save(sink, "JPEG", quality=88, dpi=(DOTS, DOTS))
    return sink.getvalue()
