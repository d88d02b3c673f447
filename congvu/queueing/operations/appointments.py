"""Appointments: booked in a slot, called off, turned into a ticket when the citizen comes, missed."""

import datetime as dt
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed, Refusal
from congvu.notices import operations as notices
from congvu.people import queries as people
from congvu.people.models import Party
from congvu.queueing import queries
from congvu.queueing.lifecycle import Rank
from congvu.queueing.models import Appointment, Line, Ticket
from congvu.queueing.operations.taking import KIOSK, write_ticket
from congvu.queueing.rules import SEATED

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 6


class AppointmentRefused(Refusal):
    """It cannot be booked, called off or used: the text says why."""


@transaction.atomic
def book(
    *,
    line_id: int,
    starts_at: dt.datetime,
    party_id: int,
    procedure_code: str,
    procedure_name: str,
    by: Actor,
    at: dt.datetime,
) -> Appointment:
    """Book a place in a slot for a citizen; the citizen is told. Two who want the last place: one gets it.

    :raises NotAllowed: for somebody else than oneself, or an official without a desk there
    :raises AppointmentRefused: no such slot, it is full, or one is booked in this line already
    """
    line = Line.objects.select_for_update().filter(pk=line_id, closed_at=None).first()
    if line is None:
        raise AppointmentRefused(_("Nơi này không còn nhận lịch hẹn. Chọn nơi khác."))
    by = _who_books(by, line, party_id, at)
    open_slots = queries.slots(line=line, on=timezone.localdate(starts_at), at=at)
    slot = next((one for one in open_slots if one.starts_at == starts_at), None)
    if slot is None or not slot.left:
        raise AppointmentRefused(_("Khung giờ này vừa hết chỗ. Chọn khung giờ khác."))
    party = Party.objects.get(pk=party_id)
    if Appointment.objects.filter(line=line, party=party, state=Appointment.State.BOOKED).exists():
        raise AppointmentRefused(_("Bạn đã có một lịch hẹn ở đây. Hủy lịch cũ trước khi đặt lịch mới."))
    booked = Appointment.objects.create(
        line=line,
        code="".join(secrets.choice(ALPHABET) for _place in range(LENGTH)),
        party=party,
        name=party.name,
        procedure_code=procedure_code[:20],
        procedure_name=procedure_name[:200],
        starts_at=starts_at,
        booked_at=at,
    )
    _record("queueing.book", booked, by=by, at=at)
    _tell(booked, "appointment_booked", at=at)
    return booked


@transaction.atomic
def cancel(*, code: str, by: Actor, at: dt.datetime) -> Appointment:
    """Call an appointment off; its place is free again.

    :raises NotAllowed: for anybody but its citizen and the desk
    :raises AppointmentRefused: it is over, or was called off
    """
    booked = _locked(code)
    by = _who_books(by, booked.line, booked.party_id, at)
    _still_booked(booked)
    booked.state = Appointment.State.CANCELLED
    booked.save(update_fields=["state"])
    _record("queueing.cancel", booked, by=by, at=at)
    return booked


@transaction.atomic
def arrive(*, code: str, agency_id: int, by: Actor = KIOSK, at: dt.datetime) -> Ticket:
    """Turn an appointment of today into a ticket: before all others from its hour on, later than the grace as any.

    :param by: the official who looked it up, or the kiosk whose key was checked by the caller
    :raises AppointmentRefused: none of today in this hall, or it has been used
    """
    booked = _locked(code)
    if by.kind == ActorKind.OFFICIAL:
        by = people.require(by=by, roles=SEATED, agency_id=booked.line.agency_id, at=at)
    if booked.line.agency_id != agency_id or timezone.localdate(booked.starts_at) != timezone.localdate(at):
        raise AppointmentRefused(_("Không có lịch hẹn hôm nay ở đây với mã này. Kiểm tra lại mã trong tin nhắn hẹn."))
    _still_booked(booked)
    booked.state = Appointment.State.ARRIVED
    booked.save(update_fields=["state"])
    late = at > booked.starts_at + dt.timedelta(minutes=booked.line.slot_minutes + booked.line.grace_minutes)
    return write_ticket(
        booked.line,
        rank=Rank.ORDINARY if late else Rank.APPOINTMENT,
        waits_from=at if late else max(at, booked.starts_at),
        appointment=booked,
        party_id=booked.party_id,
        name=booked.name,
        procedure_code=booked.procedure_code,
        procedure_name=booked.procedure_name,
        by=by,
        at=at,
    )


@transaction.atomic
def miss_past(*, at: dt.datetime) -> int:
    """Mark the appointments of past days to which nobody came; return how many."""
    start = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = list(Appointment.objects.select_for_update().filter(state=Appointment.State.BOOKED, starts_at__lt=start))
    for booked in rows:
        booked.state = Appointment.State.MISSED
        booked.save(update_fields=["state"])
        _record("queueing.miss", booked, by=SYSTEM, at=at)
    return len(rows)


@transaction.atomic
def remind_tomorrow(*, at: dt.datetime) -> int:
    """Remind, once, those who are to come on the next day; return how many."""
    day = timezone.localdate(at) + dt.timedelta(days=1)
    rows = list(
        Appointment.objects.select_for_update(of=("self",))
        .select_related("line__agency", "party")
        .filter(state=Appointment.State.BOOKED, starts_at__date=day, reminded_at=None)
    )
    for booked in rows:
        booked.reminded_at = at
        booked.save(update_fields=["reminded_at"])
        _tell(booked, "appointment_tomorrow", at=at)
    return len(rows)


def _who_books(by: Actor, line: Line, party_id: int, at: dt.datetime) -> Actor:
    if by.kind == ActorKind.CITIZEN and by.id is not None and party_id in people.same_person(by.id):
        return by
    if by.kind == ActorKind.CITIZEN:
        raise NotAllowed(_("Lịch hẹn này của người khác."))
    return people.require(by=by, roles=SEATED, agency_id=line.agency_id, at=at)


def _locked(code: str) -> Appointment:
    found = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("line__agency", "party")
        .filter(code=code.strip().upper().replace(" ", ""))
        .first()
    )
    if found is None:
        raise AppointmentRefused(_("Không có lịch hẹn với mã này. Kiểm tra lại mã trong tin nhắn hẹn."))
    return found


def _still_booked(booked: Appointment) -> None:
    if booked.state != Appointment.State.BOOKED:
        raise AppointmentRefused(
            _("Lịch hẹn %(code)s: %(state)s.") % {"code": booked.code, "state": str(booked.get_state_display()).lower()}
        )


def _record(action: str, booked: Appointment, *, by: Actor, at: dt.datetime) -> None:
    audit.record(action=action, subject=f"appointment:{booked.pk}", label=booked.code, by=by, at=at)


def _tell(booked: Appointment, template: str, *, at: dt.datetime) -> None:
    notices.notify(
        template=template,
        party_id=booked.party_id,
        subject=f"appointment:{booked.pk}",
        data={
            "code": booked.code,
            "name": booked.name,
            "at": timezone.localtime(booked.starts_at).strftime("%H:%M ngày %d/%m/%Y"),
            "procedure": booked.procedure_name,
            "agency": booked.line.agency.name,
            "path": "/lich-hen/",
        },
        key=f"{template}:{booked.pk}",
        at=at,
    )
