"""Which values a column has, asked of an index: one step for each value, however many rows bear it."""

from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL


def different(rows: QuerySet[Model], field: str) -> list[Any]:
    """Return the values of ``field`` among ``rows``, in order; an index has to begin with it (a loose index scan)."""
    ordered = rows.order_by(field).values(field)
    first, asked = ordered[:1].query.sql_with_params()
    beyond, asked_beyond = ordered.filter(**{f"{field}__gt": RawSQL("known.value", [])})[:1].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE known(value) AS (({first}) UNION ALL SELECT ({beyond}) FROM known "
            "WHERE known.value IS NOT NULL) SELECT value FROM known WHERE value IS NOT NULL",
            [*asked, *asked_beyond],
        )
        return [value for (value,) in cursor.fetchall()]
