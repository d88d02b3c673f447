"""Rows copied in SQL: a copy number ``n`` has the id of its original plus ``n`` million.

Keys between copied rows stay right because both ends move alike; any other key points where the original's does.
"""

from collections.abc import Collection, Sequence

from django.db import connection, models

FAR = 1_000_000
MINUTES_APART = 11
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
MIDDLES = ("Thị", "Văn", "Hữu", "Ngọc", "Minh", "Thu", "Đức")
GIVENS = ("Ánh", "Bình", "Châu", "Dũng", "Đào", "Giang", "Hạnh", "Khánh", "Lan", "Mai", "Oanh", "Quý", "Yến")
NAMES = [f"{family} {middle} {given}" for given in GIVENS for middle in MIDDLES for family in FAMILIES]
PICK = "1 + ((n * 37 + original.id * 11) %% {size})::int"


def copy_rows(
    model: type[models.Model],
    keys: Sequence[int],
    copies: int,
    *,
    by: str = "id",
    shifted: Collection[str] = (),
    **changed: str,
) -> None:
    """Copy each row whose ``by`` is among ``keys`` so many times.

    :param shifted: columns that point at copied rows
    :param changed: SQL for columns that are other in a copy; ``original`` is the row, ``n`` its number
    """
    fields = model._meta.concrete_fields
    values = [changed.get(str(field.column)) or _value(field, shifted) for field in fields]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT {", ".join(values)} '
            f'FROM "{model._meta.db_table}" AS original CROSS JOIN generate_series(1, %s) AS n '
            f'WHERE original."{by}" = ANY(%s)',
            [copies, list(keys)],
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


def array(words: Sequence[str]) -> str:
    """Return SQL for an array of words."""
    return "(ARRAY[" + ", ".join(f"'{word}'" for word in words) + "])"


def settle() -> None:
    """Let the planner know how many rows there are, and the table be as after a night's care; outside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
