"""Contents of files on their way to a backup and back: by their digest, each read once and proved."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage

from congvu.files.models import address_of

PIECE = 1024 * 1024


def save(digest: str, into: Path) -> bool:
    """Copy a content out of the storage unless it stands there already; False when it is lost or not what it was."""
    target = into / address_of(digest)
    if target.exists():
        return True
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(f".{os.getpid()}.part")
    try:
        with default_storage.open(address_of(digest), "rb") as source, open(part, "wb") as sink:
            good = _copy(source, sink) == digest
            sink.flush()
            os.fsync(sink.fileno())
    except FileNotFoundError:
        good = False
    if good:
        part.rename(target)
    else:
        with suppress(FileNotFoundError):
            part.unlink()
    return good


def bring_back(digest: str, kept: Path) -> bool:
    """Put a content back into the storage unless it is there; False when the backup lacks it or it is another."""
    if default_storage.exists(address_of(digest)):
        return True
    source = kept / address_of(digest)
    if not source.exists() or digest_of_file(source) != digest:
        return False
    with open(source, "rb") as stream:
        default_storage.save(address_of(digest), File(stream))
    return True


def digest_of(stream: IO[bytes]) -> str:
    """Return the SHA-256 of what is still to be read."""
    digest = hashlib.sha256()
    while piece := stream.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with open(path, "rb") as stream:
        return digest_of(stream)


def in_order(files: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    """Yield each digest with its ordinal from 1, for those who show progress."""
    yield from enumerate(sorted(files), 1)


def _copy(source: IO[bytes], sink: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := source.read(PIECE):
        digest.update(piece)
        sink.write(piece)
    return digest.hexdigest()
