"""Timers that go by the clock of today rest while somebody lives the same rows by another one (a simulated city).

The lock goes with the connection that holds it: nothing rests longer than the process that asked for it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_KEY = "hashtext('congvu.kit.resting')"


@contextmanager
def resting() -> Iterator[None]:
    """Let timers rest, on a connection of one's own."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_lock_shared({_KEY})")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_unlock_shared({_KEY})")


def are_resting() -> bool:
    """Tell whether timers that move or warn have to wait: what they missed they find the next time."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT NOT pg_try_advisory_xact_lock({_KEY})")
        (found,) = cursor.fetchone()
    return bool(found)
