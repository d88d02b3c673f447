"""Announcing facts and listening to them."""

from collections.abc import Callable
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
    effect: Callable[[Any], None]


listeners: Registry[Listener] = Registry("outbox listeners")


def listen(kind: type[E], *, name: str) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Let the decorated function hear each fact of ``kind``, once, inside a transaction.

    ``name`` is unique and lasting, for example ``feedback.invite``. Put listeners into a module's ``receivers.py``.
    """

    def keep(effect: Callable[[E], None]) -> Callable[[E], None]:
        listeners.register(name, Listener(name, kind, effect))
        return effect

    return keep


def announce(event: Any, *, subject: str) -> None:
    """Write the fact for each of its listeners, as part of the running transaction.

    ``subject`` (``dossier:12``) is the thing whose facts come in sequence; lock its row before you announce.

    :raises TransactionManagementError: outside a transaction, where a fact could part from its change
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("announce() outside a transaction")
    now, kind = timezone.now(), type(event)
    rows = [
        Outbox(
            at=now, not_before=now, event=name_of(kind), listener=each.name, subject=subject, payload=to_plain(event)
        )
        for each in listeners
        if each.kind is kind
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
