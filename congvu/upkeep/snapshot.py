"""What the database holds at one moment: counted inside the snapshot that the dump is taken of."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from congvu.audit import queries as audit
from congvu.files import queries as files

PASSING = ("django_session", "usersessions_usersession", "cache", "procrastinate_workers")
"""Tables whose rows are not worth keeping: who is logged in, tries counted, workers alive."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Rows by table, migrations had, last seals by book, contents (SHA-256) with their bytes."""

    rows: dict[str, int]
    migrations: list[str]
    heads: dict[str, str]
    files: dict[str, int]


def taken() -> Snapshot:
    """Return what the database holds: call it where one moment is seen, in a REPEATABLE READ transaction."""
    return Snapshot(rows(), migrations(), heads(), files.kept_contents())


def tables() -> list[str]:
    """Return every table of the database, months of a table under its own name, in the order of the alphabet."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
               AND relnamespace = current_schema()::regnamespace ORDER BY relname"""
        )
        return [name for (name,) in cursor.fetchall()]


def rows() -> dict[str, int]:
    """Count the rows of each table that a backup keeps."""
    counted = {}
    with connection.cursor() as cursor:
        for table in tables():
            if table not in PASSING:
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                counted[table] = int(cursor.fetchone()[0])
    return counted


def migrations() -> list[str]:
    """Return the migrations that the database has."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def heads() -> dict[str, str]:
    """Return the last seal of each book of the audit log."""
    return {book: seal.digest for book, seal in audit.heads().items() if seal}


def secret_mark() -> str:
    """Return a mark of the secret key that does not give it away."""
    return hashlib.pbkdf2_hmac("sha256", settings.SECRET_KEY.encode(), b"congvu.backup", 100_000).hex()[:16]
