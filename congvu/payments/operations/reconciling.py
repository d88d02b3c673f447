"""Reconciliation (đối soát): our book against the gateway's, and what people decide about what does not agree."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.payments.hooks import Told, gateways
from congvu.payments.models import Charge, Discrepancy, GatewayMessage, Method, Payment
from congvu.payments.operations.charging import lock
from congvu.payments.operations.counter import check_due, settle
from congvu.payments.operations.gateways import GatewayUnknown, take
from congvu.payments.operations.receipts import ReasonMissing
from congvu.people import queries as people

SETTLERS = ("province_admin",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """What a day's reconciliation found, as numbers of transactions."""

    matched: int
    taken_in: int
    """The gateway had them, we had not heard: they took effect now."""
    disputed: int
    missing_there: int


def reconcile(*, gateway: str, day: dt.date, by: Actor, at: dt.datetime) -> Reconciled:
    """Compare a gateway's statement of a day with our payments. May be done again. Calls the network.

    :raises GatewayUnknown: no such gateway
    :raises GatewayDown: when it gives no statement
    :raises NotAllowed: for anybody but the province's administrator and the system
    """
    by = people.require(by=by, roles=SETTLERS, at=at)
    adapter = gateways.find(gateway)
    if adapter is None:
        raise GatewayUnknown(_("Không có cổng thanh toán này."))
    lines = adapter.statement(day)
    ours = {
        row.gateway_number: row
        for row in Payment.objects.filter(gateway=gateway, state=Payment.State.SUCCEEDED, settled_at__date=day)
    }
    known = set(
        Payment.objects.filter(
            gateway=gateway, state=Payment.State.SUCCEEDED, gateway_number__in=[line.transaction for line in lines]
        ).values_list("gateway_number", "amount")
    )
    matched = taken_in = disputed = 0
    for line in lines:
        if (line.transaction, line.amount) in known:
            matched += 1
            continue
        told = Told(
            number=f"{line.transaction}:statement",
            reference=line.reference,
            transaction=line.transaction,
            amount=line.amount,
            succeeded=True,
        )
        outcome = take(gateway, told, f"statement {day}: {line}", at=at).outcome
        taken_in += outcome == GatewayMessage.Outcome.APPLIED
        disputed += outcome == GatewayMessage.Outcome.DISPUTED
    missing = [row for number, row in ours.items() if number not in {line.transaction for line in lines}]
    for row in missing:
        _note_missing(row, at)
    found = Reconciled(matched=matched, taken_in=taken_in, disputed=disputed, missing_there=len(missing))
    audit.record(
        action="payments.reconcile",
        subject=f"gateway:{gateway}",
        label=f"{gateway} {day:%d/%m/%Y}",
        data={"day": day.isoformat(), "matched": matched, "taken_in": taken_in, "missing_there": len(missing)},
        by=by,
        at=at,
    )
    return found


def _note_missing(payment: Payment, at: dt.datetime) -> None:
    Discrepancy.objects.get_or_create(
        gateway=payment.gateway,
        kind=Discrepancy.Kind.MISSING_THERE,
        reference=payment.reference,
        number=payment.gateway_number,
        defaults={"charge_id": payment.charge_id, "expected": payment.amount, "received": 0, "found_at": at},
    )


@transaction.atomic
def settle_discrepancy(
    *, discrepancy_id: int, words: str, as_paid: bool = False, by: Actor, at: dt.datetime
) -> Discrepancy:
    """Close a discrepancy with what was done about it; ``as_paid`` also takes the charge as paid by that money.

    :raises ReasonMissing: without words
    :raises Refusal: when it was closed before, or the money is less than what is due
    :raises NotDue: when the charge has been paid meanwhile
    :raises NotAllowed: for anybody but the province's administrator
    """
    by, words = people.require(by=by, roles=SETTLERS, at=at), clean(words)[:500]
    known = Discrepancy.objects.filter(pk=discrepancy_id).values_list("charge_id", flat=True).first()
    charge: Charge | None = lock(known) if known else None
    found = Discrepancy.objects.select_for_update(of=("self",)).get(pk=discrepancy_id)
    if found.settled_at is not None:
        raise Refusal(_("Sai lệch này đã được xử lý."))
    if not words:
        raise ReasonMissing(_("Ghi đã xử lý thế nào: hoàn tiền, thu thêm, tra soát với cổng."))
    if as_paid:
        if charge is None or (found.received or 0) < charge.amount:
            raise Refusal(_("Số tiền nhận được chưa đủ để coi là đã nộp."))
        check_due(charge)
        settle(charge, Method.ONLINE, "payments.settle_discrepancy", by=SYSTEM, at=at, number=found.number)
    found.settled_at, found.settled_by, found.words = at, by.snapshot(), words
    found.save(update_fields=["settled_at", "settled_by", "words"])
    audit.record(
        action="payments.settle_discrepancy",
        subject=charge.subject if charge else f"discrepancy:{found.pk}",
        label=f"{found.reference}: {found.get_kind_display()}",
        data={"discrepancy": found.pk, "words": words, "as_paid": as_paid},
        by=by,
        at=at,
    )
    return found
