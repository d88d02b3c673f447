"""Handing facts over to their listeners."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from congvu.kit.models import Outbox
from congvu.kit.outbox.announcing import listeners
from congvu.kit.outbox.facts import from_plain

LONGEST_WAIT = timedelta(hours=1)
_log = logging.getLogger(__name__)

# The subquery is one index probe a row whatever the planner knows of the table; an anti-join turned quadratic when one
# poisoned subject had thousands of facts behind it and the statistics were old.
_HEADS = """
SELECT o.* FROM kit_outbox o
WHERE o.handled_at IS NULL AND o.not_before <= %s
  AND o.id = (SELECT p.id FROM kit_outbox p
              WHERE p.handled_at IS NULL AND p.subject = o.subject AND p.listener = o.listener
              ORDER BY p.subject, p.listener, p.id LIMIT 1)
ORDER BY o.id LIMIT %s FOR UPDATE OF o SKIP LOCKED
"""


def deliver_due(limit: int = 20) -> int:
    """Hand over up to ``limit`` facts, the oldest of each subject only; return how many took effect.

    Any number of runners may do this at once. What fails is tried again after 2, 4, 8 … seconds, at most an hour.
    """
    now = timezone.now()
    with transaction.atomic():
        handled = [row.pk for row in list(Outbox.objects.raw(_HEADS, [now, limit])) if _handed_over(row, now)]
        Outbox.objects.filter(pk__in=handled).update(handled_at=now, last_error="")
    return len(handled)


def _handed_over(row: Outbox, now: datetime) -> bool:
    try:
        with transaction.atomic():  # a savepoint: one bad fact spoils no batch
            listener = listeners.get(row.listener)
            listener.effect(from_plain(listener.kind, row.payload))
    except Exception as problem:
        _log.exception("outbox %s: %s", row.pk, row)
        wait = min(timedelta(seconds=2 ** min(row.tries + 1, 12)), LONGEST_WAIT)
        Outbox.objects.filter(pk=row.pk).update(
            tries=row.tries + 1, not_before=now + wait, last_error=f"{type(problem).__name__}: {problem}"[:2000]
        )
        return False
    return True
