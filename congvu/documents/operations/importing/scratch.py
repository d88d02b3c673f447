"""What is known of a pack's two large tables between their two readings: kept on disk, so that memory stays small."""

import json
import sqlite3
from collections.abc import Iterator, Sequence

from congvu.kit.tables import Row

Name = tuple[str, str]
"""Agency and key of a document."""


class Scratch:
    """A database of its own that is gone when it is closed; it holds keys, never what a document says."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("")  # a file that SQLite makes and deletes by itself
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("CREATE TABLE document (agency, key, PRIMARY KEY (agency, key)) WITHOUT ROWID")
        self._db.execute("CREATE TABLE file (agency, key, number INTEGER PRIMARY KEY, raw)")

    def __enter__(self) -> "Scratch":
        return self

    def __exit__(self, *_fault: object) -> None:
        self._db.close()

    def add_document(self, name: Name) -> bool:
        """Note a document; say no when it is there already."""
        return self._db.execute("INSERT OR IGNORE INTO document VALUES (?, ?)", name).rowcount == 1

    def add_file(self, name: Name, row: Row) -> None:
        """Note a row of the table of files."""
        self._db.execute("INSERT INTO file VALUES (?, ?, ?, ?)", (*name, row.number, json.dumps(row.raw)))

    def sort(self) -> None:
        """Make the files of a document quick to find; call it when all are there."""
        self._db.execute("CREATE INDEX file_of ON file (agency, key, number)")

    def lost_files(self) -> Iterator[int]:
        """Yield the numbers of the rows of files whose document is not in the pack."""
        found = self._db.execute(
            "SELECT number FROM file f WHERE NOT EXISTS "
            "(SELECT 1 FROM document d WHERE d.agency = f.agency AND d.key = f.key) ORDER BY number"
        )
        for (number,) in found:
            yield number

    def files_of(self, name: Name) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield number and cells of the files of a document, in the order of the table."""
        found = self._db.execute("SELECT number, raw FROM file WHERE agency = ? AND key = ? ORDER BY number", name)
        for number, raw in found:
            yield number, json.loads(raw)

    def names(self, size: int) -> Iterator[list[Name]]:
        """Yield all documents, so many at a time."""
        found = self._db.execute("SELECT agency, key FROM document ORDER BY agency, key")
        while some := found.fetchmany(size):
            yield some
