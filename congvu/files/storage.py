"""Contents on the disk: a file stands under its name only when all of it is there and the disk has said so."""

import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage

PART = ".part"
"""Ending of what is being written; what is killed on the way leaves it behind, and nobody takes it for a content."""


class WholeFiles(FileSystemStorage):
    """Files below ``MEDIA_ROOT``, each written beside its place, flushed to the disk, then moved there at once.

    Django's own writes in place: a full disk or a killed process would leave half a content under a whole one's digest,
    and the next upload of the same content would be believed to be there already.
    """

    def _save(self, name: str, content: "File[bytes]") -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.{secrets.token_hex(4)}{PART}")
        try:
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as sink:
                for piece in content.chunks():
                    sink.write(piece)
                sink.flush()
                os.fsync(sink.fileno())
            os.link(part, target)  # fails where somebody was faster: what stands there is never written over
        except FileExistsError:
            return self._save(self.get_available_name(name), content)
        finally:
            with suppress(FileNotFoundError):
                part.unlink()
        _flush_folder(target.parent)
        return name

    def forget_parts(self, *, before: datetime) -> int:
        """Delete what was begun before ``before`` and never ended; return how many."""
        old = [part for part in Path(self.location).rglob(f"*{PART}") if part.stat().st_mtime < before.timestamp()]
        for part in old:
            part.unlink(missing_ok=True)
        return len(old)


def _flush_folder(folder: Path) -> None:
    """Let the disk keep the name too: a file without a name is lost."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
