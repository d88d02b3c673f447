"""Reactions: results wanted online are returned at once, what waited for money goes on, partners hear of both."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from congvu.accounts import queries as accounts
from congvu.delivery import queries as delivery
from congvu.delivery.events import ParcelDelivered
from congvu.delivery.models import Parcel
from congvu.dossiers.events import DossierMoved, ResultReady
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, OutsideCase, ReturnBy, Slip
from congvu.dossiers.operations import outside, payment_met, propose_new_days, return_result, secrecy, tell_paid
from congvu.exchange import operations as exchange
from congvu.exchange.models import Kind
from congvu.files.events import SecretRemoved
from congvu.kit.actors import SYSTEM
from congvu.kit.outbox import listen
from congvu.payments import operations as payment_operations
from congvu.payments import queries as payments
from congvu.payments.events import ChargePaid
from congvu.workdays.events import CalendarChanged

OWNERS_MOVES = frozenset({State.REGISTERED, State.ACCEPTED, State.PROCESSING, State.WITHDRAW_REQUESTED, State.STOPPED})
"""Where a dossier stands after its owner paid, supplemented or asked for it back."""


@listen(ResultReady, name="dossiers.return_online")
def return_online(event: ResultReady) -> None:
    """Return the result online, once; what was signed on paper waits at the desk."""
    dossier = Dossier.objects.get(pk=event.dossier_id)
    on_file = dossier.slips.filter(kind__in=[Slip.Kind.RESULT, Slip.Kind.REFUSAL]).exists()
    if dossier.return_by == ReturnBy.ONLINE and dossier.state == State.DONE and on_file:
        return_result(dossier_id=dossier.pk, by=SYSTEM, at=dt.datetime.fromisoformat(event.at))


@listen(ResultReady, name="dossiers.open_linked")
def go_on_elsewhere(event: ResultReady) -> None:
    """Open the parts that follow in other agencies (liên thông)."""
    outside.open_linked(dossier_id=event.dossier_id, at=dt.datetime.fromisoformat(event.at))


@listen(DossierMoved, name="dossiers.follow_outside")
def follow_outside(event: DossierMoved) -> None:
    """Send on to the system that runs a dossier what its owner did."""
    if event.after in OWNERS_MOVES and OutsideCase.objects.filter(dossier_id=event.dossier_id).exists():
        at = dt.datetime.fromisoformat(event.at)
        outside.follow(dossier_id=event.dossier_id, before=event.before, after=event.after, at=at)


@listen(CalendarChanged, name="dossiers.propose_new_days")
def look_at_promises(event: CalendarChanged) -> None:
    """Find the promises that the changed calendar would move, and propose new days to the administrator."""
    propose_new_days(first=event.first, reason=event.reason, at=event.at)


@listen(DossierMoved, name="dossiers.tell_partners")
def tell_partners(event: DossierMoved) -> None:
    """Hand the new state over to the partners that may see the dossier; no name, no content goes along."""
    _hand_over(
        Kind.DOSSIER_STATE,
        event.dossier_id,
        {"status_code": event.after, "previous_status_code": event.before, "at": event.at},
        at=event.at,
    )


@listen(ChargePaid, name="dossiers.tell_partners_of_money")
def tell_of_money(event: ChargePaid) -> None:
    """Hand over that the fees of a dossier were received, with the number of the receipt; no payer goes along."""
    dossier_id = _dossier_of(event)
    if dossier_id is None:
        return
    charge = payments.charge_by(id=event.charge_id)
    receipt = payments.receipt(charge=charge)
    _hand_over(
        Kind.DOSSIER_PAID,
        dossier_id,
        {
            "reference": charge.reference,
            "amount": charge.amount,
            "receipt": str(receipt.number) if receipt else None,
            "at": event.at,
        },
        at=event.at,
    )


def _hand_over(kind: Kind, dossier_id: int, data: Mapping[str, Any], *, at: str) -> None:
    """Hand a fact about a dossier over to the partners that may see it; its code goes first."""
    if not accounts.open_partners():
        return
    dossier = (
        Dossier.objects.select_related("bundle")
        .only("code", "due_at", "receiving_agency_id", "competent_agency_id", "bundle__partner_id")
        .get(pk=dossier_id)
    )
    partners = accounts.partners_in_sight(
        filed_by=dossier.bundle.partner_id, agency_ids=[dossier.receiving_agency_id, dossier.competent_agency_id]
    )
    if partners:
        exchange.hand_over(
            kind=kind,
            partner_ids=partners,
            subject=dossier.subject,
            label=dossier.code,
            data={"code": dossier.code, **data},
            at=dt.datetime.fromisoformat(at),
        )


@listen(ChargePaid, name="dossiers.payment_met")
def go_on(event: ChargePaid) -> None:
    """Let a dossier go on that waited for this money."""
    dossier_id = _dossier_of(event)
    if dossier_id is not None:
        payment_met(dossier_id=dossier_id, by=SYSTEM, at=dt.datetime.fromisoformat(event.at))


@listen(ChargePaid, name="dossiers.tell_paid")
def thank(event: ChargePaid) -> None:
    """Tell the owner that their money has come."""
    dossier_id = _dossier_of(event)
    if dossier_id is not None:
        tell_paid(dossier_id=dossier_id, charge_id=event.charge_id, at=dt.datetime.fromisoformat(event.at))


def _dossier_of(event: ChargePaid) -> int | None:
    kind, _colon, number = event.subject.partition(":")
    return int(number) if kind == "dossier" and number.isdigit() else None


@listen(ParcelDelivered, name="dossiers.return_by_post")
def return_by_post(event: ParcelDelivered) -> None:
    """Note that the result was returned once the post has given it to its receiver."""
    kind, _colon, number = event.subject.partition(":")
    parcel = delivery.parcel(event.parcel_id)
    if kind != "dossier" or not number.isdigit() or parcel is None or parcel.way != Parcel.Way.RESULT:
        return
    dossier = Dossier.objects.filter(pk=int(number), state=State.DONE).first()
    if dossier is not None:
        return_result(dossier_id=dossier.pk, receiver=event.receiver, by=SYSTEM, at=dt.datetime.fromisoformat(event.at))


@listen(ParcelDelivered, name="dossiers.pay_by_post")
def pay_by_post(event: ParcelDelivered) -> None:
    """Let the money that the post collected on delivery pay what was due."""
    parcel = delivery.parcel(event.parcel_id)
    if parcel is not None and parcel.collected:
        payment_operations.settle_carried(
            subject=event.subject,
            carrier=parcel.carrier,
            amount=parcel.collected,
            number=parcel.tracking,
            at=dt.datetime.fromisoformat(event.at),
        )


@listen(SecretRemoved, name="dossiers.note_secret")
def note_secret(fact: SecretRemoved) -> None:
    """Papers whose content was found elsewhere to be a state secret stand in the dossier without their file."""
    secrecy.note_secret_removed(blob_id=fact.blob_id)
