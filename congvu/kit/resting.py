"""Timers that go by the clock of today rest while somebody lives the same rows by another one (a simulated city).

The lock goes with the connection that holds it: nothing rests longer than the process that asked for it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

from django.db import connection

_PLACE = (4_701_003, 0)
"""Number space and number of the advisory lock."""

_ASKED = """SELECT EXISTS (
    SELECT 1 FROM pg_locks
    WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND objsubid = 2
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
)"""


@contextmanager
def resting() -> Iterator[None]:
    """Let timers rest, on a connection of one's own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s, %s)", _PLACE)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_shared(%s, %s)", _PLACE)


def are_resting() -> bool:
    """Tell whether timers that move or warn have to wait: what they missed they find the next time."""
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, _PLACE)
        (found,) = cursor.fetchone()
    return bool(found)


def rests(timer: Callable[[int], None]) -> Callable[[int], None]:
    """Let a timer pass over a turn while timers rest."""

    @wraps(timer)
    def turn(timestamp: int) -> None:
        if not are_resting():
            timer(timestamp)

    return turn
