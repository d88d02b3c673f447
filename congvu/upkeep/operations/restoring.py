"""A backup brought back into an empty place, and compared with what it was to the row, the byte and the seal."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.upkeep import comparing, contents, manifest, snapshot
from congvu.upkeep.manifest import Manifest, NoBackup
from congvu.upkeep.operations.backing_up import DUMP, FILES
from congvu.upkeep.programs import run


class NotEmpty(Refusal):
    """The database holds something already: a restore overwrites nothing."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back. ``faults`` are sentences; without one the copy is what was backed up."""

    rows: int
    files: int
    faults: list[str] = field(default_factory=list)


def restore(*, source: Path, by: Actor, at: datetime, say: Callable[[str], None] = lambda words: None) -> Restored:
    """Bring a backup back into the empty database and the storage of this installation.

    :raises NoBackup: no finished backup, a damaged one, or one of a later program
    :raises NotEmpty: the database has tables
    :raises ProgramFailed: ``pg_restore`` could not
    """
    known = manifest.read(source)
    if contents.digest_of_file(source / DUMP) != known.dump_sha256:
        raise NoBackup(_("Tệp %(name)s đã hỏng: mã băm không khớp.") % {"name": DUMP})
    if unknown := sorted(set(known.migrations) - _known_migrations()):
        words = _("Bản sao lưu do phiên bản khác tạo ra: chương trình này không biết %(names)s.")
        raise NoBackup(words % {"names": ", ".join(unknown[:5])})
    if snapshot.tables():
        raise NotEmpty(_("Cơ sở dữ liệu đã có bảng. Chỉ phục hồi vào cơ sở dữ liệu trống, để không ghi đè gì."))
    say(_("Đang phục hồi cơ sở dữ liệu…"))
    database = connection.settings_dict["NAME"]
    # pg_restore needs its database named; without it, it writes SQL to the output
    run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "-d", database,
        source / DUMP)  # fmt: skip
    lost = bring_back(known, source.parent / FILES, say)
    say(_("Đang đối chiếu…"))
    found = snapshot.rows()
    result = Restored(
        sum(found.values()), len(known.files) - len(lost), [*comparing.faults(known, found), *comparing.lost(lost)]
    )
    data = {"backup": source.name, "faults": len(result.faults)}
    audit.record(action="upkeep.restore", subject=f"backup:{source.name}", data=data, by=by, at=at)
    return result


def _known_migrations() -> set[str]:
    return {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}


def bring_back(known: Manifest, kept: Path, say: Callable[[str], None]) -> list[str]:
    """Put the contents that a manifest names back into the storage; return the digests that did not come along."""
    lost = []
    for ordinal, digest in contents.in_order(known.files):
        if not contents.bring_back(digest, kept):
            lost.append(digest)
        if ordinal % 1000 == 0 or ordinal == len(known.files):
            say(_("Đã trả lại %(n)s/%(all)s tệp.") % {"n": ordinal, "all": len(known.files)})
    return lost
