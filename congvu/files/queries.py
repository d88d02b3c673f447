"""Questions about files. Whoever hands a content out has asked who may see it, and logs it through audit."""

from collections.abc import Collection, Iterator
from io import BytesIO
from typing import BinaryIO, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage

from congvu.files import hooks
from congvu.files.models import Blob, FileUse
from congvu.files.pdf import page_count
from congvu.files.refusals import FileMissing, FileRefused, ScannerSilent, ShelfFull, StateSecret, readable_size
from congvu.files.scans import ScanPage, pages_of
from congvu.files.secrecy import stamp_in

__all__ = [
    "FileMissing",
    "FileRefused",
    "ScannerSilent",
    "ShelfFull",
    "StateSecret",
    "content_of",
    "every_use",
    "kept_contents",
    "living",
    "open_use",
    "page_count",
    "pages_in",
    "readable_size",
    "scanner_answers",
    "some_uses",
    "stamp_in",
    "use",
    "uses",
]


def use(id: UUID | str) -> FileUse:
    """Return a living use with its content's data.

    :raises FileMissing: when there is none, or ``id`` is no identifier
    """
    try:
        found = FileUse.objects.select_related("blob").filter(pk=id, released_at=None).first()
    except (ValidationError, ValueError):
        found = None
    if found is None:
        raise FileMissing
    return found


def living(ids: Collection[UUID | str]) -> list[FileUse]:
    """Return those of these uses that live, with their contents' data, in no order.

    :raises FileMissing: when one of ``ids`` is no identifier
    """
    try:
        return list(FileUse.objects.select_related("blob").filter(pk__in=ids, released_at=None)) if ids else []
    except (ValidationError, ValueError) as problem:
        raise FileMissing from problem


def scan_pages(*, content: bytes, mime: str) -> list[ScanPage]:
    """Return the pages of a scan with their dots an inch, none when it is unreadable."""
    return pages_of(content=content, mime=mime)


def pages_in(use: FileUse) -> int | None:
    """Return how many pages a file has, None when it cannot be read; those of a PDF that was kept before they were
    counted are counted now.
    """
    if use.blob.pages is not None or use.kind != "pdf":
        return use.blob.pages
    try:
        return page_count(content_of(use))
    except FileMissing:
        return None


def uses(owner: str) -> list[FileUse]:
    """Return the living uses of an owner, the oldest first."""
    return list(FileUse.objects.select_related("blob").filter(owner=owner, released_at=None).order_by("at", "id"))


def open_use(use: FileUse) -> BinaryIO:
    """Open the content for reading; the caller closes it.

    :raises FileMissing: when the storage has lost it
    """
    try:
        return cast(BinaryIO, default_storage.open(use.blob.address, "rb"))
    except FileNotFoundError as problem:
        raise FileMissing from problem


def content_of(use: FileUse) -> bytes:
    """Return the whole content of a use: where it may stand in memory."""
    with open_use(use) as stream:
        return stream.read()


def kept_contents() -> dict[str, int]:
    """Return the SHA-256 of every content that is kept, with its size in bytes: what a backup has to hold."""
    kept = Blob.objects.filter(gone_at=None, secret_at=None)
    return dict(kept.values_list("sha256", "size").order_by("sha256"))


def some_uses(count: int) -> list[FileUse]:
    """Return the newest living uses, to be looked at by a check of the storage."""
    return list(FileUse.objects.select_related("blob").filter(released_at=None).order_by("-at")[:count])


def every_use() -> Iterator[FileUse]:
    """Yield every use there ever was with its content, the oldest first."""
    return FileUse.objects.select_related("blob").order_by("at", "pk").iterator(chunk_size=2000)


def scanner_answers() -> bool | None:
    """Tell whether the scanner for malware looks at a harmless content; None when none is configured."""
    scanner = hooks.scanner()
    if scanner is None:
        return None
    try:
        return not scanner.finding(BytesIO(b"harmless"))
    except ScannerSilent:
        return False
