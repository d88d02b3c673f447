"""The table of Annex VI (docs/annex-vi.md) names tests that exist, and passes over nothing that the annex asks for."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TABLE = (ROOT / "docs" / "annex-vi.md").read_text(encoding="utf-8")
SHORT = {"docs": "congvu/documents/tests", "desk": "congvu/sites/desk/tests"}
_PATH = re.compile(r"`((?:docs|desk|tests|congvu)/[^`]*|…(?:/[^`:]*)?::[^`]+)`")


def _named() -> Iterator[tuple[str, str]]:
    """Yield path and name of each test that the table names; no name: the whole file or folder."""
    for line in TABLE.splitlines():
        last = ""
        for token in _PATH.findall(line):
            path, _colons, name = token.partition("::")
            if path.endswith(".md"):
                continue
            last = last if path == "…" else path
            top, _slash, rest = last.partition("/")
            yield f"{SHORT.get(top, top)}/{rest}", name


NAMED = sorted(set(_named()))


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_what_the_table_names_is_there(path, name):
    place = ROOT / path
    assert place.exists(), path
    if name:
        start = re.escape(name.rstrip("…"))
        rest = r"\w*" if name.endswith("…") else ""
        assert re.search(rf"^def {start}{rest}\(", place.read_text(encoding="utf-8"), re.MULTILINE), name


def test_every_function_and_output_of_the_annex_has_its_rows():
    rows = [line.split("|")[1].strip() for line in TABLE.splitlines() if line.startswith("|")]
    for wanted in ("1 ", "2 ", "3 ", "4 ", "5 ", "6 ", "8 ", "outputs", "administration", "signatures", "secrets"):
        assert any(row.startswith(wanted) for row in rows), wanted
    metadata = (
        *("FileCode", "DocOrdinal", "TypeName", "CodeNumber", "CodeNotation", "IssuedDate", "OrganName", "Subject"),
        *("Language", "PageAmount", "Description", "SignerInfo", "To{OrganId", "Priority", "IssuedAmount", "DueDate"),
        *("ArrivalDate", "ArrivalNumber", "ToPlaces", "TraceHeaderList", "Title", "Maintenance", "Rights", "Creator"),
        *("StartDate", "EndDate", "DocTotal", "PageTotal"),
    )
    assert [name for name in metadata if name not in TABLE] == []


def test_what_is_not_done_says_why():
    for line in TABLE.splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if line.startswith("|") and "–" in cells:
            assert len(cells[3]) > 20, line
