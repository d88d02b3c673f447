"""Money that a carrier collected on delivery (thu hộ): it pays what is due, or is shown as a difference."""

import datetime as dt

from django.db import transaction

from congvu.kit.actors import SYSTEM
from congvu.payments.models import Charge, Discrepancy, Method, Receipt
from congvu.payments.operations.charging import trace
from congvu.payments.operations.counter import settle


@transaction.atomic
def settle_carried(*, subject: str, carrier: str, amount: int, number: str, at: dt.datetime) -> list[Receipt]:
    """Pay what is due for a subject with what a carrier collected, and issue the receipts.

    When the sums differ nothing is paid: the money stands on the list of differences until somebody settles it.

    :param amount: đồng, greater than 0
    :param number: the carrier's number of the parcel
    """
    due = list(
        Charge.objects.select_for_update(of=("self",))
        .select_related("agency")
        .filter(subject=subject, state=Charge.State.DUE)
        .order_by("pk")
    )
    owed = sum(charge.amount for charge in due)
    if owed == amount:
        action = "payments.settle_carried"
        return [settle(charge, Method.CARRIED, action, by=SYSTEM, at=at, number=number) for charge in due]
    first = due[0] if due else Charge.objects.filter(subject=subject).order_by("pk").first()
    kind = Discrepancy.Kind.WRONG_AMOUNT if due else Discrepancy.Kind.PAID_AGAIN
    Discrepancy.objects.get_or_create(
        gateway=carrier,
        kind=kind,
        reference=first.reference if first else subject,
        number=number[:100],
        defaults={"charge": first, "expected": owed or None, "received": amount, "found_at": at},
    )
    if first is not None:
        data = {"kind": str(kind), "received": amount, "number": number}
        trace(first, "payments.dispute", by=SYSTEM, at=at, data=data)
    return []
