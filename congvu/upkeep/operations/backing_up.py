"""A backup of a running installation: the database as of one moment, and every content that it names."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.upkeep import contents, snapshot
from congvu.upkeep.manifest import Manifest
from congvu.upkeep.programs import run
from congvu.upkeep.snapshot import Snapshot

DUMP = "database.dump"
FILES = "files"
"""Beside the backups, shared by all: contents never change, so that each is copied once."""


class PlaceUnfit(Refusal):
    """The backup cannot be written there."""


def back_up(*, target: Path, by: Actor, at: datetime, say: Callable[[str], None] = lambda words: None) -> Path:
    """Write a backup under ``target`` while the program runs, and return its folder.

    ``target/<name>/`` gets the dump and a manifest, ``target/files/`` the contents that earlier backups had not. Half a
    backup has no manifest and ends in ``.part``. Call it outside any transaction.

    :param say: told how far it is
    :raises PlaceUnfit, ProgramFailed: with words for the administrator
    """
    folder = target / f"congvu-{timezone.localtime(at):%Y%m%d-%H%M%S}"
    part = folder.with_suffix(".part")
    try:
        part.mkdir(parents=True, mode=0o700)
    except OSError as problem:
        words = _("Không ghi được vào %(target)s: %(problem)s")
        raise PlaceUnfit(words % {"target": target, "problem": problem}) from problem
    known = _dump(part, say)
    missing = copy_contents(known.files, target / FILES, say)
    Manifest(
        at=at.isoformat(),
        dump_sha256=contents.digest_of_file(part / DUMP),
        migrations=known.migrations,
        rows=known.rows,
        heads=known.heads,
        files=known.files,
        missing=missing,
        secret=snapshot.secret_mark(),
    ).write(part)
    part.rename(folder)
    data = {"folder": folder.name, "files": len(known.files), "missing": len(missing)}
    audit.record(action="upkeep.back_up", subject=f"backup:{folder.name}", data=data, by=by, at=at)
    return folder


def _dump(part: Path, say: Callable[[str], None]) -> Snapshot:
    """Dump the database and count what the dump holds: both look at one snapshot."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        mark = cursor.fetchone()[0]
        say(_("Đang chép cơ sở dữ liệu…"))
        left_out = [f"--exclude-table-data={table}" for table in snapshot.PASSING]
        run("pg_dump", "-Fc", f"--snapshot={mark}", "--no-owner", "--no-privileges", *left_out, "-f", part / DUMP)
        say(_("Đang đếm để đối chiếu…"))
        return snapshot.taken()


def copy_contents(found: dict[str, int], into: Path, say: Callable[[str], None]) -> list[str]:
    """Copy the contents that are not there yet; return those that the storage has lost."""
    missing = []
    for ordinal, digest in contents.in_order(found):
        if not contents.save(digest, into):
            missing.append(digest)
        if ordinal % 1000 == 0 or ordinal == len(found):
            say(_("Đã chép %(n)s/%(all)s tệp.") % {"n": ordinal, "all": len(found)})
    return missing
