"""Handing facts over to their listeners."""

import logging
from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from congvu.kit.models import Outbox
from congvu.kit.outbox.announcing import listeners
from congvu.kit.outbox.facts import from_plain

LONGEST_WAIT = timedelta(hours=1)
_log = logging.getLogger(__name__)

# The subquery is one index probe a row whatever the planner knows of the table; an anti-join turned quadratic when one
# poisoned subject had thousands of facts behind it and the statistics were old. What was not tried yet is due whatever
# the clock says: it may have been set back since.
_HEADS = """
SELECT o.* FROM kit_outbox o
WHERE o.handled_at IS NULL AND (o.tries = 0 OR o.not_before <= %s)
  AND o.id = (SELECT p.id FROM kit_outbox p
              WHERE p.handled_at IS NULL AND p.subject = o.subject AND p.listener = o.listener
              ORDER BY p.subject, p.listener, p.id LIMIT 1)
ORDER BY o.id LIMIT %s FOR UPDATE OF o SKIP LOCKED
"""

# Who holds the head of a subject may take what stands behind it: nobody else finds it while the head is open.
_BEHIND = """
SELECT o.* FROM kit_outbox o JOIN unnest(%s::text[], %s::text[], %s::bigint[]) AS head (subject, listener, id)
  ON o.subject = head.subject AND o.listener = head.listener AND o.id > head.id
WHERE o.handled_at IS NULL AND (o.tries = 0 OR o.not_before <= %s)
ORDER BY o.id LIMIT %s FOR UPDATE OF o
"""


def deliver_due(limit: int = 20) -> int:
    """Hand over up to ``limit`` facts of different subjects, each with what stands behind it; return how many took
    effect.

    Any number of runners may do this at once. What fails is tried again after 2, 4, 8 … seconds, at most an hour.
    """
    now = timezone.now()
    with transaction.atomic():
        rows = list(Outbox.objects.raw(_HEADS, [now, limit]))
        if not rows:
            return 0
        places = [[row.subject for row in rows], [row.listener for row in rows], [row.pk for row in rows]]
        rows += Outbox.objects.raw(_BEHIND, [*places, now, limit])
        handled = _all_at_once(rows) or _one_by_one(rows, now)
        Outbox.objects.filter(pk__in=handled).update(handled_at=now, last_error="")
    return len(handled)


def _all_at_once(rows: list[Outbox]) -> list[int]:
    """Hand over a batch whole, as nearly all are; return the numbers, none when something in it failed."""
    try:
        with transaction.atomic():
            for together in _together(rows):
                _take_effect(together)
    except Exception:
        return []  # undone, and done again one by one: whose fact it was is told there
    return [row.pk for row in rows]


def _together(rows: list[Outbox]) -> list[list[Outbox]]:
    """Part a batch into what is heard at a time: one fact, or all those of a listener to many."""
    parts: dict[str | int, list[Outbox]] = defaultdict(list)
    for row in rows:
        listener = listeners.find(row.listener)
        parts[row.listener if listener and listener.hears_many else row.pk].append(row)
    return list(parts.values())


def _one_by_one(rows: list[Outbox], now: datetime) -> list[int]:
    """Hand over each by itself; what stands behind one that failed waits."""
    handled, stuck = [], set()
    for row in rows:
        line = row.subject, row.listener
        if line in stuck:
            continue
        if _handed_over(row, now):
            handled.append(row.pk)
        else:
            stuck.add(line)
    return handled


def _take_effect(rows: list[Outbox]) -> None:
    """Let one listener hear these facts, which are all for it."""
    listener = listeners.get(rows[0].listener)
    listener.effect([from_plain(listener.kind, row.payload) for row in rows])


def _handed_over(row: Outbox, now: datetime) -> bool:
    try:
        with transaction.atomic():  # a savepoint: one bad fact spoils no batch
            _take_effect([row])
    except Exception as problem:
        _log.exception("outbox %s: %s", row.pk, row)
        wait = min(timedelta(seconds=2 ** min(row.tries + 1, 12)), LONGEST_WAIT)
        Outbox.objects.filter(pk=row.pk).update(
            tries=row.tries + 1, not_before=now + wait, last_error=f"{type(problem).__name__}: {problem}"[:2000]
        )
        return False
    return True
