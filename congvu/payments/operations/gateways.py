"""Gateways: a payment is opened there, and what they tell takes effect once, however often and late it comes."""

import datetime as dt
from collections.abc import Mapping

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean, fold
from congvu.payments.hooks import Forged, Order, Told, Unreadable, gateways
from congvu.payments.models import Charge, Discrepancy, GatewayMessage, Method, Payment
from congvu.payments.operations.charging import lock, own, trace
from congvu.payments.operations.counter import check_due, settle

MOST = 64 * 1024
"""Bytes of a gateway's message; what is longer is no message."""
KEPT_OF_FORGED = 500
Outcome = GatewayMessage.Outcome
Kind = Discrepancy.Kind


class GatewayUnknown(Refusal):
    """No gateway of this name is switched on."""


class CallbackRefused(Refusal):
    """A gateway's message that is forged or cannot be read; nothing took effect."""

    def __init__(self, words: str, *, forged: bool) -> None:
        super().__init__(words)
        self.forged = forged


def open_payment(*, charge_id: int, gateway: str, by: Actor, at: dt.datetime) -> Payment:
    """Begin to pay a charge at a gateway; the payer goes on at the payment's ``address``. Calls the network.

    :param gateway: slug of a registered gateway (``queries.gateway_choices``)
    :raises ChargeUnknown: when the charge is another's
    :raises NotDue: when it has been paid or cancelled
    :raises GatewayUnknown, GatewayDown: with words for the payer
    """
    adapter = gateways.find(gateway)
    if adapter is None:
        raise GatewayUnknown(_("Cổng thanh toán này chưa được nối. Hãy chuyển khoản hoặc nộp tại quầy."))
    with transaction.atomic():
        charge = own(lock(charge_id), by)
        check_due(charge)
        payment = Payment.objects.create(
            charge=charge,
            gateway=gateway,
            reference=f"{charge.reference}{charge.payments.count() + 1:02d}",
            amount=charge.amount,
            opened_at=at,
        )
        trace(charge, "payments.open_payment", by=by, at=at, data={"payment": payment.reference, "gateway": gateway})
    order = Order(
        reference=payment.reference,
        amount=payment.amount,
        words=fold(f"{charge.reference} {charge.title}").upper()[:100],
        code=charge.code,
        payer_name=str(charge.payer_snapshot.get("name", "")),
        return_address=settings.PUBLIC_URL + charge.path,
        address=by.address,
    )
    opened = adapter.open(order, at=at)
    Payment.objects.filter(pk=payment.pk).update(address=opened.address, gateway_number=opened.number)
    payment.address, payment.gateway_number = opened.address, opened.number
    return payment


def take_callback(
    *, gateway: str, body: bytes, headers: Mapping[str, str], address: str = "", at: dt.datetime
) -> GatewayMessage:
    """Take in a gateway's message; the message is kept, with what came of it.

    A repeated one changes nothing; money for what is no longer due, of a wrong amount or for nothing we know goes to
    the reconciliation list; a failure told after a success is only noted.

    :raises GatewayUnknown: no such gateway
    :raises CallbackRefused: forged or unreadable
    """
    adapter = gateways.find(gateway)
    if adapter is None:
        raise GatewayUnknown(_("Không có cổng thanh toán này."))
    text = body[:MOST].decode(errors="replace").replace("\0", "")
    try:
        if len(body) > MOST:
            raise Unreadable("too long")
        told = adapter.read(body, headers)
    except (Forged, Unreadable) as problem:
        forged = isinstance(problem, Forged)
        GatewayMessage.objects.create(
            gateway=gateway,
            body=text[:KEPT_OF_FORGED],
            outcome=Outcome.FORGED if forged else Outcome.UNREADABLE,
            received_at=at,
            address=address[:60],
        )
        words = _("Chữ ký không đúng.") if forged else _("Không đọc được thông điệp.")
        raise CallbackRefused(words, forged=forged) from problem
    try:
        return take(gateway, told, text, address=address, at=at)
    except IntegrityError:  # the same message at the same moment: the other one has counted
        return _keep(gateway, told, text, Outcome.REPEATED, address=address, at=at)


@transaction.atomic
def take(gateway: str, told: Told, text: str, *, address: str = "", at: dt.datetime) -> GatewayMessage:
    """Let a message take effect, once, under the lock of its charge."""
    charge, payment = _find(gateway, told.reference)
    counted = GatewayMessage.objects.filter(gateway=gateway, number=told.number[:100]).exclude(
        outcome__in=[Outcome.REPEATED, Outcome.FORGED, Outcome.UNREADABLE]
    )
    if counted.exists():
        return _keep(gateway, told, text, Outcome.REPEATED, address=address, at=at)
    message = _keep(gateway, told, text, Outcome.NOTED, address=address, at=at)
    message.outcome = _effect(gateway, told, charge, payment, at=at)
    message.save(update_fields=["outcome"])
    return message


def _find(gateway: str, reference: str) -> tuple[Charge | None, Payment | None]:
    """Return the locked charge that a reference means: of a payment opened there, or of a transfer by QR."""
    payment = Payment.objects.filter(gateway=gateway, reference=reference).first()
    charge_id = payment.charge_id if payment else None
    if payment is None:
        charge_id = Charge.objects.filter(reference=reference.upper()).values_list("pk", flat=True).first()
    if charge_id is None:
        return None, None
    charge = lock(charge_id)
    return charge, Payment.objects.filter(gateway=gateway, reference=reference).first()


def _effect(
    gateway: str, told: Told, charge: Charge | None, payment: Payment | None, *, at: dt.datetime
) -> GatewayMessage.Outcome:
    if charge is None:
        if not told.succeeded:
            return Outcome.NOTED
        return _dispute(gateway, Kind.UNKNOWN, told, None, None, at=at)
    if not told.succeeded:
        if payment is None or payment.state != Payment.State.OPENED:
            return Outcome.NOTED
        payment.state, payment.settled_at = Payment.State.FAILED, at
        payment.save(update_fields=["state", "settled_at"])
        return Outcome.APPLIED
    if payment and payment.state == Payment.State.SUCCEEDED and payment.gateway_number == told.transaction:
        return Outcome.NOTED
    if told.amount != charge.amount:
        return _dispute(gateway, Kind.WRONG_AMOUNT, told, charge, payment, at=at)
    if charge.state != Charge.State.DUE:
        return _dispute(gateway, Kind.PAID_AGAIN, told, charge, payment, at=at)
    payment = payment or Payment(
        charge=charge, gateway=gateway, reference=told.reference[:30], amount=told.amount, opened_at=at
    )
    payment.state, payment.settled_at, payment.gateway_number = Payment.State.SUCCEEDED, at, told.transaction[:100]
    payment.save()
    settle(charge, Method.ONLINE, "payments.take_callback", by=SYSTEM, at=at, number=told.transaction[:100])
    return Outcome.APPLIED


def _dispute(
    gateway: str,
    kind: Discrepancy.Kind,
    told: Told,
    charge: Charge | None,
    payment: Payment | None,
    *,
    at: dt.datetime,
) -> GatewayMessage.Outcome:
    """Put money that does not agree on the reconciliation list; what was settled before stays settled."""
    if payment and payment.state in (Payment.State.OPENED, Payment.State.FAILED):
        payment.state, payment.gateway_number = Payment.State.DISPUTED, told.transaction[:100]
        payment.save(update_fields=["state", "gateway_number"])
    Discrepancy.objects.get_or_create(
        gateway=gateway,
        kind=kind,
        reference=clean(told.reference)[:60],
        number=told.transaction[:100],
        defaults={
            "charge": charge,
            "expected": charge.amount if charge else None,
            "received": max(0, told.amount),
            "found_at": at,
        },
    )
    if charge is not None:
        data = {"kind": str(kind), "received": told.amount, "number": told.transaction[:100]}
        trace(charge, "payments.dispute", by=SYSTEM, at=at, data=data)
    return Outcome.DISPUTED


def _keep(
    gateway: str, told: Told, text: str, outcome: GatewayMessage.Outcome, *, address: str, at: dt.datetime
) -> GatewayMessage:
    return GatewayMessage.objects.create(
        gateway=gateway,
        number=told.number[:100],
        reference=clean(told.reference)[:60],
        amount=told.amount,
        body=text,
        outcome=outcome,
        received_at=at,
        address=address[:60],
    )
