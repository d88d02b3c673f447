"""What the receiver does comes back to the sender as the status of the delivery (QĐ 28/2018/QĐ-TTg)."""

from datetime import datetime

from congvu.documents.models import Delivery, Document
from congvu.documents.operations.delivering import answer

STATUS = Delivery.Status
AT_RECEIVER = frozenset({STATUS.ARRIVED, STATUS.ACCEPTED, STATUS.ASSIGNED, STATUS.IN_PROGRESS, STATUS.COMPLETED})
"""A delivery whose recall is asked keeps that status until it is answered."""


def tell_sender(document: Document, status: Delivery.Status, *, at: datetime, reason: str = "") -> None:
    """Write a new status into the delivery that brought this document; nothing when it came from outside."""
    delivery = Delivery.objects.select_for_update(of=("self",)).filter(arrival=document).first()
    if delivery is not None and delivery.status in AT_RECEIVER:
        answer(delivery_id=delivery.pk, status=status, reason=reason, at=at)
