"""Messages to partners: handed over with the change they tell of, sent in order, tried again, given up in sight.

What the receiver's whole door does wrong (nobody answers, 5xx, 401, 404, 429) rests the subscription; what it says of
one message (400, 409, 422) holds back the messages of that subject alone. Nothing that waits is ever thrown away.
"""

import json
import random
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from congvu.exchange import signature, wire
from congvu.exchange.models import Delivery, Subscription
from congvu.kit import sealed

WAITS = (30, 60, 300, 900, 1800, 3600, 7200, 14_400)
"""Seconds to the next try, by tries that failed; the last one goes on."""
HALT_AFTER = 20
"""Failures of the door in a row, about two days, after which an administrator has to look."""
DEAD_AFTER = 10
"""Refusals of one message after which it is no longer sent by itself."""
LEASE = timedelta(seconds=90)
DOOR_SHUT = frozenset({401, 403, 404, 405, 407, 408, 421, 425, 429, 503})
TYPE = "vn.congvu."
"""Beginning of each message's type; its kind follows."""

_HEAD = """
SELECT d.* FROM exchange_delivery d
WHERE d.state = 'waiting' AND d.subscription_id = %s AND d.not_before <= %s
  AND (d.leased_until IS NULL OR d.leased_until < %s)
  AND d.id = (SELECT p.id FROM exchange_delivery p
              WHERE p.state = 'waiting' AND p.subscription_id = d.subscription_id AND p.subject = d.subject
              ORDER BY p.subscription_id, p.subject, p.id LIMIT 1)
ORDER BY d.id LIMIT 1
"""


def hand_over(
    *, kind: str, partner_ids: Iterable[int], subject: str, label: str, data: Mapping[str, Any], at: datetime
) -> int:
    """Write a message for each subscription of these partners, in the transaction of what it tells; return how many.

    :param subject: the thing whose messages come in order
    :param data: no personal data: whoever may know more asks for it with their key
    """
    wanted = Subscription.objects.filter(partner_id__in=list(partner_ids), kinds__contains=[kind])
    rows = []
    for one in wanted.exclude(state=Subscription.State.ENDED):
        message_id = uuid.uuid4()
        event = {
            "specversion": "1.0",
            "id": str(message_id),
            "source": f"{settings.PUBLIC_URL}/api/v1",
            "type": TYPE + kind,
            "subject": label,
            "time": at.isoformat(),
            "datacontenttype": "application/json",
            "data": dict(data),
        }
        body = json.dumps(event, ensure_ascii=False)
        rows.append(
            Delivery(
                at=at, not_before=at, subscription_id=one.pk, message_id=message_id, kind=kind, subject=subject,
                label=label, body=body,
            )
        )  # fmt: skip
        wake(one.pk)
    Delivery.objects.bulk_create(rows)
    return len(rows)


def wake(subscription_id: int) -> None:
    """Let a worker send what waits for a subscription, once this transaction has committed."""
    app.configure_task("exchange.send").defer(subscription_id=subscription_id)


def send_next(*, subscription_id: int, at: datetime) -> bool:
    """Send the next message of a subscription; False when none is due now. Call it outside a transaction.

    The message is leased, sent without a transaction, and sealed; a worker that dies on the way lets go of it after 90
    seconds, so that it may come twice, under the same id.
    """
    taken = _take(subscription_id, at)
    if taken is None:
        return False
    return _seal(taken, _try(taken, at), at)


@dataclass(frozen=True, slots=True)
class _Taken:
    delivery_id: int
    subscription_id: int
    message_id: str
    url: str
    secret: str
    body: str


@transaction.atomic
def _take(subscription_id: int, at: datetime) -> _Taken | None:
    door = Subscription.objects.select_for_update().filter(pk=subscription_id, state=Subscription.State.ACTIVE).first()
    if door is None or (door.rest_until and door.rest_until > at):
        return None
    head = next(iter(Delivery.objects.raw(_HEAD, [subscription_id, at, at])), None)
    if head is None:
        return None
    Delivery.objects.filter(pk=head.pk, at=head.at).update(leased_until=at + LEASE)
    return _Taken(head.pk, door.pk, str(head.message_id), door.url, door.secret, head.body)


def _try(taken: _Taken, at: datetime) -> wire.Answer:
    try:
        secret = sealed.unseal(taken.secret, purpose="webhook")
    except sealed.SealBroken:
        return wire.Answer(None, "Không mở được khoá ký: SECRET_KEY đã đổi. Cấp lại khoá ký cho kết nối này.")
    proof = signature.headers(secret=secret, message_id=taken.message_id, seconds=int(at.timestamp()), body=taken.body)
    headers = {**proof, "Content-Type": "application/cloudevents+json; charset=utf-8", "User-Agent": "CongVu-Webhook/1"}
    return wire.post(url=taken.url, body=taken.body.encode(), headers=headers, inside=settings.WEBHOOKS_INSIDE)


@transaction.atomic
def _seal(taken: _Taken, answer: wire.Answer, at: datetime) -> bool:
    """Write down how it went; return whether the next message may follow at once."""
    door = Subscription.objects.select_for_update().get(pk=taken.subscription_id)
    row = Delivery.objects.select_for_update().get(pk=taken.delivery_id)
    row.leased_until, row.status, row.took_ms, row.last_error = None, answer.status, answer.took_ms, answer.error
    if answer.status is not None and 200 <= answer.status < 300:
        row.state, row.ended_at = Delivery.State.DELIVERED, at
        door.failures, door.rest_until, door.last_error, door.last_sent_at = 0, None, "", at
    else:
        _failed(door, row, answer, at)
    row.save()
    door.save(update_fields=["failures", "rest_until", "last_error", "last_sent_at", "state"])
    return door.state == Subscription.State.ACTIVE and (door.rest_until is None or door.rest_until <= at)


def _failed(door: Subscription, row: Delivery, answer: wire.Answer, at: datetime) -> None:
    status = answer.status
    if status is not None and status not in DOOR_SHUT and status >= 400 and status != 410:
        row.tries += 1
        row.not_before = at + _wait(row.tries)
        if row.tries >= DEAD_AFTER:
            row.state, row.ended_at = Delivery.State.DEAD, at
        if status < 500:
            return
    door.failures += 1
    door.last_error = (f"HTTP {status} {answer.error}" if status else answer.error)[:300]
    door.rest_until = at + (timedelta(seconds=answer.retry_after) if answer.retry_after else _wait(door.failures))
    if door.failures >= HALT_AFTER or status == 410:
        door.state, door.rest_until = Subscription.State.HALTED, None


def _wait(failures: int) -> timedelta:
    """Return how long to wait: longer each time, and never all at the same moment."""
    return timedelta(seconds=WAITS[min(failures, len(WAITS)) - 1] * random.uniform(0.9, 1.1))  # noqa: S311
