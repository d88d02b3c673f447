"""Charging: what is owed comes into being, is cancelled, or was paid elsewhere."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import NotAllowed, Refusal
from congvu.kit.outbox import announce
from congvu.kit.text import clean
from congvu.payments.events import ChargePaid
from congvu.payments.models import Charge, ChargeLine, Method
from congvu.people import queries as people

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without letters that are taken for digits: people copy references by hand."""


class ChargeUnknown(Refusal):
    """There is no such charge, or it is not yours to see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One fee; ``amount`` in whole đồng, ``law`` the act and article it rests on."""

    code: str
    name: str
    amount: int
    law: str = ""


@transaction.atomic
def charge(
    *,
    subject: str,
    key: str = "fees",
    code: str,
    title: str,
    agency_id: int,
    payer_id: int,
    payer: Mapping[str, str],
    lines: Sequence[Line],
    path: str = "",
    by: Actor,
    at: dt.datetime,
) -> Charge | None:
    """Charge a payer; None when the lines come to nothing. The same duty of a subject is charged once.

    Who may charge, the caller asks: the module whose subject it is.

    :param subject: ``dossier:12``; hears ``events.ChargePaid`` when it is paid
    :param key: which duty of the subject
    :param payer: ``name identifier address`` as they are now; kept with the charge
    :param path: the portal's page of the subject
    """
    lines = [line for line in lines if line.amount > 0]
    known = Charge.objects.filter(subject=subject, key=key).exclude(state=Charge.State.CANCELLED).first()
    if known is not None or not lines:
        return known
    made = Charge.objects.create(
        reference="CV" + "".join(secrets.choice(ALPHABET) for _n in range(10)),
        subject=subject,
        key=key,
        code=code,
        title=title[:300],
        agency_id=agency_id,
        payer_id=payer_id,
        payer_snapshot={name: str(payer.get(name, "")) for name in ("name", "identifier", "address", "email")},
        amount=sum(line.amount for line in lines),
        charged_at=at,
        path=path,
    )
    ChargeLine.objects.bulk_create(
        ChargeLine(charge=made, code=line.code, name=line.name[:300], amount=line.amount, law=line.law[:260])
        for line in lines
    )
    trace(made, "payments.charge", by=by, at=at, data={"amount": made.amount})
    return made


@transaction.atomic
def cancel(*, subject: str, key: str = "", reason: str, by: Actor, at: dt.datetime) -> list[Charge]:
    """Cancel what is still due for a subject; money that comes later goes to the reconciliation list.

    :param key: only this duty of the subject; empty: all of them
    """
    rows = Charge.objects.select_for_update().filter(subject=subject, state=Charge.State.DUE)
    due = list(rows.filter(key=key) if key else rows)
    for one in due:
        one.state = Charge.State.CANCELLED
        one.save(update_fields=["state"])
        trace(one, "payments.cancel", by=by, at=at, data={"reason": clean(reason)})
    return due


@transaction.atomic
def choose_counter(*, charge_id: int, by: Actor, at: dt.datetime) -> Charge:
    """Note that the payer comes to the counter.

    :raises ChargeUnknown: when the charge is another's
    """
    found = own(lock(charge_id), by)
    if found.state == Charge.State.DUE and not found.wants_counter:
        found.wants_counter = True
        found.save(update_fields=["wants_counter"])
        trace(found, "payments.choose_counter", by=by, at=at)
    return found


@transaction.atomic
def settle_elsewhere(*, subject: str, receipt: str, by: Actor, at: dt.datetime) -> list[Charge]:
    """Record that what is due for a subject was paid where others give the receipt: the treasury, the tax office.

    Who may record it, the caller asks.

    :param receipt: number of their receipt
    """
    due = list(Charge.objects.select_for_update().filter(subject=subject, state=Charge.State.DUE))
    for one in due:
        one.outside_receipt = clean(receipt)[:100]
        paid(one, Method.ELSEWHERE, at=at)
        trace(one, "payments.settle_elsewhere", by=by, at=at, data={"receipt": one.outside_receipt})
    return due


@transaction.atomic
def pass_to_agency(*, subject: str, old_id: int, new_id: int, by: Actor, at: dt.datetime) -> int:
    """Let another agency collect what is still due for a subject, when its own is no more; return how many charges.

    Who may say so, the caller asks. What was paid and receipted stays with the agency that collected it.
    """
    due = list(Charge.objects.select_for_update().filter(subject=subject, agency_id=old_id, state=Charge.State.DUE))
    for one in due:
        one.agency_id = new_id
        one.save(update_fields=["agency"])
        trace(one, "payments.pass_to_agency", by=by, at=at, data={"old": old_id, "new": new_id})
    return len(due)


def lock(charge_id: int) -> Charge:
    """Return the charge, its row locked until the transaction ends.

    :raises ChargeUnknown: when there is none
    """
    found = Charge.objects.select_for_update(of=("self",)).select_related("agency").filter(pk=charge_id).first()
    if found is None:
        raise ChargeUnknown(_("Không có khoản phải nộp này."))
    return found


def is_payer(charge: Charge, by: Actor) -> bool:
    """Tell whether ``by`` is the payer, or has been let act for the payer (``Actor.acts_for_id``)."""
    if by.kind == ActorKind.CITIZEN and by.id and charge.payer_id in people.same_person(by.id):
        return True
    return by.kind in {ActorKind.CITIZEN, ActorKind.PARTNER} and by.acts_for_id == charge.payer_id


def own(charge: Charge, by: Actor) -> Charge:
    """Test that ``by`` is the payer, or a citizen or partner's program that ``dossiers`` has let act for the payer.

    :raises ChargeUnknown: for anybody else
    """
    if is_payer(charge, by):
        return charge
    raise ChargeUnknown(_("Không có khoản phải nộp này, hoặc khoản này không phải của bạn."))


def collector(charge: Charge, *, by: Actor, at: dt.datetime) -> Actor:
    """Return the cashier of the agency that collects, with the post by which they act.

    :raises NotAllowed: for anybody else
    """
    if by.kind == ActorKind.CITIZEN:
        raise NotAllowed(_("Chỉ nhân viên thu phí của cơ quan được ghi thu tiền."))
    return people.require(by=by, roles=["cashier"], agency_id=charge.agency_id, at=at)


def paid(charge: Charge, method: Method, *, at: dt.datetime) -> None:
    """Move a locked charge to paid and announce it. The only place that does."""
    charge.state, charge.method, charge.paid_at = Charge.State.PAID, method, at
    charge.save(update_fields=["state", "method", "paid_at", "outside_receipt"])
    announce(ChargePaid(charge_id=charge.pk, subject=charge.subject, at=at.isoformat()), subject=charge.subject)


def trace(charge: Charge, action: str, *, by: Actor, at: dt.datetime, data: Mapping[str, object] | None = None) -> None:
    """Write the operation's audit line, under the subject it is for."""
    audit.record(
        action=action,
        subject=charge.subject,
        label=f"{charge.code}: {charge.amount}",
        data={"charge": charge.pk, "reference": charge.reference, **(data or {})},
        by=by,
        at=at,
    )
