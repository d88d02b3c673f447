"""Rows copied in SQL: a copy number ``n`` has the id of its original plus ``n`` million.

Keys between copied rows stay right because both ends move alike; any other key points where the original's does.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, models

FAR = 1_000_000
MINUTES_APART = 11
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
MIDDLES = ("Thị", "Văn", "Hữu", "Ngọc", "Minh", "Thu", "Đức")
GIVENS = ("Ánh", "Bình", "Châu", "Dũng", "Đào", "Giang", "Hạnh", "Khánh", "Lan", "Mai", "Oanh", "Quý", "Yến")
NAMES = [f"{family} {middle} {given}" for given in GIVENS for middle in MIDDLES for family in FAMILIES]
AT_A_TIME = 20_000
"""Copies of a row in one statement: the checks of its keys wait in memory until it ends."""


def copy_rows(
    model: type[models.Model],
    keys: Sequence[int],
    copies: range,
    *,
    by: str = "id",
    shifted: Collection[str] = (),
    **changed: str,
) -> None:
    """Copy each row whose ``by`` is among ``keys``.

    :param copies: the numbers of the copies, from 1 on
    :param shifted: columns that point at copied rows
    :param changed: SQL for columns that are other in a copy; ``original`` is the row, ``n`` its number
    """
    fields = model._meta.concrete_fields
    values = [changed.get(str(field.column)) or _value(field, shifted) for field in fields]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        for first in copies[::AT_A_TIME]:
            last = min(copies.stop, first + AT_A_TIME) - 1
            cursor.execute(
                f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT {", ".join(values)} '
                f'FROM "{model._meta.db_table}" AS original CROSS JOIN generate_series(%s, %s) AS n '
                f'WHERE original."{by}" = ANY(%s)',
                [first, last, list(keys)],
            )


def _value(field: "models.Field[object, object]", shifted: Collection[str]) -> str:
    name = str(field.column)
    if field.primary_key or name in shifted:
        return far(name)
    if isinstance(field, models.DateTimeField):
        return f"original.\"{name}\" - n * interval '{MINUTES_APART} minutes'"
    return f'original."{name}"'


def far(column: str) -> str:
    """Return SQL for a key that points at the copy."""
    return f'original."{column}" + n::bigint * {FAR}'


def pick(column: str) -> str:
    """Return SQL for which of ``NAMES`` a copy bears, by the key of its original."""
    return f"1 + ((n * 37 + original.{column} * 11) %% {len(NAMES)})::int"


def array(words: Sequence[str]) -> str:
    """Return SQL for an array of words."""
    return "(ARRAY[" + ", ".join(f"'{word}'" for word in words) + "])"


def in_array(keys: Sequence[int]) -> str:
    """Return SQL for an array of keys."""
    return f"ARRAY[{', '.join(map(str, keys))}]::bigint[]"


@contextmanager
def swiftly(kinds: Collection[type[models.Model]]) -> Iterator[None]:
    """Let rows come into these tables without indexes, which are made anew at the end, and without checks of keys.

    Outside a transaction. Without a superuser keys are checked nevertheless.
    """
    tables = [kind._meta.db_table for kind in kinds]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
            "WHERE indrelid = ANY(%s::text[]::regclass[]) AND NOT indisunique",
            [tables],
        )
        indexes = cursor.fetchall()
        for name, _made in indexes:
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        if cursor.fetchone()[0]:
            cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("RESET session_replication_role")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        for _name, made in indexes:
            cursor.execute(made)
        cursor.execute("RESET maintenance_work_mem")


def settle() -> None:
    """Let the planner know how many rows there are, and the table be as after a night's care; outside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
