"""Working a dossier: take a step, give it to somebody, finish it, send it back."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, Paper
from congvu.dossiers.operations import clock, moves, sharing
from congvu.dossiers.operations.handing import hand_steps, pass_on
from congvu.dossiers.operations.reception import ReasonMissing, check_state
from congvu.kit.actors import Actor
from congvu.kit.errors import NotAllowed, Refusal
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.people.models import Official
from congvu.processes import operations as processes
from congvu.processes.models import Step

SPECIAL = frozenset({"register", "sign", "seal", "return", "consult", "verify", "council", "notice", "duty"})
"""Step kinds that have an operation of their own; finishing them by hand would skip their work."""


class UnitUnfit(Refusal):
    """The unit is not of the agency, or nobody there may do the step."""


class StepHasOwnAction(Refusal):
    """The step ends by what it is for (signing, answering, minutes …), not by a press on "done"."""


def step_of(dossier: Dossier, step_id: int) -> Step:
    """Return an step of the dossier's run.

    :raises NotAllowed: when the step belongs to another dossier
    """
    step = Step.objects.filter(pk=step_id, run_id=dossier.run_id).first() if dossier.run_id else None
    if step is None:
        raise NotAllowed(_("Bước này không thuộc hồ sơ %(code)s.") % {"code": dossier.code})
    return step


def allowed(dossier: Dossier, step: Step, *, by: Actor, at: dt.datetime) -> Actor:
    """Return the actor with the post by which he may do this step, or on whose behalf.

    :raises NotAllowed: when he holds no such role, or the step is somebody else's
    """
    agency_id = dossier.receiving_agency_id if step.kind == "return" else step.agency_id
    try:
        return people.require(
            by=by, roles=[step.role], agency_id=agency_id, unit_id=step.unit_id, holder_id=step.assignee_id, at=at
        )
    except NotAllowed as reason:
        raise NotAllowed(
            _("Bước «%(step)s» của hồ sơ %(code)s không thuộc việc của bạn.")
            % {"step": step.name, "code": dossier.code}
        ) from reason


@transaction.atomic
def take(*, dossier_id: int, step_id: int, by: Actor, at: dt.datetime) -> Dossier:
    """Take an open step as one's own; the first taking moves the dossier to «Đang xử lý».

    :raises Stale: when a colleague took it
    """
    dossier = moves.lock(dossier_id)
    check_state(dossier, State.ACCEPTED, State.PROCESSING, State.DONE)
    step = step_of(dossier, step_id)
    by = allowed(dossier, step, by=by, at=at)
    processes.take_step(step_id=step.pk, by=by, at=at)
    processing(dossier, by=by, at=at)
    moves.refresh_work(dossier, at=at)
    moves.trace(dossier, "dossier.take", by=by, at=at, data={"step": step.bpmn_id})
    return dossier


@transaction.atomic
def assign(*, dossier_id: int, step_id: int, official_id: int, by: Actor, at: dt.datetime) -> Dossier:
    """Give an open step to an official who is competent for it; unit heads within their unit, leaders to anyone.

    Given to somebody of another unit, the step lies in that unit from then on.

    :raises NotAllowed: when the giver leads nothing there, or the receiver does not hold the role
    """
    dossier = moves.lock(dossier_id)
    check_state(dossier, State.ACCEPTED, State.PROCESSING, State.DONE)
    step = step_of(dossier, step_id)
    by = _who_gives(step, by=by, at=at)
    fitting = {person.pk: person for person in may_be_given(step=step, by=by, at=at)}
    if official_id not in fitting:
        raise NotAllowed(_("Người được giao không giữ vai trò của bước «%(step)s».") % {"step": step.name})
    here = people.officials_with(role=step.role, agency_id=step.agency_id, unit_id=step.unit_id, at=at)
    if not here.filter(pk=official_id).exists():
        unit_id = people.unit_of_role(official_id=official_id, role=step.role, agency_id=step.agency_id, at=at)
        processes.place_step(step_id=step.pk, unit_id=unit_id, by=by, at=at)
    processes.assign_step(step_id=step.pk, official_id=official_id, by=by, at=at)
    receiver = {"name": fitting[official_id].full_name, "id": official_id}
    moves.hand_over(dossier, giver=by, receiver=receiver, step_name=step.name, at=at, recorded_at=at)
    processing(dossier, by=by, at=at)
    moves.refresh_work(dossier, at=at)
    moves.trace(dossier, "dossier.assign", by=by, at=at, data={"step": step.bpmn_id, "official": official_id})
    return dossier


def _who_gives(step: Step, *, by: Actor, at: dt.datetime) -> Actor:
    """Return who gives a step away: the head of the unit where it lies, or a leader of the agency."""
    if people.holds(by=by, roles=["leader"], agency_id=step.agency_id, at=at):
        return people.require(by=by, roles=["leader"], agency_id=step.agency_id, at=at)
    return people.require(by=by, roles=["unit_head"], agency_id=step.agency_id, unit_id=step.unit_id, at=at)


def may_be_given(*, step: Step, by: Actor, at: dt.datetime) -> list[Official]:
    """Return to whom somebody may give a step: a leader to whoever holds its role, a head to those of the unit."""
    leads = people.holds(by=by, roles=["leader"], agency_id=step.agency_id, at=at)
    unit_id = None if leads else step.unit_id
    return list(people.officials_with(role=step.role, agency_id=step.agency_id, unit_id=unit_id, at=at))


@transaction.atomic
def pass_to_unit(
    *, dossier_id: int, step_id: int, unit_id: int, further: bool, reason: str, by: Actor, at: dt.datetime
) -> Dossier:
    """Pass an open step to another unit of its agency; its head shares it out there, or the unit's rule does.

    :param further: the later steps of the unit go with it
    :raises ReasonMissing: without a reason
    :raises UnitUnfit: the unit is not of the agency, or nobody there holds the role
    :raises NotAllowed: for anybody but the head of the unit and the leaders
    """
    reason = clean(reason)
    dossier = moves.lock(dossier_id)
    check_state(dossier, State.ACCEPTED, State.PROCESSING)
    step = step_of(dossier, step_id)
    by = _who_gives(step, by=by, at=at)
    units = {unit.pk: unit for unit in people.units(agency_id=step.agency_id, on=timezone.localdate(at))}
    holders = people.officials_with(role=step.role, agency_id=step.agency_id, unit_id=unit_id, at=at)
    if unit_id not in units or unit_id == step.unit_id or not holders.exists():
        raise UnitUnfit(_("Chọn phòng khác có người giữ vai trò của bước «%(step)s».") % {"step": step.name})
    if not reason:
        raise ReasonMissing(_("Ghi lý do chuyển để phòng nhận biết phải làm gì."))
    step = processes.place_step(step_id=step.pk, unit_id=unit_id, further=further, by=by, at=at)
    receiver: dict[str, object] = {"agency_name": units[unit_id].name, "role": step.role}
    official = sharing.share(dossier, step, by=by, at=at)
    if official is not None:
        receiver |= {"name": official.full_name, "id": official.pk}
    moves.hand_over(dossier, giver=by, receiver=receiver, step_name=step.name, at=at, recorded_at=at, note=reason)
    processing(dossier, by=by, at=at)
    moves.refresh_work(dossier, at=at)
    data = {"step": step.bpmn_id, "unit": units[unit_id].code, "further": further, "reason": reason}
    moves.trace(dossier, "dossier.pass_to_unit", by=by, at=at, data=data)
    return dossier


@transaction.atomic
def finish_step(*, dossier_id: int, step_id: int, note: str = "", by: Actor, at: dt.datetime) -> Dossier:
    """Finish a step of plain work and hand on.

    :raises StepHasOwnAction: for register, sign, seal and return
    :raises Stale: when a colleague was faster
    """
    note = clean(note)
    dossier = moves.lock(dossier_id)
    step = step_of(dossier, step_id)
    if step.kind in SPECIAL:
        raise StepHasOwnAction(_("Bước «%(step)s» có thao tác riêng.") % {"step": step.name})
    check_state(dossier, State.ACCEPTED, State.PROCESSING)
    by = allowed(dossier, step, by=by, at=at)
    processing(dossier, by=by, at=at)
    steps = pass_on(dossier, step, note=note, by=by, at=at)
    moves.refresh_work(dossier, steps=steps, at=at)
    moves.trace(dossier, "dossier.finish_step", by=by, at=at, data={"step": step.bpmn_id})
    return dossier


@transaction.atomic
def send_back(*, dossier_id: int, step_id: int, target: str, reason: str, by: Actor, at: dt.datetime) -> Dossier:
    """Send the dossier back to an earlier step, with a reason.

    :raises ReasonMissing: without a reason
    """
    reason = clean(reason)
    dossier = moves.lock(dossier_id)
    check_state(dossier, State.ACCEPTED, State.PROCESSING)
    step = step_of(dossier, step_id)
    by = allowed(dossier, step, by=by, at=at)
    if not reason:
        raise ReasonMissing(_("Ghi lý do trả lại để người trước biết phải sửa gì."))
    run = processes.return_to(run_id=step.run_id, from_step_id=step.pk, target=target, reason=reason, by=by, at=at)
    hand_steps(dossier, run.opened, by=by, at=at)
    clock.follow(dossier, run.waiting, by=by, at=at)
    moves.refresh_work(dossier, steps=run.waiting, at=at)
    moves.trace(
        dossier, "dossier.send_back", by=by, at=at, data={"step": step.bpmn_id, "target": target, "reason": reason}
    )
    return dossier


@transaction.atomic
def check_paper(*, dossier_id: int, paper_id: int, good: bool, note: str = "", by: Actor, at: dt.datetime) -> Paper:
    """Mark a paper as checked: good, or in need of a better one.

    :raises NotAllowed: when the paper belongs to another dossier
    """
    note = clean(note)
    dossier = moves.lock(dossier_id)
    agency_id = dossier.competent_agency_id if dossier.run_id else dossier.receiving_agency_id
    by = people.require(by=by, roles=["reception", "case_officer"], agency_id=agency_id, at=at)
    check_state(dossier, State.REGISTERED, State.ACCEPTED, State.PROCESSING)
    paper = dossier.papers.filter(pk=paper_id).first()
    if paper is None:
        raise NotAllowed(_("Giấy tờ này không thuộc hồ sơ %(code)s.") % {"code": dossier.code})
    paper.check_state = Paper.Check.GOOD if good else Paper.Check.WRONG
    paper.note = note[:500]
    paper.save(update_fields=["check_state", "note"])
    moves.trace(dossier, "dossier.check_paper", by=by, at=at, data={"paper": paper.code, "good": good})
    return paper


def processing(dossier: Dossier, *, by: Actor, at: dt.datetime) -> None:
    """Move a dossier just accepted to «Đang xử lý»: somebody has begun."""
    if dossier.state == State.ACCEPTED:
        moves.move(dossier, State.PROCESSING, by=by, at=at)
