"""Questions asked on each page: put into SQL once for the same arguments, answered anew each time."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVarTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

A = TypeVarTuple("A")


def answered(build: "Callable[[*A], QuerySet[Any, Any]]") -> Callable[[*A], list[tuple[Any, ...]]]:
    """Let the decorated function, which builds a question, give its answer: rows as PostgreSQL sends them.

    Of a union of several parts the building takes longer than PostgreSQL. Arguments are hashable and given by their
    places; all that the question depends on is among them. ``values_list`` names plain columns, since nothing is made
    of what comes.
    """

    @lru_cache(maxsize=4096)
    def put(*args: *A) -> tuple[str, tuple[Any, ...]]:
        try:
            return build(*args).query.sql_with_params()
        except EmptyResultSet:
            return "", ()

    @wraps(build)
    def ask(*args: *A) -> list[tuple[Any, ...]]:
        sql, params = put(*args)
        if not sql:
            return []
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    return ask
