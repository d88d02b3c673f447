"""The manifest of a backup: what it holds, so that a restored copy can be compared to the row and the byte. Pure."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from congvu.kit.errors import Refusal

NAME = "manifest.json"
FORM = 1
"""Raised when a later program cannot read an earlier manifest."""


class NoBackup(Refusal):
    """The folder holds no finished backup, or one that this program cannot read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds. ``rows`` by table; ``files`` are digests (SHA-256) with their sizes in bytes."""

    at: str
    """ISO 8601: the moment of the database's snapshot."""
    dump_sha256: str
    migrations: list[str]
    """``app.name`` of each that the database had."""
    rows: dict[str, int]
    heads: dict[str, str]
    """Last seal of each book of the audit log."""
    files: dict[str, int]
    missing: list[str] = field(default_factory=list)
    """Digests whose content was not in the storage: lost before this backup was made."""
    secret: str = ""
    """A mark of the secret key, which is not in the backup: a copy needs the same one."""
    form: int = FORM

    def write(self, folder: Path) -> None:
        """Write it into the folder; what has a manifest is finished."""
        (folder / NAME).write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1))


def read(folder: Path) -> Manifest:
    """Return the manifest of a backup.

    :raises NoBackup: there is none, or of a later form
    """
    try:
        known: dict[str, Any] = json.loads((folder / NAME).read_text())
        found = Manifest(**known)
    except (OSError, ValueError, TypeError) as problem:
        words = _("Thư mục %(folder)s không chứa bản sao lưu hoàn chỉnh.")
        raise NoBackup(words % {"folder": folder}) from problem
    if found.form > FORM:
        raise NoBackup(_("Bản sao lưu do phiên bản mới hơn của chương trình tạo ra. Hãy cập nhật trước."))
    return found
