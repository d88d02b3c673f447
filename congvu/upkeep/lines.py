"""Tables as JSON Lines: a line a row, in the order of the primary key, moments in UTC; written, read, and digested."""

import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.db import connection

from congvu.upkeep import snapshot

LEFT_OUT = {
    *snapshot.PASSING,
    "django_migrations",  # the manifest names them
    "kit_pace",
    "kit_stamp",
}
"""Tables that serve the running program alone."""
QUEUE = "procrastinate_"
"""Work in hand: whatever is left to do follows from the other tables and is queued again by timers."""
ENDING = ".jsonl"
TOGETHER = 500
"""Rows that are written in one statement."""


def tables() -> list[str]:
    """Return the tables that leave with the data, in the order of the alphabet."""
    return [name for name in snapshot.tables() if name not in LEFT_OUT and not name.startswith(QUEUE)]


def write(table: str, path: Path) -> tuple[int, str]:
    """Write a table into a file; return how many rows, and the SHA-256 of the file. Within a transaction."""
    digest, rows = hashlib.sha256(), 0
    with open(path, "wb") as sink:
        for line in _lines(table):
            sink.write(line)
            digest.update(line)
            rows += 1
    return rows, digest.hexdigest()


def digest(table: str) -> tuple[int, str]:
    """Return how many rows a table has and what the SHA-256 of its file would be. Within a transaction."""
    found, rows = hashlib.sha256(), 0
    for line in _lines(table):
        found.update(line)
        rows += 1
    return rows, found.hexdigest()


def read(table: str, path: Path) -> None:
    """Put the rows of a file into an empty table, and let its numbers go on behind them."""
    names = _quoted(_columns(table))
    sql = f'INSERT INTO "{table}" ({names}) SELECT {names} FROM json_populate_recordset(NULL::"{table}", %s::json)'
    with open(path, encoding="utf-8") as source, connection.cursor() as cursor:
        while some := list(islice(source, TOGETHER)):
            cursor.execute(sql, [f"[{','.join(some)}]"])
        cursor.execute(
            """SELECT a.attname FROM pg_attribute a WHERE a.attrelid = %s::regclass AND a.attnum > 0
               AND NOT a.attisdropped AND pg_get_serial_sequence(%s, a.attname) IS NOT NULL""",
            [table, f'"{table}"'],
        )
        for (column,) in cursor.fetchall():
            cursor.execute(
                f'SELECT setval(pg_get_serial_sequence(%s, %s), greatest(max("{column}"), 1), max("{column}") '
                f'IS NOT NULL) FROM "{table}"',
                [f'"{table}"', column],
            )


def _lines(table: str) -> Iterator[bytes]:
    names, order = _quoted(_columns(table)), _quoted(_key(table))
    with connection.chunked_cursor() as cursor:
        cursor.execute(f'SELECT row_to_json(t)::text FROM (SELECT {names} FROM "{table}" ORDER BY {order}) AS t')
        while rows := cursor.fetchmany(2000):
            yield from (f"{text}\n".encode() for (text,) in rows)


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
               AND attgenerated = '' ORDER BY attnum""",
            [table],
        )
        return [name for (name,) in cursor.fetchall()]


def _key(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid
               AND a.attnum = ANY(i.indkey) WHERE i.indrelid = %s::regclass AND i.indisprimary ORDER BY a.attnum""",
            [table],
        )
        return [name for (name,) in cursor.fetchall()] or _columns(table)


def _quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
