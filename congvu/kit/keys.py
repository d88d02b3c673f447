"""Keys of many rows, carried from one question to the next as PostgreSQL wrote them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import BooleanField, Count, F, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast


@dataclass(frozen=True, slots=True)
class Keys:
    """How many there are, and they themselves in the letters of an array that nobody here takes apart.

    Of two thousand keys, making numbers of them and writing them into ``IN`` again takes the program and the parser
    of SQL longer than the search.
    """

    count: int
    letters: str


def keys_of(rows: "QuerySet[Any, Any]", name: str = "pk", *, most: int) -> Keys:
    """Return the values of ``name``, a key, in ``rows``: at most ``most``, each as often as it comes."""
    named = rows.order_by().annotate(key=F(name)).values("key")[:most]
    found = named.aggregate(count=Count("key"), letters=Cast(ArrayAgg("key", default=Value("{}")), TextField()))
    return Keys(found["count"], found["letters"])


def counted(sql: str) -> str:
    """Return the question for the keys in the only column of another one and their number, as in :class:`Keys`."""
    return f"SELECT count(*), coalesce(array_agg(found.key), '{{}}')::text FROM ({sql}) found(key)"


def letters(keys: Iterable[int]) -> str:
    """Return keys as PostgreSQL writes an array of them."""
    return "{" + ",".join(map(str, keys)) + "}"


def among(keys: Keys, name: str = "pk") -> Func:
    """Return the condition that field ``name`` is one of ``keys``."""
    return Func(
        F(name),
        Value(keys.letters),
        arg_joiner=" = ANY(",
        template="%(expressions)s::bigint[])",
        output_field=BooleanField(),
    )
