"""First readings of the day that are in the log for certain, so that a list opened again need not ask for each of them.

A memory of this process alone: what it has not, PostgreSQL is asked for. It holds what was committed; who sets the
database back to an earlier moment stops the program before (``docs/operating.md``).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from threading import Lock

from django.db import transaction

MOST = 50_000
"""Readings remembered before all are forgotten: some megabytes."""

_known: set[tuple[str, datetime, str, str]] = set()
_door = Lock()


def unknown(seen: Mapping[str, int], *, actor_key: str, day: datetime, purpose: str) -> dict[str, int]:
    """Return those of ``seen`` that this process has not written or found in the log on this day."""
    return {thing: party for thing, party in seen.items() if (actor_key, day, purpose, thing) not in _known}


def remember(things: Iterable[str], *, actor_key: str, day: datetime, purpose: str) -> None:
    """Keep in mind that these are in the log, once the transaction that saw to it is committed."""
    said = [(actor_key, day, purpose, thing) for thing in things]
    transaction.on_commit(lambda: _keep(said))


def _keep(said: list[tuple[str, datetime, str, str]]) -> None:
    with _door:
        if len(_known) + len(said) > MOST:
            _known.clear()
        _known.update(said)


def forget() -> None:
    """Forget everything, as a process does that starts anew."""
    with _door:
        _known.clear()
