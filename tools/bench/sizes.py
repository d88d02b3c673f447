"""An installation of a given size: rows copied up to it, and what they take on the disk."""

from django.db import connection

from congvu.dossiers.models import Dossier
from tools.bench import scale
from tools.bench.copying import FAR
from tools.bench.documents import Many
from tools.bench.figures import Figures, timed

_copied = {"dossiers": 0, "documents": 0}
"""Copies of each original that there are so far."""


def grow(figures: Figures, originals: list[int], office: Many, *, dossiers: int, documents: int) -> None:
    """Copy until there are so many dossiers and documents; say how long it took, and what one takes on the disk."""

    def copy() -> None:
        with scale.swiftly(scale.ALL):
            scale.copy_dossiers(originals=originals, copies=_until("dossiers", dossiers // len(originals) - 1))
            office.copy(_until("documents", office.copies(documents)))

    figures.add(f"copied until {dossiers:,} dossiers and {documents:,} documents", timed(copy), "s", 1)
    figures.add("indexes, statistics", timed(scale.settle), "s", 1)
    figures.add("dossiers kept", Dossier.objects.count(), "dossiers", 1)
    parts = {
        "dossier": (scale.DOSSIER_KINDS, Dossier.objects.filter(pk__gt=FAR).count()),
        "document": (scale.DOCUMENT_KINDS, _copied["documents"] * len(office.originals)),
    }
    for name, (kinds, number) in parts.items():
        taken = sum(_bytes(kind._meta.db_table) for kind in kinds)
        figures.add(f"on the disk, a {name} with its rows and indexes", taken / max(1, number) / 1000, "kB", number)


def _until(what: str, copies: int) -> range:
    numbers = range(_copied[what] + 1, max(_copied[what], copies) + 1)
    _copied[what] = numbers.stop - 1
    return numbers


def _bytes(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s)", [table])
        return int(cursor.fetchone()[0])
