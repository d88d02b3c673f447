"""The way out: everything that the installation holds, in open formats, with a guide for who reads it without us."""

import csv
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.files import queries as files
from congvu.kit.actors import Actor
from congvu.upkeep import contents, guide, lines, snapshot
from congvu.upkeep.manifest import Manifest
from congvu.upkeep.operations.backing_up import FILES, PlaceUnfit, copy_contents

DATA = "data"
SUMS = "SHA256SUMS"
"""Digests of the files of data, as ``sha256sum -c`` reads them."""
INDEX = "index.csv"


def leave(*, target: Path, by: Actor, at: datetime, say: Callable[[str], None] = lambda words: None) -> Manifest:
    """Write everything into the empty folder ``target`` while the program runs. Call it outside any transaction.

    ``data/<table>.jsonl`` (a line a row), ``files/ab/cd/<sha256>`` (every content) with ``files/index.csv`` (its names
    and owners), ``README.vi.md`` and ``README.en.md`` (each table and column with meaning and unit),
    ``datapackage.json`` (the same for machines), ``SHA256SUMS``, ``manifest.json``. Signing keys are not in it.

    :raises PlaceUnfit: the folder cannot be written, or is not empty
    """
    try:
        (target / DATA).mkdir(parents=True, mode=0o700)
        (target / FILES).mkdir()
    except OSError as problem:
        words = _("Không ghi được vào %(target)s: %(problem)s")
        raise PlaceUnfit(words % {"target": target, "problem": problem}) from problem
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        rows = _tables(target, say)
        heads, known, migrations = snapshot.heads(), files.kept_contents(), snapshot.migrations()
        _index(target / FILES / INDEX)
    missing = copy_contents(known, target / FILES, say)
    guide.write(target, rows)
    told = Manifest(
        at=at.isoformat(),
        dump_sha256=contents.digest_of_file(target / SUMS),
        migrations=migrations,
        rows=rows,
        heads=heads,
        files=known,
        missing=missing,
        secret=snapshot.secret_mark(),
    )
    told.write(target)
    data = {"folder": target.name, "files": len(known), "missing": len(missing), "rows": sum(rows.values())}
    audit.record(action="upkeep.leave", subject=f"leaving:{target.name}", data=data, by=by, at=at)
    return told


def _tables(target: Path, say: Callable[[str], None]) -> dict[str, int]:
    rows, sums = {}, []
    for table in lines.tables():
        say(_("Đang ghi bảng %(table)s…") % {"table": table})
        place = f"{DATA}/{table}{lines.ENDING}"
        rows[table], digest = lines.write(table, target / place)
        sums.append(f"{digest}  {place}\n")
    (target / SUMS).write_text("".join(sums))
    return rows


def _index(path: Path) -> None:
    """Write which content is whose, under which name, for who has no database."""
    with open(path, "w", newline="", encoding="utf-8") as sink:
        table = csv.writer(sink)
        table.writerow(["sha256", "size", "mime", "name", "label", "owner", "taken_in_at", "released_at"])
        for use in files.every_use():
            gone = use.released_at.isoformat() if use.released_at else ""
            blob = use.blob
            table.writerow(
                [blob.sha256, blob.size, blob.mime, use.name, use.label, use.owner, use.at.isoformat(), gone]
            )
