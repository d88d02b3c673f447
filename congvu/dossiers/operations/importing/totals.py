"""What the exporter counted against what lies in the pack: nothing is taken in while they differ."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from congvu.dossiers.lifecycle import CLOSED
from congvu.dossiers.operations.importing.tables import TABLES
from congvu.kit.packs import FILES, Pack
from congvu.kit.tables import Problem, Row

Counts = dict[tuple[str, str], int]
TOTALS = "totals.csv"


def counted(tables: Mapping[str, list[Row]], pack: Pack) -> Counts:
    """Return what lies in the pack: rows of each table, dossiers by state, open and closed, files and their bytes."""
    states = [row["state"] for row in tables["dossiers.csv"] if row["state"] is not None]
    found: Counter[tuple[str, str]] = Counter(("state", str(int(state))) for state in states)
    found["open", ""] = sum(state not in CLOSED for state in states)
    found["closed", ""] = sum(state in CLOSED for state in states)
    for name in TABLES:
        if name != TOTALS:
            found[name.removesuffix(".csv"), ""] = len(tables[name])
    found["bytes", ""] = sum(pack.size(name) for name in pack.names if name.startswith(FILES))
    return dict(found)


def compare(tables: Mapping[str, list[Row]], here: Counts) -> Iterable[Problem]:
    """Yield where totals and pack differ; dossiers, files and every state that occurs must be told."""
    said: Counts = {}
    for row in tables[TOTALS]:
        key = (row["what"], row["key"] or "")
        if row["value"] is None:
            continue
        if key not in here and not (key[0] == "state" and key[1].isdigit()):
            yield Problem(TOTALS, row.number, "what", _("Không biết tổng này. Xem docs/importing.md."))
        elif here.get(key, 0) != row["value"]:
            message = _("Bảng tổng ghi %(said)s, trong gói có %(here)s.")
            yield Problem(TOTALS, row.number, "value", message % {"said": row["value"], "here": here.get(key, 0)})
        said[key] = row["value"]
    for key in sorted(here):
        needed = key[0] in {"dossiers", "files"} or (key[0] == "state" and here[key])
        if needed and key not in said and tables[TOTALS]:
            yield Problem(TOTALS, 0, "what", _("Thiếu tổng “%(what)s”.") % {"what": " ".join(filter(None, key))})
