"""A copy compared with what it was taken of: rows, seals, and the key without which some columns cannot be read."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from congvu.audit import queries as log
from congvu.audit.models import BOOKS
from congvu.upkeep import snapshot
from congvu.upkeep.manifest import Manifest


def faults(known: Manifest, found: Mapping[str, int]) -> Iterator[str]:
    """Yield a sentence for whatever differs; ``found`` are the rows by table as they are now."""
    words = _("Bảng %(table)s có %(found)s dòng, bản sao lưu có %(kept)s.")
    for table, kept in known.rows.items():
        if found.get(table, 0) != kept:
            yield words % {"table": table, "found": found.get(table, 0), "kept": kept}
    if snapshot.heads() != known.heads:
        yield _("Dấu niêm phong cuối của nhật ký khác với lúc sao lưu.")
    yield from (breach.sentence for book in BOOKS for breach in log.breaches(book))
    if snapshot.secret_mark() != known.secret:
        yield _("CONGVU_SECRET_KEY khác với nơi đã sao lưu: khóa xác thực hai lớp và khóa webhook sẽ không đọc được.")


def lost(digests: list[str]) -> list[str]:
    """Return a sentence for each content that did not come along."""
    return [_("Mất nội dung tệp %(digest)s.") % {"digest": digest} for digest in digests]
