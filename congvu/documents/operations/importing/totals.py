"""What the exporter counted against what lies in the pack: nothing is taken in while they differ."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from congvu.documents.operations.importing.tables import TABLES
from congvu.kit.packs import Pack
from congvu.kit.tables import Problem, Row, loose_files

Counts = dict[tuple[str, str], int]
TOTALS, FILE_TABLE = "totals.csv", "files.csv"


def counted(tables: Mapping[str, list[Row]]) -> Counts:
    """Return the rows of each table, and the documents of each agency."""
    found: Counter[tuple[str, str]] = Counter()
    for name in TABLES:
        if name != TOTALS:
            found[name.removesuffix(".csv"), ""] = len(tables[name])
    for row in tables["documents.csv"]:
        found["documents", row["agency"] or ""] += 1
    return dict(found)


def compare(tables: Mapping[str, list[Row]], here: Counts) -> Iterable[Problem]:
    """Yield where totals and pack differ; each table with rows must be told of."""
    named: set[tuple[str, str]] = set()
    for row in tables[TOTALS]:
        key = (row["what"], row["key"] or "")
        named.add(key)
        if row["value"] is not None and here.get(key, 0) != row["value"]:
            message = _("Bảng tổng ghi %(said)s, trong gói có %(here)s.")
            yield Problem(TOTALS, row.number, "value", message % {"said": row["value"], "here": here.get(key, 0)})
    for (what, of_agency), value in sorted(here.items()):
        if value and not of_agency and (what, of_agency) not in named and tables[TOTALS]:
            yield Problem(TOTALS, 0, "what", _("Thiếu tổng “%(what)s”.") % {"what": what})


def loose_ends(tables: Mapping[str, list[Row]], pack: Pack) -> Iterable[Problem]:
    """Yield files that are told of and not there, files that nobody tells of, and those of no document."""
    yield from loose_files(FILE_TABLE, tables[FILE_TABLE], pack)
    documents = {(row["agency"], row["key"]) for row in tables["documents.csv"]}
    for row in tables[FILE_TABLE]:
        if (row["agency"], row["key"]) not in documents:
            yield Problem(FILE_TABLE, row.number, "key", _("Không có văn bản nào của cơ quan mang khóa này."))
