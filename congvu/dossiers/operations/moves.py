"""The one door through which a dossier's national state moves, and what each move leaves behind."""

import datetime as dt
from collections.abc import Mapping, Sequence

from congvu.audit import operations as audit
from congvu.catalogue import queries as catalogue
from congvu.dossiers.events import DossierMoved
from congvu.dossiers.lifecycle import ENDED, PAUSED, RUNNING, State, check_move
from congvu.dossiers.models import Dossier, Handover, Move, Outcome, OutsideCase, Parcel, WorkItem
from congvu.dossiers.operations import legs
from congvu.dossiers.queries.acknowledging import acknowledgement
from congvu.kit.actors import Actor
from congvu.kit.errors import NotThere
from congvu.kit.outbox import announce
from congvu.notices import operations as notices
from congvu.people import queries as people
from congvu.processes import queries as processes
from congvu.processes.models import Step


class DossierUnknown(NotThere):
    """There is no such dossier, or it is not yours to see."""


def lock(dossier_id: int) -> Dossier:
    """Return the dossier, its row locked until the transaction ends.

    :raises DossierUnknown: when there is none
    """
    found = Dossier.objects.select_for_update().filter(pk=dossier_id).first()
    if found is None:
        raise DossierUnknown("Không có hồ sơ này.")
    found.version = catalogue.version(id=found.version_id)
    found.receiving_agency = people.agency_of_id(found.receiving_agency_id)
    found.competent_agency = people.agency_of_id(found.competent_agency_id)
    return found


def move(
    dossier: Dossier,
    target: State,
    *,
    by: Actor,
    at: dt.datetime,
    recorded_at: dt.datetime | None = None,
    note: str = "",
) -> None:
    """Move the state, and write move row, event. The only place that assigns ``state``; ``refresh_work`` keeps it.

    :param recorded_at: when it is recorded, where it happened before, by hand
    :raises MoveNotAllowed: when the table knows no such move
    """
    before = State(dossier.state)
    check_move(before, target, State(dossier.active_state))
    dossier.state, dossier.state_before = target, before
    if target not in PAUSED:
        dossier.active_state = target
    if target in ENDED and dossier.ended_at is None:
        dossier.ended_at = at
        dossier.public_notices.filter(ended_at=None).update(ended_at=at)
    later = recorded_at if recorded_at != at else None
    Move.objects.create(
        dossier=dossier, before=before, after=target, at=at, recorded_at=later, by=by.snapshot(), note=note
    )
    announce(
        DossierMoved(dossier_id=dossier.pk, before=int(before), after=int(target), at=at.isoformat()),
        subject=dossier.subject,
    )


def trace(
    dossier: Dossier,
    action: str,
    *,
    by: Actor,
    at: dt.datetime,
    happened_at: dt.datetime | None = None,
    data: dict[str, object] | None = None,
) -> None:
    """Write the operation's audit line, with both minutes where it happened before it was recorded."""
    audit.record(
        action=action,
        subject=dossier.subject,
        label=dossier.code,
        by=by,
        at=at,
        happened_at=happened_at if happened_at != at else None,
        data=data or {},
    )


def tell(dossier: Dossier, template: str, *, key: str, at: dt.datetime, data: dict[str, object] | None = None) -> None:
    """Send the owner a notice, once for ``key``."""
    notices.notify(
        template=template,
        party_id=dossier.owner_id,
        email=str(dossier.owner_snapshot.get("email", "")),
        subject=dossier.subject,
        data={
            "code": dossier.code,
            "title": dossier.title,
            "name": dossier.owner_snapshot.get("name", ""),
            "agency": dossier.competent_agency.name,
            "path": f"/ho-so-cua-toi/{dossier.public_id}/",
            **(data or {}),
        },
        key=f"{dossier.subject}:{key}",
        at=at,
    )


def hand_over(
    dossier: Dossier,
    *,
    giver: Actor,
    receiver: Mapping[str, object],
    step_name: str,
    step_id: int | None = None,
    at: dt.datetime,
    recorded_at: dt.datetime,
    note: str = "",
) -> None:
    """Write one line of the control sheet (M05)."""
    late = dossier.due_at is not None and at > dossier.due_at
    Handover.objects.create(
        dossier=dossier,
        giver=giver.snapshot(),
        receiver=dict(receiver),
        step_name=step_name[:200],
        step_id=step_id,
        happened_at=at,
        recorded_at=recorded_at,
        timeliness="late" if late else "on_time",
        note=note,
    )


def refresh_work(dossier: Dossier, *, steps: Sequence[Step] | None = None, at: dt.datetime) -> None:
    """Keep what an operation changed on the dossier, once, and write anew the rows by which work lists find it.

    :param steps: the open steps of its run, when they are known
    """
    dossier.save()
    WorkItem.objects.filter(dossier=dossier).delete()
    if steps is None and dossier.run_id:
        steps = list(processes.open_steps(dossier.run_id))
    if dossier.run_id:
        legs.keep_legs(dossier, steps or [], at=at)
    open_work(dossier, steps=steps, at=at)


def open_work(dossier: Dossier, *, steps: Sequence[Step] | None = None, at: dt.datetime) -> None:
    """Write the rows by which work lists find a dossier that has none."""
    WorkItem.objects.bulk_create([*_work_of(dossier, steps, at), *_apology_work(dossier)])


def _work_of(dossier: Dossier, steps: Sequence[Step] | None, at: dt.datetime) -> list[WorkItem]:
    state = State(dossier.state)
    if not dossier.is_run_here and state not in {State.SUPPLEMENT_REQUIRED, State.PAYMENT_REQUIRED}:
        return _silent(dossier, at)
    if state == State.REGISTERED:
        return [_to_receive(dossier, at)]
    if state == State.WITHDRAW_REQUESTED:
        agency = dossier.competent_agency_id if dossier.run_id else dossier.receiving_agency_id
        role = "case_officer" if dossier.run_id else "reception"
        return [_item(dossier, at, WorkItem.Kind.WITHDRAWAL, role, agency, "Xét yêu cầu rút hồ sơ")]
    if state == State.SUPPLEMENT_REQUIRED:
        return _unanswered(dossier, at)
    if state == State.PAYMENT_REQUIRED:
        agency = dossier.competent_agency_id if dossier.run_id else dossier.receiving_agency_id
        return [_item(dossier, at, WorkItem.Kind.PAYMENT, "cashier", agency, "Thu tiền")]
    if state == State.ACCEPTED and dossier.competent_received_at is None:
        return [
            _item(dossier, at, WorkItem.Kind.TAKE_IN, "reception", dossier.competent_agency_id, "Nhận hồ sơ chuyển đến")
        ]
    if state == State.DONE and (dossier.outcome == Outcome.REFUSED or not dossier.run_id):
        return [_item(dossier, at, WorkItem.Kind.RETURN, "return_desk", dossier.receiving_agency_id, "Trả kết quả")]
    if state in {State.ACCEPTED, State.PROCESSING, State.DONE} and dossier.run_id:
        open_steps = processes.open_steps(dossier.run_id) if steps is None else steps
        return [item for step in open_steps for item in _of_step(dossier, step, at)]
    return []


def _to_receive(dossier: Dossier, at: dt.datetime) -> WorkItem:
    """Return the row of what waits at the desk. Where its arrival must be acknowledged in time, that is its day: the
    dossier has none yet, and is not late by it.
    """
    item = _item(dossier, at, WorkItem.Kind.RECEIVE, "reception", dossier.receiving_agency_id, "Tiếp nhận")
    told = acknowledgement(dossier=dossier)
    if told is not None:
        item.due_at, item.soon_at = told.by, told.soon_at
    return item


def _silent(dossier: Dossier, at: dt.datetime) -> list[WorkItem]:
    """Return the row of a dossier that another system runs: only when that one is silent, or will not take it."""
    case = OutsideCase.objects.filter(dossier=dossier).first()
    if case is None or case.acknowledged_at is not None or dossier.state in ENDED:
        return []
    if case.overdue_at is None and not case.parcels.filter(state=Parcel.State.REFUSED).exists():
        return []
    step = "Bên kia chưa tiếp nhận"
    item = _item(dossier, at, WorkItem.Kind.OUTSIDE, "reception", dossier.receiving_agency_id, step)
    if case.overdue_at is not None:
        item.due_at = item.soon_at = case.acknowledge_by
    return [item]


def _apology_work(dossier: Dossier) -> list[WorkItem]:
    """Return the row of an apology that waits for the head's signature."""
    if not dossier.apology_waits or dossier.state not in RUNNING:
        return []
    waiting = dossier.apologies.get(signed_at=None, dropped_at=None).prepared_at
    agency = dossier.competent_agency_id
    return [_item(dossier, waiting, WorkItem.Kind.APOLOGY, "leader", agency, "Ký phiếu xin lỗi, hẹn lại")]


def _of_step(dossier: Dossier, step: Step, at: dt.datetime) -> list[WorkItem]:
    """Return the row of who does the step, and that of the lead while it waits for an opinion past its day."""
    kind = WorkItem.Kind(step.kind) if step.kind in WorkItem.Kind.values else WorkItem.Kind.WORK
    agency_id = dossier.receiving_agency_id if step.kind == "return" else step.agency_id
    more = {"step_id": step.pk, "unit_id": step.unit_id, "assignee_id": step.assignee_id}
    item = _item(dossier, step.ready_at, kind, step.role, agency_id, step.name, **more)
    is_part = step.agency_id != dossier.competent_agency_id and step.kind != "return"
    if (is_part or dossier.clock_stopped_at is not None) and step.due_at is not None:
        item.sort_at = item.due_at = step.due_at
        item.soon_at = step.ready_at + (step.due_at - step.ready_at) * 0.8
    if step.overdue_at is None:
        return [item]
    waits = WorkItem.Kind.CONSULT_LATE
    lead = _item(dossier, at, waits, "case_officer", dossier.competent_agency_id, step.name, step_id=step.pk)
    return [item, lead]


def _unanswered(dossier: Dossier, at: dt.datetime) -> list[WorkItem]:
    """Return the row of a dossier that waits for its owner: only once his time has run out."""
    if not dossier.supplement_requests.filter(answered_at=None, overdue_at__isnull=False).exists():
        return []
    role, agency = (
        ("case_officer", dossier.competent_agency_id) if dossier.run_id else ("reception", dossier.receiving_agency_id)
    )
    item = _item(dossier, at, WorkItem.Kind.UNANSWERED, role, agency, "Quá hạn bổ sung")
    item.sort_at, item.due_at, item.soon_at = at, None, None
    return [item]


def _item(
    dossier: Dossier,
    ready_at: dt.datetime,
    kind: WorkItem.Kind,
    role: str,
    agency_id: int,
    step_name: str,
    *,
    step_id: int | None = None,
    unit_id: int | None = None,
    assignee_id: int | None = None,
) -> WorkItem:
    waits_for_return = dossier.state == State.DONE
    return WorkItem(
        dossier=dossier,
        agency_id=agency_id,
        unit_id=unit_id,
        role=role,
        assignee_id=assignee_id,
        kind=kind,
        step_id=step_id,
        step_name=step_name,
        code=dossier.code,
        title=dossier.title,
        owner_name=str(dossier.owner_snapshot.get("name", "")),
        origin=dossier.origin,
        ready_at=ready_at,
        sort_at=(None if waits_for_return else dossier.due_at) or ready_at,
        due_at=None if waits_for_return else dossier.due_at,
        soon_at=None if waits_for_return else dossier.soon_at,
        late_since=None if waits_for_return else dossier.late_since,
    )
