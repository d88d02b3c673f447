"""How the outbox fares, for those who keep it running."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from congvu.kit.models import Outbox


@dataclass(frozen=True, slots=True)
class State:
    """Facts not yet handed over: all of them, those that failed at least once, and the moment of the oldest."""

    waiting: int
    failing: int
    oldest_at: datetime | None


def state() -> State:
    """Return how many facts wait."""
    return State(
        **Outbox.objects.filter(handled_at=None).aggregate(
            waiting=Count("id"), failing=Count("id", filter=Q(tries__gt=0)), oldest_at=Min("at")
        )
    )


def failing(*, limit: int = 100) -> list[Outbox]:
    """Return the facts that their listener refused, the oldest first, each with its last error."""
    return list(Outbox.objects.filter(handled_at=None, tries__gt=0).order_by("id")[:limit])


def retry_now(*, id: int, at: datetime) -> bool:
    """Let a failing fact be tried again at once; False when it has been handled meanwhile."""
    return bool(Outbox.objects.filter(id=id, handled_at=None).update(not_before=at))
