"""Tables that grow for ever, cut by month from their first day (house rule 12).

A month's partition is made before the month comes; what arrives without one waits in the default partition
``<table>_rest`` and moves over when its month is made. Months are those of Vietnam (UTC+7).
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.utils import CursorWrapper
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

AHEAD = 3
"""Months that always stand ready after the current one."""
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def monthly_tables() -> dict[str, str]:
    """Return every table cut by month with the column it is cut by."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname, a.attname FROM pg_partitioned_table p
               JOIN pg_class c ON c.oid = p.partrelid
               JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.partattrs[0]
               WHERE p.partstrat = 'r' AND c.relnamespace = current_schema()::regnamespace ORDER BY 1"""
        )
        return dict(cursor.fetchall())


def make_months(*, at: datetime, ahead: int = AHEAD) -> list[str]:
    """Make the partitions of the month of ``at`` and the ``ahead`` next ones, in every table; return the new."""
    tables = monthly_tables()
    with transaction.atomic(), connection.cursor() as cursor:
        return [name for table, key in tables.items() for name in _make_months(cursor, table, key, at, ahead)]


def drop_months(*, table: str, before: datetime, unless: str) -> list[str]:
    """Drop the months of ``table`` that ended before ``before`` and hold no row for which the SQL ``unless`` holds."""
    local = before.astimezone(VIETNAM)
    first_kept = f"{table}_y{local.year}m{local.month:02}"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass ORDER BY 1", [table]
        )
        old = [name for (name,) in cursor.fetchall() if name != f"{table}_rest" and name < first_kept]
        dropped = []
        for name in old:
            cursor.execute(f'LOCK TABLE "{name}" IN SHARE MODE')
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{name}" WHERE {unless})')
            if not cursor.fetchone()[0]:
                cursor.execute(f'DROP TABLE "{name}"')
                dropped.append(name)
    return dropped


def _make_months(cursor: CursorWrapper, table: str, key: str, at: datetime, ahead: int) -> list[str]:
    local = at.astimezone(VIETNAM)
    first = local.year * 12 + local.month - 1
    return [name for month in range(first, first + ahead + 1) if (name := _make_month(cursor, table, key, month))]


def _make_month(cursor: CursorWrapper, table: str, key: str, month: int) -> str:
    """Make one partition with the rows that wait for it, ``month`` counting from year 0; return its name or ""."""
    name, start, end = f"{table}_y{month // 12}m{month % 12 + 1:02}", _first_day(month), _first_day(month + 1)
    cursor.execute("SELECT to_regclass(%s)", [name])
    if cursor.fetchone()[0]:
        return ""
    cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}_rest" WHERE "{key}" >= %s AND "{key}" < %s)', [start, end])
    if not cursor.fetchone()[0]:
        cursor.execute(f"""CREATE TABLE "{name}" PARTITION OF "{table}" FOR VALUES FROM ('{start}') TO ('{end}')""")
        return name
    cursor.execute(f'LOCK TABLE "{table}" IN ACCESS EXCLUSIVE MODE')
    cursor.execute(f'CREATE TABLE "{name}" (LIKE "{table}" INCLUDING DEFAULTS INCLUDING CONSTRAINTS)')
    cursor.execute(f'ALTER TABLE "{table}_rest" DISABLE TRIGGER USER')  # moving is no change of what was written
    cursor.execute(
        f'WITH moved AS (DELETE FROM "{table}_rest" WHERE "{key}" >= %s AND "{key}" < %s RETURNING *) '
        f'INSERT INTO "{name}" SELECT * FROM moved',
        [start, end],
    )
    cursor.execute(f'ALTER TABLE "{table}_rest" ENABLE TRIGGER USER')
    cursor.execute(f"""ALTER TABLE "{table}" ATTACH PARTITION "{name}" FOR VALUES FROM ('{start}') TO ('{end}')""")
    return name


def _first_day(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}-01 00:00:00+07"


class PartitionByMonth(Operation):
    """Cut the table that the preceding ``CreateModel`` made by month of the date-time field ``key``.

    The database's primary key becomes (id, key); Django goes on knowing ``id``, which one sequence keeps unique.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, model: str, key: str = "at") -> None:
        self.model, self.key = model, key

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing: the model stays as it is."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Replace the empty table by one cut by month, with the same columns, checks and plain indexes."""
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        schema_editor.deferred_sql = [sql for sql in schema_editor.deferred_sql if not sql.references_table(table)]
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE "{table}" RENAME TO "{table}_plain"')
            taken_over = "INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING IDENTITY"
            cursor.execute(
                f'CREATE TABLE "{table}" (LIKE "{table}_plain" {taken_over}) PARTITION BY RANGE ("{self.key}")'
            )
            cursor.execute(f'DROP TABLE "{table}_plain"')
            cursor.execute(f'ALTER TABLE "{table}" ADD PRIMARY KEY (id, "{self.key}")')
            cursor.execute(f'CREATE TABLE "{table}_rest" PARTITION OF "{table}" DEFAULT')
            cursor.execute("SELECT now()")
            _make_months(cursor, table, self.key, cursor.fetchone()[0], AHEAD)
        model = to_state.apps.get_model(app_label, self.model)
        for index in model._meta.indexes:
            schema_editor.add_index(model, index)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Leave the table as it is; the ``CreateModel`` before takes it away with its partitions."""

    def describe(self) -> str:
        """Say what the operation does."""
        return f"Cut {self.model} by month of {self.key}"
