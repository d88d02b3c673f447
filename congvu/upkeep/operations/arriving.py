"""What left another installation in open formats, brought into this empty one, and compared to the row and the byte."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.audit.models import Entry
from congvu.kit import partitions
from congvu.kit.actors import Actor
from congvu.upkeep import comparing, contents, lines, manifest, snapshot
from congvu.upkeep.manifest import Manifest, NoBackup
from congvu.upkeep.operations.backing_up import FILES
from congvu.upkeep.operations.leaving import SUMS
from congvu.upkeep.operations.restoring import NotEmpty, Restored, bring_back


def arrive(*, source: Path, by: Actor, at: datetime, say: Callable[[str], None] = lambda words: None) -> Restored:
    """Bring what :func:`~congvu.upkeep.operations.leave` wrote into this empty installation; tables are made if needed.

    Afterwards each table is written out once more and compared with its file by digest.

    :raises NoBackup: no such folder, a damaged one, or one of another version of the program
    :raises NotEmpty: somebody has worked here
    """
    known = manifest.read(source)
    sums = _sums(source, known)
    if not snapshot.tables():
        say(_("Đang dựng bảng…"))
        call_command("migrate", verbosity=0, interactive=False)
    if Entry.objects.exists():
        raise NotEmpty(_("Nơi này đã có người làm việc. Chỉ nhập vào nơi còn trống, để không ghi đè gì."))
    if snapshot.migrations() != known.migrations or set(lines.tables()) != set(known.rows):
        raise NoBackup(
            _("Dữ liệu do phiên bản khác của chương trình ghi ra. Hãy dùng đúng phiên bản rồi nâng cấp sau.")
        )
    _load(source, sums, say)
    for table in partitions.monthly_tables():
        _make_months(table)
    lost = bring_back(known, source / FILES, say)
    say(_("Đang đối chiếu…"))
    faults = [*_differing(sums), *comparing.faults(known, _rows(known)), *comparing.lost(lost)]
    data = {"folder": source.name, "faults": len(faults)}
    audit.record(action="upkeep.arrive", subject=f"leaving:{source.name}", data=data, by=by, at=at)
    return Restored(sum(known.rows.values()), len(known.files) - len(lost), faults)


def _sums(source: Path, known: Manifest) -> dict[str, tuple[Path, str]]:
    """Return the file and the digest of each table, once all files are what they were.

    :raises NoBackup: one is not
    """
    words = _("Tệp %(name)s đã hỏng: mã băm không khớp.")
    if contents.digest_of_file(source / SUMS) != known.dump_sha256:
        raise NoBackup(words % {"name": SUMS})
    found = {}
    for line in (source / SUMS).read_text().splitlines():
        digest, _gap, place = line.partition("  ")
        path = source / place
        if not path.is_file() or contents.digest_of_file(path) != digest:
            raise NoBackup(words % {"name": place})
        found[path.name.removesuffix(lines.ENDING)] = (path, digest)
    if found.keys() != known.rows.keys():
        raise NoBackup(words % {"name": SUMS})
    return found


@transaction.atomic
def _load(source: Path, sums: dict[str, tuple[Path, str]], say: Callable[[str], None]) -> None:
    """Put every row in its place; what migrations wrote goes first, since it left with the rest."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in sums:
            cursor.execute(f'DELETE FROM "{table}"')
    for table, (path, _digest) in sums.items():
        say(_("Đang nạp bảng %(table)s…") % {"table": table})
        lines.read(table, path)


def _make_months(table: str) -> None:
    """Give each month of what came its own partition."""
    key = partitions.monthly_tables()[table]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT date_trunc('month', \"{key}\" AT TIME ZONE '+07') FROM \"{table}_rest\"")
        months = [month.replace(tzinfo=partitions.VIETNAM) for (month,) in cursor.fetchall()]
    for month in months:
        partitions.make_months(at=month, ahead=0)


@transaction.atomic
def _differing(sums: dict[str, tuple[Path, str]]) -> list[str]:
    words = _("Bảng %(table)s khác với tệp đã nạp.")
    return [words % {"table": table} for table, (_path, digest) in sums.items() if lines.digest(table)[1] != digest]


def _rows(known: Manifest) -> dict[str, int]:
    counted = snapshot.rows()
    return {table: counted.get(table, 0) for table in known.rows}
