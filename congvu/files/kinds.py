"""What a file is, told by its content and never by its name."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

import puremagic
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from congvu.files.office import check_office, office_kind
from congvu.files.pdf import check_pdf
from congvu.files.refusals import FileBroken, FileTooLarge, WrongKind

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MOST_PIXELS = 100_000_000


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that the platform takes. ``check`` reads it through and returns its pages, or refuses it."""

    key: str
    ending: str
    mime: str
    label: "StrPromise | str"
    check: Callable[[IO[bytes], str], int | None]


def _check_image(stream: IO[bytes], name: str) -> int | None:
    try:
        with Image.open(stream, formats=("JPEG", "PNG")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise FileTooLarge(name, MOST_PIXELS // 4)
            image.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as problem:
        raise FileBroken(name) from problem
    return 1


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("pdf", "pdf", "application/pdf", "PDF", check_pdf),
        Kind("jpeg", "jpg", "image/jpeg", _("ảnh JPEG"), _check_image),
        Kind("png", "png", "image/png", _("ảnh PNG"), _check_image),
        Kind("docx", "docx", f"{_OFFICE}.wordprocessingml.document", "Word (docx)", check_office),
        Kind("xlsx", "xlsx", f"{_OFFICE}.spreadsheetml.sheet", "Excel (xlsx)", check_office),
    )
}


def recognise(stream: IO[bytes], *, name: str, allowed: Collection[str]) -> tuple[Kind, int | None]:
    """Return the kind of the content and its number of pages (None where that has no meaning).

    :raises FileRefused: when it is of no allowed kind, broken, locked, or carries what may not come in
    """
    key = _told_by(stream)
    if key not in allowed or key not in KINDS:
        wanted = ", ".join(str(KINDS[each].label) for each in allowed if each in KINDS)
        raise WrongKind(name, str(KINDS[key].label) if key in KINDS else _foreign(stream), wanted)
    stream.seek(0)
    return KINDS[key], KINDS[key].check(stream, name)


def _told_by(stream: IO[bytes]) -> str:
    stream.seek(0)
    head = stream.read(1024)
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return office_kind(stream) if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) else ""


def _foreign(stream: IO[bytes]) -> str:
    """Name what it seems to be, for the words of the refusal only."""
    stream.seek(0)
    try:
        return str(puremagic.from_string(stream.read(4096))).lstrip(".").upper()
    except (puremagic.PureError, ValueError):
        return ""
