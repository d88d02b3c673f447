"""What the receiver does comes back to the sender as the status of the delivery (QĐ 28/2018/QĐ-TTg)."""

from datetime import datetime

from congvu.documents.models import Delivery, Document

STATUS = Delivery.Status
AT_RECEIVER = frozenset({STATUS.ARRIVED, STATUS.ACCEPTED, STATUS.ASSIGNED, STATUS.IN_PROGRESS, STATUS.COMPLETED})
"""A delivery whose recall is asked keeps that status until it is answered."""


def tell_sender(document: Document, status: str, *, at: datetime, reason: str = "") -> Delivery | None:
    """Write a new status into the delivery that brought this document; None when it came from outside."""
    delivery = Delivery.objects.select_for_update().filter(arrival=document).first()
    if delivery is None or delivery.status not in AT_RECEIVER or delivery.status == status:
        return delivery
    delivery.status, delivery.changed_at, delivery.reason = status, at, reason[:500]
    if status == STATUS.ACCEPTED and delivery.accepted_at is None:
        delivery.accepted_at = at
    delivery.save(update_fields=["status", "changed_at", "reason", "accepted_at"])
    return delivery
