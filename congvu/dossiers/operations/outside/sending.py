"""Handing over: a parcel is written with the change it follows from, sent afterwards, in order, until it is taken."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from congvu.dossiers.hooks import OutsideSystem
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, OutsideCase, Parcel
from congvu.dossiers.operations import decisions, moves
from congvu.dossiers.operations.outside import outages
from congvu.dossiers.operations.outside.writing import message_of
from congvu.dossiers.queries import outside as queries
from congvu.dossiers.queries.acknowledging import row_outside
from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.errors import Refusal
from congvu.kit.sync import messages
from congvu.people import queries as people
from congvu.workdays import queries as workdays


class NotHandedOver(Refusal):
    """Nothing of the dossier went to another system."""


WAITS = (30, 60, 300, 600, 1800, 3600)
"""Seconds to the next try, by tries that failed; the last one goes on."""
LEASE = dt.timedelta(seconds=120)


def begin(dossier: Dossier, *, system: str, by: Actor, at: dt.datetime) -> OutsideCase:
    """Open the case of a dossier that another system runs, and hand it over when nothing has to be paid first."""
    case = OutsideCase.objects.create(dossier=dossier, system=system, begun_at=at)
    if dossier.state == State.REGISTERED:
        _hand_over(case, dossier, by=by, at=at)
    return case


def _hand_over(case: OutsideCase, dossier: Dossier, *, by: Actor, at: dt.datetime) -> None:
    """Write the parcel and the line of the control sheet; from now on the other side has its time to acknowledge."""
    case.acknowledge_by = acknowledge_by(dossier, at=at)
    case.begun_at = at
    case.save(update_fields=["acknowledge_by", "begun_at"])
    receiver = {"agency_name": dossier.competent_agency.name, "name": queries.system_name(case.system)}
    step = "Chuyển hệ thống của ngành"
    moves.hand_over(dossier, giver=by, receiver=receiver, step_name=step, at=at, recorded_at=at)
    put(case, messages.FILE, at=at)


def acknowledge_by(dossier: Dossier, *, at: dt.datetime) -> dt.datetime | None:
    """Return until when the other side has to say that it has it; None when the sheet sets no time."""
    row = row_outside(dossier)
    return workdays.due(start=at, limit=workdays.Limit.of(row)).due_at if row else None


def put(case: OutsideCase, service: str, *, at: dt.datetime) -> Parcel:
    """Write a parcel, and let a worker send it once this transaction has committed."""
    parcel = Parcel.objects.create(case=case, service=service, not_before=at, made_at=at)
    app.configure_task("dossiers.send_parcels").defer(case_id=case.pk)
    return parcel


@transaction.atomic
def follow(*, dossier_id: int, before: int | None, after: int, at: dt.datetime) -> None:
    """Send on what the citizen's own move means for the other system: paid, supplemented, taken back.

    A withdrawal of what was never handed over needs nobody's answer.
    """
    dossier = moves.lock(dossier_id)
    case = OutsideCase.objects.filter(dossier=dossier).first()
    if case is None:
        return
    handed = case.parcels.filter(service=messages.FILE).exists()
    by_them = case.messages.filter(told_at=at).exists()
    if before == State.SUPPLEMENT_REQUIRED and after in {State.REGISTERED, State.ACCEPTED, State.PROCESSING}:
        if not by_them:
            put(case, messages.SUPPLEMENT, at=at)
    elif dossier.state != after:
        return  # it went on meanwhile
    elif after == State.REGISTERED and not handed:
        _hand_over(case, dossier, by=SYSTEM, at=at)
    elif handed and not by_them and after in {State.WITHDRAW_REQUESTED, State.STOPPED}:
        put(case, messages.WITHDRAW, at=at)
    elif after == State.WITHDRAW_REQUESTED:
        decisions.end(dossier, reason=_("Người nộp rút hồ sơ trước khi chuyển đi"), by=SYSTEM, at=at)
        moves.refresh_work(dossier, at=at)
        moves.trace(dossier, "dossier.withdraw_unsent", by=SYSTEM, at=at)


@transaction.atomic
def send_again(*, dossier_id: int, by: Actor, at: dt.datetime) -> Dossier:
    """Send once more what the other side refused or did not acknowledge, on the word of the desk that filed it.

    The parcel keeps its number: who has it already takes it for the same.

    :raises NotAllowed: for anybody without a reception desk there
    """
    dossier = moves.lock(dossier_id)
    by = people.require(by=by, roles=["reception"], agency_id=dossier.receiving_agency_id, at=at)
    last = Parcel.objects.select_for_update().filter(case__dossier=dossier).order_by("-id").first()
    if last is None:
        raise NotHandedOver(_("Hồ sơ %(code)s chưa chuyển hệ thống nào khác.") % {"code": dossier.code})
    last.state, last.not_before, last.ended_at = Parcel.State.WAITING, at, None
    last.save(update_fields=["state", "not_before", "ended_at"])
    app.configure_task("dossiers.send_parcels").defer(case_id=last.case_id)
    OutsideCase.objects.filter(pk=last.case_id).update(overdue_at=None, acknowledge_by=acknowledge_by(dossier, at=at))
    moves.refresh_work(dossier, at=at)
    moves.trace(dossier, "dossier.send_again", by=by, at=at, data={"service": last.service})
    return dossier


def send_next(*, case_id: int, at: dt.datetime) -> bool:
    """Send the next parcel of a case; False when none is due now or it did not go. Call it outside a transaction."""
    parcel = _take(case_id, at)
    if parcel is None:
        return False
    system = queries.open_system(parcel.case.system)
    try:
        answer = _carry(parcel, system)
    except messages.SystemDown as failure:
        _put_off(parcel, str(failure), at=at)
        return False
    except messages.MessageRefused as refusal:
        _end(parcel, Parcel.State.REFUSED, {}, problem=str(refusal), at=at)
        return True
    _end(parcel, Parcel.State.TAKEN, answer, at=at)
    return True


def _carry(parcel: Parcel, system: OutsideSystem | None) -> dict[str, Any]:
    if system is None:
        raise messages.SystemDown("not configured")
    return system.call(parcel.service, message_of(parcel, system))


@transaction.atomic
def _take(case_id: int, at: dt.datetime) -> Parcel | None:
    """Lease the oldest waiting parcel of a case, when its time has come."""
    waiting = Parcel.objects.select_for_update().filter(case_id=case_id, state=Parcel.State.WAITING).order_by("id")
    parcel = waiting.first()
    if parcel is None or parcel.not_before > at:
        return None
    Parcel.objects.filter(pk=parcel.pk).update(not_before=at + LEASE)
    return Parcel.objects.select_related(
        "case__dossier__version__procedure__field", "case__dossier__competent_agency"
    ).get(pk=parcel.pk)


@transaction.atomic
def _put_off(parcel: Parcel, problem: str, *, at: dt.datetime) -> None:
    wait = WAITS[min(parcel.tries, len(WAITS) - 1)]
    Parcel.objects.filter(pk=parcel.pk).update(
        tries=parcel.tries + 1, not_before=at + dt.timedelta(seconds=wait), last_error=problem[:300]
    )
    outages.begin(parcel.case.system, reason=problem, at=at)


@transaction.atomic
def _end(parcel: Parcel, state: Parcel.State, answer: dict[str, Any], *, problem: str = "", at: dt.datetime) -> None:
    """Seal a parcel: taken, or refused for good, which an official has to look at."""
    dossier = moves.lock(parcel.case.dossier_id)
    Parcel.objects.filter(pk=parcel.pk).update(
        state=state, tries=parcel.tries + 1, ended_at=at, last_error=problem[:300]
    )
    if number := str(answer.get("MaHoSoNganh") or "")[:80]:
        OutsideCase.objects.filter(pk=parcel.case_id).update(number=number)
        dossier.aliases.get_or_create(issuer=parcel.case.system, code=number)
    outages.end(parcel.case.system, at=at)
    moves.refresh_work(dossier, at=at)
    action = "dossier.hand_over_outside" if state == Parcel.State.TAKEN else "dossier.refused_outside"
    data: dict[str, object] = {"system": parcel.case.system, "service": parcel.service, "number": number}
    moves.trace(dossier, action, by=SYSTEM, at=at, data=data | ({"problem": problem} if problem else {}))
