"""What the exporter counted against what lies in the pack: nothing is taken in while they differ."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from congvu.documents.operations.importing.running import Highest, note_number
from congvu.documents.operations.importing.scratch import Scratch
from congvu.documents.operations.importing.tables import LARGE, SMALL, rows_of
from congvu.kit.packs import Pack
from congvu.kit.tables import Problem, Row, loose_files

Counts = dict[tuple[str, str], int]
TOTALS, FILE_TABLE, DOCUMENT_TABLE = "totals.csv", "files.csv", "documents.csv"


def counted(
    small: Mapping[str, Sequence[Row]], pack: Pack, scratch: Scratch, problems: list[Problem], highest: Highest
) -> Counts:
    """Read the large tables through; return the rows of each table, and the documents of each agency.

    Keys of documents and rows of files stand in ``scratch`` then, the last numbers of runs in ``highest``.
    """
    found: Counter[tuple[str, str]] = Counter()
    for name in SMALL:
        if name != TOTALS:
            found[name.removesuffix(".csv"), ""] = len(small[name])
    for name in LARGE:
        found[name.removesuffix(".csv"), ""] = 0
    for row in rows_of(pack, DOCUMENT_TABLE, problems):
        agency, key = row["agency"] or "", row["key"] or ""
        found["documents", ""] += 1
        found["documents", agency] += 1
        note_number(row, highest)
        if key and not scratch.add_document((agency, key)):
            problems.append(Problem(row.file, row.number, "key", _("Hai văn bản của một cơ quan mang cùng khóa.")))
    problems += loose_files(FILE_TABLE, _files(pack, scratch, problems, found), pack)
    scratch.sort()
    return dict(found)


def _files(pack: Pack, scratch: Scratch, problems: list[Problem], found: Counter[tuple[str, str]]) -> Iterator[Row]:
    for row in rows_of(pack, FILE_TABLE, problems):
        found["files", ""] += 1
        scratch.add_file((row["agency"] or "", row["key"] or ""), row)
        yield row


def compare(told: Sequence[Row], here: Counts) -> Iterable[Problem]:
    """Yield where totals and pack differ; each table with rows must be told of."""
    named: set[tuple[str, str]] = set()
    for row in told:
        key = (row["what"], row["key"] or "")
        named.add(key)
        if row["value"] is not None and here.get(key, 0) != row["value"]:
            message = _("Bảng tổng ghi %(said)s, trong gói có %(here)s.")
            yield Problem(TOTALS, row.number, "value", message % {"said": row["value"], "here": here.get(key, 0)})
    for (what, of_agency), value in sorted(here.items()):
        if value and not of_agency and (what, of_agency) not in named and told:
            yield Problem(TOTALS, 0, "what", _("Thiếu tổng “%(what)s”.") % {"what": what})


def lost(scratch: Scratch) -> Iterable[Problem]:
    """Yield rows of files of no document."""
    for number in scratch.lost_files():
        yield Problem(FILE_TABLE, number, "key", _("Không có văn bản nào của cơ quan mang khóa này."))
