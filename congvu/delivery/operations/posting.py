"""By post: a parcel is prepared, ordered from the carrier, and follows what the carrier tells. Network stays outside
of transactions: prepare, order, then note (house rule 5).
"""

import datetime as dt
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.delivery.events import ParcelDelivered, ParcelReturned
from congvu.delivery.hooks import Consignment, Forged, Unreadable, carriers
from congvu.delivery.lifecycle import State, may_move
from congvu.delivery.models import Parcel, ParcelEvent
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import Refusal
from congvu.kit.outbox import announce
from congvu.kit.text import clean
from congvu.people import queries as people

ROLES = ("return_desk", "reception")
ELSEWHERE = "elsewhere"
"""Carrier of a parcel that was not ordered here: only its number is known."""


class ParcelRefused(Refusal):
    """It cannot go by post so: the text says why."""


class CallbackRefused(Refusal):
    """A message is not the carrier's, or of no parcel of ours."""

    def __init__(self, words: str, *, forged: bool = False) -> None:
        super().__init__(words)
        self.forged = forged


@transaction.atomic
def prepare_parcel(
    *,
    subject: str,
    code: str,
    agency_id: int,
    party_id: int,
    name: str,
    phone: str,
    address: str,
    cash: int = 0,
    way: str = Parcel.Way.RESULT,
    carrier: str,
    by: Actor,
    at: dt.datetime,
) -> Parcel:
    """Write down what shall go by post; :func:`order_parcel` orders it.

    :param name: with ``phone`` and ``address`` the citizen's: to whom a result goes, from whom papers are fetched
    :param cash: đồng to be collected on delivery
    :raises NotAllowed: for anybody but the agency's return desk and reception, and a citizen who sends his own papers
    :raises ParcelRefused: no such carrier, no address or telephone, or one is under way
    """
    by = _who(way, agency_id=agency_id, party_id=party_id, by=by, at=at)
    name, phone, address = clean(name)[:300], clean(phone)[:40], clean(address)[:400]
    if carriers.find(carrier) is None:
        raise ParcelRefused(_("Chưa kết nối bưu chính. Nhờ quản trị tỉnh bật kết nối."))
    if not (name and phone and address):
        raise ParcelRefused(_("Ghi đủ họ tên, số điện thoại, địa chỉ để bưu chính phát."))
    try:
        with transaction.atomic():
            parcel = Parcel.objects.create(
                subject=subject,
                code=code,
                way=way,
                agency_id=agency_id,
                party_id=party_id,
                name=name,
                phone=phone,
                address=address,
                cash=cash,
                carrier=carrier,
                prepared_at=at,
                prepared_by=by.snapshot(),
            )
    except IntegrityError as clash:
        raise ParcelRefused(_("Hồ sơ %(code)s đang có một bưu gửi.") % {"code": code}) from clash
    audit.record(action="delivery.prepare_parcel", subject=subject, label=code, data={"cash": cash}, by=by, at=at)
    return parcel


def order_parcel(*, parcel_id: int, by: Actor, at: dt.datetime) -> Parcel:
    """Order a prepared parcel from its carrier; asked twice it is ordered once.

    :raises NotAllowed: as for :func:`prepare_parcel`
    :raises CarrierDown: the carrier does not answer; the parcel waits as it is
    """
    parcel = Parcel.objects.select_related("agency").get(pk=parcel_id)
    by = _who(parcel.way, agency_id=parcel.agency_id, party_id=parcel.party_id, by=by, at=at)
    carrier = carriers.find(parcel.carrier)
    if parcel.state != State.PREPARED or carrier is None:
        return parcel
    tracking = carrier.order(_consignment(parcel), at=at)
    with transaction.atomic():
        parcel = Parcel.objects.select_for_update(of=("self",)).get(pk=parcel_id)
        if parcel.state == State.PREPARED:
            parcel.state, parcel.tracking = State.ORDERED, tracking[:60]
            parcel.save(update_fields=["state", "tracking"])
            audit.record(action="delivery.order_parcel", subject=parcel.subject, label=tracking, by=by, at=at)
    return parcel


def cancel_parcel(*, parcel_id: int, reason: str, by: Actor, at: dt.datetime) -> Parcel:
    """Call a parcel off that the post has not fetched.

    :raises ParcelRefused: without a reason, or it is on its way
    :raises CarrierDown: the carrier does not answer, or has fetched it
    """
    parcel = Parcel.objects.get(pk=parcel_id)
    by = _who(parcel.way, agency_id=parcel.agency_id, party_id=parcel.party_id, by=by, at=at)
    reason = clean(reason)[:300]
    if not reason:
        raise ParcelRefused(_("Ghi lý do hủy bưu gửi."))
    if not may_move(parcel.state, State.CANCELLED):
        raise ParcelRefused(_("Bưu gửi %(code)s: %(state)s, không hủy được.") % _said(parcel))
    carrier = carriers.find(parcel.carrier)
    if parcel.tracking and carrier is not None:
        carrier.cancel(parcel.tracking, at=at)
    with transaction.atomic():
        parcel = Parcel.objects.select_for_update().get(pk=parcel_id)
        if may_move(parcel.state, State.CANCELLED):
            parcel.state, parcel.ended_at = State.CANCELLED, at
            parcel.save(update_fields=["state", "ended_at"])
            audit.record(action="delivery.cancel_parcel", subject=parcel.subject, data={"reason": reason}, by=by, at=at)
    return parcel


@transaction.atomic
def take_callback(*, carrier: str, body: bytes, headers: Mapping[str, str], at: dt.datetime) -> ParcelEvent:
    """Take in what a carrier tells: repeated, late and out of order it does no harm. An end announces itself.

    :raises CallbackRefused: not signed by the carrier, unreadable, or of no parcel of ours
    """
    known = carriers.find(carrier)
    if known is None:
        raise CallbackRefused(_("Không có bưu chính này."))
    try:
        told = known.read(body, headers)
    except Forged as fault:
        raise CallbackRefused(_("Chữ ký không đúng."), forged=True) from fault
    except Unreadable as fault:
        raise CallbackRefused(_("Tin không đọc được.")) from fault
    parcel = Parcel.objects.select_for_update().filter(carrier=carrier, tracking=told.tracking).first()
    if parcel is None or not told.tracking:
        raise CallbackRefused(_("Không có bưu gửi này."))
    event, is_new = ParcelEvent.objects.get_or_create(
        parcel=parcel,
        number=told.number[:100],
        defaults={
            "state": told.state,
            "words": told.words[:300],
            "place": told.place[:200],
            "happened_at": told.happened_at,
            "recorded_at": at,
        },
    )
    if is_new and may_move(parcel.state, told.state):
        parcel.state = told.state
        if told.state in {State.DELIVERED, State.RETURNED}:
            parcel.ended_at, parcel.taken_by = told.happened_at, told.receiver[:300]
            parcel.collected = told.cash
        parcel.save()
        audit.record(
            action=f"delivery.{told.state}", subject=parcel.subject, label=parcel.tracking, by=SYSTEM, at=at,
            happened_at=told.happened_at,
        )  # fmt: skip
        _announce(parcel, at)
    return event


@transaction.atomic
def note_arrival(
    *,
    subject: str,
    code: str,
    agency_id: int,
    party_id: int,
    name: str,
    phone: str,
    address: str,
    tracking: str,
    by: Actor,
    at: dt.datetime,
) -> Parcel:
    """Note that papers came in an envelope of the post that nobody ordered here, under the number on it.

    :raises NotAllowed: for anybody but the agency's return desk and reception
    :raises ParcelRefused: no number, or one that is noted already
    """
    by = people.require(by=by, roles=ROLES, agency_id=agency_id, at=at)
    tracking = clean(tracking).upper().replace(" ", "")[:60]
    if not tracking:
        raise ParcelRefused(_("Ghi số hiệu bưu gửi trên phong bì."))
    if (known := Parcel.objects.filter(subject=subject, carrier=ELSEWHERE, tracking=tracking).first()) is not None:
        return known
    try:
        with transaction.atomic():
            parcel = Parcel.objects.create(
                subject=subject,
                code=code,
                way=Parcel.Way.PAPERS,
                agency_id=agency_id,
                party_id=party_id,
                name=clean(name)[:300],
                phone=clean(phone)[:40],
                address=clean(address)[:400],
                carrier=ELSEWHERE,
                tracking=tracking,
                state=State.DELIVERED,
                prepared_at=at,
                prepared_by=by.snapshot(),
                ended_at=at,
                taken_by=by.name,
            )
    except IntegrityError as clash:
        raise ParcelRefused(_("Bưu gửi %(number)s đã được ghi cho hồ sơ khác.") % {"number": tracking}) from clash
    audit.record(action="delivery.note_arrival", subject=subject, label=tracking, by=by, at=at)
    return parcel


def _who(way: str, *, agency_id: int, party_id: int, by: Actor, at: dt.datetime) -> Actor:
    """Return who sends: an official of the desk either way, a citizen his own papers.

    :raises NotAllowed: for anybody else
    """
    own = by.kind == ActorKind.CITIZEN and by.id is not None and party_id in people.same_person(by.id)
    if own and way == Parcel.Way.PAPERS:
        return by
    return people.require(by=by, roles=ROLES, agency_id=agency_id, at=at)


def _consignment(parcel: Parcel) -> Consignment:
    """Return what the carrier is told: from the office to the citizen, or the other way; the telephone is his."""
    office, home = (parcel.agency.name, parcel.agency.address), (parcel.name, parcel.address)
    to_office = parcel.way == Parcel.Way.PAPERS
    (sender, sender_address), (receiver, address) = (home, office) if to_office else (office, home)
    return Consignment(
        reference=str(parcel.public_id),
        sender=sender,
        sender_address=sender_address,
        receiver=receiver,
        phone=parcel.phone,
        address=address,
        words=parcel.code,
        cash=parcel.cash,
        to_office=to_office,
    )


def _announce(parcel: Parcel, at: dt.datetime) -> None:
    if parcel.state == State.DELIVERED:
        fact = ParcelDelivered(
            parcel_id=parcel.pk, subject=parcel.subject, receiver=parcel.taken_by or parcel.name, at=at.isoformat()
        )
        announce(fact, subject=parcel.subject)
    elif parcel.state == State.RETURNED:
        announce(ParcelReturned(parcel_id=parcel.pk, subject=parcel.subject, at=at.isoformat()), subject=parcel.subject)


def _said(parcel: Parcel) -> dict[str, str]:
    return {"code": str(parcel), "state": str(parcel.get_state_display()).lower()}
