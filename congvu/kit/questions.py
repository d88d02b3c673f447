"""Questions asked on each page: put into SQL once for the same arguments, answered anew each time."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Generic, TypeVarTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet

from congvu.kit.keys import NONE, Keys, read_keys

A = TypeVarTuple("A")
_LATER = "\0"
"""No text of PostgreSQL has it, so nothing that is asked is taken for a place."""


def later(name: str) -> str:
    """Stand, while a question is put, for a text that is given when it is asked."""
    return _LATER + name


class Question(Generic[*A]):
    """A function that builds a question, as one that is asked: what it builds is put into SQL once for its arguments.

    Of a union of several parts the building takes longer than PostgreSQL. Arguments are hashable and given by their
    places; all that the question depends on is among them, or given by name each time it is asked, where the function
    wrote :func:`later`.
    """

    def __init__(self, build: "Callable[[*A], QuerySet[Any, Any]]") -> None:
        self.__doc__, self.__name__ = build.__doc__, build.__name__

        @lru_cache(maxsize=4096)
        def put(*args: *A) -> tuple[type[Model], str, tuple[Any, ...]]:
            rows = build(*args)
            try:
                return (rows.model, *rows.query.sql_with_params())
            except EmptyResultSet:
                return rows.model, "", ()

        self._put = put

    def answer(self, *args: *A, **given: str) -> list[tuple[Any, ...]]:
        """Return the rows as PostgreSQL sends them; the question names plain columns, nothing is made of what comes."""
        _model, sql, params = self._asked(args, given)
        if not sql:
            return []
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    def objects(self, *args: *A, **given: str) -> list[Any]:
        """Return the rows as objects of their model; the question names all columns."""
        model, sql, params = self._asked(args, given)
        return list(model._default_manager.raw(sql, params)) if sql else []

    def counts(self, *args: *A, **given: str) -> dict[str, int]:
        """Return how many rows say the same in the column ``said``, counted where they lie."""
        _model, sql, params = self._asked(args, given)
        if not sql:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT said, count(*) FROM ({sql}) counted GROUP BY said", params)
            return dict(cursor.fetchall())

    def keys(self, *args: *A, **given: str) -> Keys:
        """Return the values of the only column, which are keys."""
        _model, sql, params = self._asked(args, given)
        return read_keys(sql, params) if sql else NONE

    def _asked(self, args: tuple[*A], given: dict[str, str]) -> tuple[type[Model], str, tuple[Any, ...]]:
        model, sql, params = self._put(*args)
        places = {later(name): text for name, text in given.items()}
        return model, sql, tuple(places.get(one, one) if isinstance(one, str) else one for one in params)
