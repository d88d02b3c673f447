"""Keys of many rows, carried from one question to the next as PostgreSQL wrote them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, F, Func, QuerySet, Value


@dataclass(frozen=True, slots=True)
class Keys:
    """How many there are, and they themselves in the letters of an array that nobody here takes apart.

    Of two thousand keys, making numbers of them and writing them into ``IN`` again takes the program and the parser
    of SQL longer than the search.
    """

    count: int
    letters: str


NONE = Keys(0, "{}")


def keys_of(rows: "QuerySet[Any, Any]", *, most: int) -> Keys:
    """Return the keys of ``rows``: at most ``most``."""
    try:
        return read_keys(*rows.order_by().values_list("pk")[:most].query.sql_with_params())
    except EmptyResultSet:
        return NONE


def read_keys(sql: str, params: Sequence[Any]) -> Keys:
    """Return the keys in the only column of a question."""
    counted = f"SELECT count(*), coalesce(array_agg(found.key), '{{}}')::text FROM ({sql}) found(key)"
    with connection.cursor() as cursor:
        cursor.execute(counted, params)
        return Keys(*cursor.fetchone())


def letters(keys: Iterable[int]) -> str:
    """Return keys as PostgreSQL writes an array of them."""
    return "{" + ",".join(map(str, keys)) + "}"


def among(letters: str, name: str = "pk") -> Func:
    """Return the condition that field ``name`` is one of some keys, in the letters of :class:`Keys`."""
    return Func(
        F(name),
        Value(letters),
        arg_joiner=" = ANY(",
        template="%(expressions)s::bigint[])",
        output_field=BooleanField(),
    )
