"""Questions about what is exchanged with partners."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from congvu.exchange.models import Delivery, Subscription
from congvu.exchange.operations.answers import kept as kept_answer
from congvu.kit.paging import SIZE, Page, keyset

__all__ = ["due", "journal", "kept_answer", "subscriptions", "waiting"]


def subscriptions(*, partner_id: int) -> list[Subscription]:
    """Return a partner's subscriptions, those that send first."""
    return list(Subscription.objects.filter(partner_id=partner_id).order_by("state", "pk"))


def waiting(*, subscription_ids: list[int]) -> dict[int, int]:
    """Return how many messages wait for each subscription."""
    rows = Delivery.objects.filter(subscription_id__in=subscription_ids, state=Delivery.State.WAITING)
    return dict(rows.values_list("subscription_id").annotate(Count("id")))


def journal(
    *, subscription_ids: list[int], state: str = "", after: str | None = None, size: int = SIZE
) -> Page[Delivery]:
    """Return what was sent or waits, the newest first.

    :param state: only those so far, "" for all
    """
    rows = Delivery.objects.filter(subscription_id__in=subscription_ids)
    if state:
        rows = rows.filter(state=state)
    return keyset(rows, order=("-at", "-id"), after=after, size=size)


def due(*, at: datetime) -> list[int]:
    """Return the subscriptions that have something to send now and do not rest."""
    waits = Delivery.objects.filter(subscription_id=OuterRef("pk"), state=Delivery.State.WAITING, not_before__lte=at)
    rested = Subscription.objects.filter(Q(rest_until=None) | Q(rest_until__lte=at), state=Subscription.State.ACTIVE)
    return list(rested.filter(Exists(waits)).order_by("pk").values_list("pk", flat=True))


def webhooks() -> list[str]:
    """Return the addresses of partners to which answers are sent, those that rest too."""
    going = Subscription.objects.exclude(state=Subscription.State.ENDED)
    return list(going.order_by("url").values_list("url", flat=True).distinct())
