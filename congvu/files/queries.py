"""Questions about files. Whoever hands a content out has asked who may see it, and logs it through audit."""

from collections.abc import Collection
from typing import BinaryIO, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage

from congvu.files.models import FileUse
from congvu.files.refusals import FileMissing, FileRefused, StateSecret, readable_size
from congvu.files.secrecy import stamp_in

__all__ = [
    "FileMissing",
    "FileRefused",
    "StateSecret",
    "living",
    "open_use",
    "readable_size",
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
