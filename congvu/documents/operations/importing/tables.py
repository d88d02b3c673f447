"""The tables of a pack of an older office: what each column means. ``docs/importing-office.md`` tells exporters."""

from collections.abc import Iterator, Sequence
from typing import Any

from congvu.documents.lifecycle import State
from congvu.documents.models import DocumentFile, Urgency
from congvu.kit.packs import Pack
from congvu.kit.tables import Column, Problem, Row, missing_tables, table_rows
from congvu.people.models import Agency, OrgUnit, Role

GUIDE = "docs/importing-office.md"
NEEDED = ("totals.csv",)
STATES = {
    "in": (State.REGISTERED, State.COMPLETED, State.INFORMED),
    "out": (State.ISSUED,),
}
"""In which state a document may come, by its direction; one that is registered waits for the leader's note."""


def _of(*values: Any) -> frozenset[str]:
    return frozenset(str(value) for value in values)


AGENCY = Column("agency", needed=True, length=35)
TABLES: dict[str, tuple[Column, ...]] = {
    "agencies.csv": (
        Column("code", needed=True, length=35),
        Column("name", needed=True, length=200),
        Column("short_name", length=100),
        Column("kind", needed=True, choices=_of(*Agency.Kind.values)),
        Column("realm", choices=_of(*Agency.Realm.values)),
        Column("parent", length=35),
        Column("invented", choices=_of("yes", "no")),
        Column("valid_from", "day"),
        Column("address", length=300),
        Column("phone", length=30),
        Column("email", length=200),
    ),
    "units.csv": (
        AGENCY,
        Column("code", needed=True, length=20),
        Column("name", needed=True, length=200),
        Column("kind", choices=_of(*OrgUnit.Kind.values)),
        Column("valid_from", "day"),
    ),
    "accounts.csv": (
        Column("staff_code", needed=True, length=40),
        Column("full_name", needed=True, length=100),
        Column("email", length=200),
        Column("phone", length=30),
        AGENCY,
        Column("unit", length=20),
        Column("title", needed=True, length=200),
        Column("role", choices=_of(*Role.values)),
        Column("valid_from", "day", needed=True),
    ),
    "documents.csv": (
        AGENCY,
        Column("key", needed=True, length=60),
        Column("direction", needed=True, choices=_of("in", "out")),
        Column("state", needed=True, choices=_of(*(one for states in STATES.values() for one in states))),
        Column("kind", "amount", needed=True),
        Column("number", "amount"),
        Column("notation", length=30),
        Column("code", length=50),
        Column("issued_on", "day"),
        Column("organ", needed=True, length=200),
        Column("subject", needed=True, length=500),
        Column("urgency", choices=_of(*Urgency.values)),
        Column("signer_name", length=50),
        Column("signer_position", length=100),
        Column("recipients", length=2000),
        Column("arrival_number", "amount"),
        Column("at", "moment", needed=True),
        Column("due_at", "moment"),
        Column("unit", length=20),
        Column("pages", "amount"),
        Column("description", length=500),
    ),
    "files.csv": (
        AGENCY,
        Column("key", needed=True, length=60),
        Column("path", needed=True, length=300),
        Column("sha256", "digest", needed=True),
        Column("role", needed=True, choices=_of(*DocumentFile.Role.values)),
        Column("name", needed=True, length=150),
    ),
    "totals.csv": (
        Column("what", needed=True, length=40),
        Column("key", length=40),
        Column("value", "amount", needed=True),
    ),
}


SMALL = ("agencies.csv", "units.csv", "accounts.csv", "totals.csv")
"""Tables that are read whole: a province has thousands of such rows."""
LARGE = ("documents.csv", "files.csv")
"""Tables that are read row by row, twice: they may have millions."""


def read(pack: Pack, problems: list[Problem]) -> dict[str, list[Row]]:
    """Return the rows of the small tables; what is wrong is added to ``problems``."""
    problems += missing_tables(pack, TABLES, needed=NEEDED, guide=GUIDE)
    return {name: list(rows_of(pack, name, problems)) for name in SMALL}


def rows_of(pack: Pack, name: str, problems: list[Problem]) -> Iterator[Row]:
    """Yield the rows of one table; what is wrong is added to ``problems``."""
    return table_rows(pack, name, TABLES[name], problems)


def file_row(number: int, raw: Sequence[str]) -> Row:
    """Return a row of the table of files as it was read."""
    keys = [column.key for column in TABLES["files.csv"]]
    return Row("files.csv", number, dict(zip(keys, raw, strict=True)), tuple(raw))
