"""What seldom changes is loaded once per process, for as long as the tables it comes from stay as they are.

Each table named here carries a stamp that its triggers renew with every change, in the transaction of the change.
Whoever asks reads the stamps first (one small query a transaction or a page) and finds what was loaded under them, so
that a change counts from its commit on in every process, as if each had read the tables anew.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, wraps
from typing import Any, TypeVar, TypeVarTuple

from django.core.signals import request_finished, request_started
from django.db import connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

A = TypeVarTuple("A")
R = TypeVar("R")
STAMPS = "kit_stamp"
_WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
_READS = ("SELECT", "SAVEPOINT", "RELEASE")
_tables: set[str] = set()


def kept(*sources: type[models.Model], size: int = 512) -> Callable[[Callable[[*A], R]], Callable[[*A], R]]:
    """Let the decorated function be asked once for the same arguments until a table of ``sources`` changes.

    Arguments are hashable and given by their places. What it returns is shared by all threads: nobody may
    change it. ``size`` answers are kept at most. An exception is not kept.
    """
    tables = tuple(source._meta.db_table for source in sources)
    _tables.update(tables)

    def keep(load: Callable[[*A], R]) -> Callable[[*A], R]:
        @lru_cache(maxsize=size)
        def loaded(stamp: tuple[int, ...], *args: *A) -> R:
            return load(*args)

        @wraps(load)
        def ask(*args: *A) -> R:
            known = _stamps()
            return loaded(tuple(known.get(table, 0) for table in tables), *args)

        return ask

    return keep


@contextmanager
def one_look() -> Iterator[None]:
    """Read the stamps but once for all that is asked inside, as within a page, outside of any transaction."""
    link: Any = connections["default"]
    before = getattr(link, "kit_page", False)
    if not before:
        _set_page(True)
    try:
        yield
    finally:
        if not before:
            _set_page(False)


def watch_tables(**kwargs: Any) -> None:
    """Give each table that something is kept of the trigger that renews its stamp (after ``migrate``)."""
    with connection.cursor() as cursor:
        here = set(connection.introspection.table_names(cursor))
        if STAMPS not in here:
            return
        for table in sorted(_tables & here):
            cursor.execute(
                f'CREATE OR REPLACE TRIGGER kit_stamp AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{table}" '
                "FOR EACH STATEMENT EXECUTE FUNCTION kit_renew_stamp()"
            )


class _Known:
    """The stamps as one transaction, or one page outside of any, has read them."""

    def __init__(self, link: BaseDatabaseWrapper, stamps: dict[str, int]) -> None:
        self.stamps = stamps
        self.inside = link.in_atomic_block
        self.hooks = link.run_on_commit

    def holds(self, link: BaseDatabaseWrapper) -> bool:
        """Tell whether the transaction is still the same: its list of hooks is another one after each end of it."""
        return self.hooks is link.run_on_commit and self.inside == link.in_atomic_block


def _stamps() -> dict[str, int]:
    link: Any = connections["default"]
    known: _Known | None = getattr(link, "kit_known", None)
    if known is not None and known.holds(link):
        return known.stamps
    with link.cursor() as cursor:
        cursor.execute(f"SELECT name, stamp FROM {STAMPS}")
        stamps = dict(cursor.fetchall())
    if link.in_atomic_block or getattr(link, "kit_page", False):
        link.kit_known = _Known(link, stamps)
    return stamps


def _forget_on_write(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Let a transaction see what it changed itself."""
    answer = execute(sql, params, many, context)
    if not str(sql).lstrip("(").startswith(_READS):  # a union begins with a bracket
        written = _WRITES.match(str(sql))
        if written is None or written[1] in _tables:
            context["connection"].kit_known = None
    return answer


def _watch_link(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    if _forget_on_write not in connection.execute_wrappers:
        connection.execute_wrappers.append(_forget_on_write)


def _begin_page(**kwargs: Any) -> None:
    _set_page(True)


def _end_page(**kwargs: Any) -> None:
    _set_page(False)


def _set_page(is_page: bool) -> None:
    link: Any = connections["default"]
    link.kit_page, link.kit_known = is_page, None


connection_created.connect(_watch_link, dispatch_uid="kit.kept")
request_started.connect(_begin_page, dispatch_uid="kit.kept")
request_finished.connect(_end_page, dispatch_uid="kit.kept")
