"""Announcing facts and listening to them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, transaction
from django.utils import timezone

from congvu.kit.models import Outbox
from congvu.kit.outbox.facts import name_of, to_plain
from congvu.kit.registry import Registry

E = TypeVar("E")
CHANNEL = "congvu_outbox"


@dataclass(frozen=True)
class Listener:
    """What waits for facts of one kind, under a name that rows keep: never change it while facts are on their way."""

    name: str
    kind: type
    effect: Callable[[Sequence[Any]], None]
    """Hears the facts in sequence, whole or not at all."""
    hears_many: bool = False


listeners: Registry[Listener] = Registry("outbox listeners")


def listen(kind: type[E], *, name: str) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Let the decorated function hear each fact of ``kind``, once, inside a transaction.

    ``name`` is unique and lasting, for example ``feedback.invite``. Put listeners into a module's ``receivers.py``.
    """

    def keep(effect: Callable[[E], None]) -> Callable[[E], None]:
        def hear(facts: Sequence[E]) -> None:
            for fact in facts:
                effect(fact)

        listeners.register(name, Listener(name, kind, hear))
        return effect

    return keep


def listen_to_many(
    kind: type[E], *, name: str
) -> Callable[[Callable[[Sequence[E]], None]], Callable[[Sequence[E]], None]]:
    """Let the decorated function hear several facts of ``kind`` at a time, as many as are due, once each.

    For effects that cost little more for fifty than for one. What it does for one fact must not hang on another's: when
    one fails, each is handed over by itself. Names as in :func:`listen`.
    """

    def keep(effect: Callable[[Sequence[E]], None]) -> Callable[[Sequence[E]], None]:
        listeners.register(name, Listener(name, kind, effect, hears_many=True))
        return effect

    return keep


def announce(event: Any, *, subject: str) -> None:
    """Write the fact for each of its listeners, as part of the running transaction.

    ``subject`` (``dossier:12``) is the thing whose facts come in sequence; lock its row before you announce.

    :raises TransactionManagementError: outside a transaction, where a fact could part from its change
    """
    announce_all([(event, subject)])


def announce_all(facts: Iterable[tuple[Any, str]]) -> None:
    """Write several facts, each with its subject, as :func:`announce`."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("announce() outside a transaction")
    now = timezone.now()
    rows = [
        Outbox(
            at=now,
            not_before=now,
            event=name_of(type(event)),
            listener=each.name,
            subject=subject,
            payload=to_plain(event),
        )
        for event, subject in facts
        for each in listeners
        if each.kind is type(event)
    ]
    if not rows:
        return
    Outbox.objects.bulk_create(rows)
    if not any(hook[1] is _wake for hook in connection.run_on_commit):
        transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    """Tell the runners; after the commit, since a NOTIFY inside makes all commits wait in one line."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
