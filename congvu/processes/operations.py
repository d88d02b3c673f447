"""What is done with processes. State is checked here; who may act is asked by the module above (dossiers).

Every operation locks the run: two officers ending two parallel steps at once would otherwise lose one of them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Subquery
from django.utils.translation import gettext as _

from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import Refusal, Stale
from congvu.kit.operation import joining
from congvu.people.models import Official
from congvu.processes import definitions, steps
from congvu.processes.bpmn.refusals import DefinitionRefused
from congvu.processes.engine.machine import ConditionFailed, Machine, NoWayBack, Open
from congvu.processes.forgetting import forget
from congvu.processes.models import Definition, KeptMessage, LogEntry, Run, RunOutcome, Step, StepLog, StepState
from congvu.processes.reorganising import pass_to_agency
from congvu.processes.telling import Told, tell
from congvu.workdays import queries as workdays

__all__ = [
    "ConditionFailed",
    "DefinitionRefused",
    "ReturnRefused",
    "StateDiffers",
    "assign_step",
    "cancel",
    "define",
    "extend",
    "finish_step",
    "forget",
    "note_overdue",
    "pass_to_agency",
    "place_step",
    "put_off",
    "rebuild",
    "return_to",
    "send_message",
    "start",
    "take_step",
]

Row = dict[str, Any]


class ReturnRefused(Refusal):
    """A step cannot be sent back there; the text says why."""


class StateDiffers(Refusal):
    """Replaying the log gave other open steps than the rows show."""


def define(*, key: str, bpmn: bytes | None = None, steps: list[Row] | None = None, name: str = "") -> Definition:
    """Take a definition in, as a BPMN 2.0 file or as a steps table (see ``bpmn/table.py``). The same file gives
    the same row.

    :raises DefinitionRefused: for code, strange elements, conditions other than CEL, or what the engine would misread
    """
    if (bpmn is None) == (steps is None):
        raise ValueError("give either bpmn or steps")
    checked, graph = definitions.checked(bpmn if bpmn is not None else definitions.compiled(key, steps or [], name))
    definition, _made = Definition.objects.get_or_create(
        key=key,
        digest=definitions.digest(checked),
        defaults={"bpmn": checked, "plan": definitions.plan(graph)},
    )
    return definition


@joining
def start(
    *, definition_id: int, subject: str, agency_id: int, variables: dict[str, Any], by: Actor, at: datetime
) -> Run:
    """Start a run; its first steps open. ``variables`` (plain JSON) is what conditions and lists are read from;
    ``step_minutes`` among them says which steps have another limit than the plan's, by id, in working minutes.

    :raises ConditionFailed: when a gateway before the first step cannot be decided
    """
    run = Run(
        definition=steps.definition_of(definition_id),
        subject=subject,
        agency_id=agency_id,
        variables=variables,
        started_at=at,
    )
    machine = steps.machine_of(run, anew=True, variables=variables)
    _keep(run, machine, at=at)
    _log(run, LogEntry.STARTED, at, data=variables)
    _bring_rows(run, [], machine, by=by, at=at, told=Told("start"))
    return run


@joining
def take_step(*, step_id: int, by: Actor, at: datetime) -> Step:
    """Take a step in hand (nhận việc). Taking one's own again changes nothing.

    :raises Stale: when it is closed, or a colleague has it or was given it
    """
    step = _locked_step(step_id)
    if step.assignee and step.assignee_id not in (by.id, by.acts_for_id):
        raise Stale(
            _("Bước “%(step)s” đã được giao cho %(who)s. Hãy chọn việc khác hoặc đề nghị giao lại.")
            % {"step": step.name, "who": step.assignee.full_name}
        )
    if step.taken_at and step.receiver.get("id") not in (by.id, by.acts_for_id):
        raise Stale(
            _("Bước “%(step)s” đã được %(who)s nhận lúc %(when)s. Hãy chọn việc khác hoặc trao đổi với người nhận.")
            % {"step": step.name, "who": steps.in_words(step.receiver), "when": steps.minute(step.taken_at)}
        )
    if not step.taken_at or step.receiver.get("id") != by.id:  # a stand-in takes over what the absent one had taken
        step.receiver, step.taken_at = by.snapshot(), step.taken_at or at
        if by.kind == ActorKind.OFFICIAL and step.assignee is None:
            step.assignee_id = by.id
        step.save(update_fields=["receiver", "taken_at", "assignee"])
        tell(step.run, Told("take_step", steps=[step]), by=by, at=at)
    return step


@joining
def assign_step(*, step_id: int, official_id: int, by: Actor, at: datetime) -> Step:
    """Give a step to an official (giao việc); who had it before has it no more.

    :raises Stale: when it is closed
    """
    step = _locked_step(step_id)
    if step.assignee_id != official_id:
        step.assignee = Official.objects.get(pk=official_id)
        step.giver, step.receiver, step.taken_at = by.snapshot(), {}, None
        step.save(update_fields=["assignee", "giver", "receiver", "taken_at"])
        tell(step.run, Told("assign_step", steps=[step], data={"to": step.assignee.full_name}), by=by, at=at)
    return step


@joining
def place_step(*, step_id: int, unit_id: int | None, further: bool = False, by: Actor, at: datetime) -> Step:
    """Let another unit of its agency do a step (chuyển phòng khác); who had it has it no more. Its limit stays.

    :param unit_id: None: the whole agency
    :param further: later steps that would lie in the same unit lie in the new one too
    :raises Stale: when it is closed
    """
    run, step, _others = _locked_rows(step_id)
    planned = next(item for item in steps.definition_of(run.definition_id).plan if item["bpmn_id"] == step.bpmn_id)
    step.unit_id, step.assignee = unit_id, None
    step.giver, step.receiver, step.taken_at = by.snapshot(), {}, None
    step.save(update_fields=["unit", "assignee", "giver", "receiver", "taken_at"])
    if further and planned["unit"]:
        moved = {planned["unit"]: unit_id}
        run.variables = {**run.variables, **moved}
        run.save(update_fields=["variables"])
        _log(run, LogEntry.PASSED, at, data=moved)
    tell(run, Told("place_step", steps=[step], data={"unit": unit_id, "further": further}), by=by, at=at)
    return step


@joining
def finish_step(*, step_id: int, by: Actor, at: datetime, data: dict[str, Any] | None = None, note: str = "") -> Run:
    """End a step; ``data`` is merged into the run's variables and the next steps open.

    Answers of one consulted go to the list ``<bpmn_id>_answers``, in the order of those asked.

    :raises Stale: when somebody was faster; names who and when
    :raises ConditionFailed: when the next gateway cannot be decided by ``data``
    """
    run, step, others = _locked_rows(step_id)
    answers = dict(data or {})
    machine = steps.machine_of(run)
    machine.finish(Open(step.bpmn_id, step.instance_key), answers)
    step.data = answers
    steps.close(step, state=StepState.DONE, by=by, at=at, note=note)
    _log(run, LogEntry.DONE, at, bpmn_id=step.bpmn_id, instance_key=step.instance_key, data=answers)
    return _settle(run, others, machine, by=by, at=at, told=Told("finish_step", steps=[step]))


@joining
def return_to(*, run_id: int, from_step_id: int, target: str, reason: str, by: Actor, at: datetime) -> Run:
    """Send an open step back to an earlier one (chuyển trả), with a reason; steps beside it fall with it when the
    way goes back past their split. Variables stay: the earlier step answers anew.

    :raises ReturnRefused: without a reason, to a step not passed, or into a parallel block from outside
    :raises Stale: when somebody was faster
    """
    run, step, others = _locked_rows(from_step_id, run_id=run_id)
    if not reason.strip():
        raise ReturnRefused(_("Hãy ghi lý do chuyển trả để người nhận lại biết cần làm gì."))
    definition = steps.definition_of(run.definition_id)
    names = {item["bpmn_id"]: item["name"] for item in definition.plan}
    if target not in names:
        raise ReturnRefused(_("Quy trình không có bước “%(step)s” để chuyển trả về.") % {"step": target})
    words = {"step": names[target], "from": step.name}
    if not definitions.blocks_of(bytes(definition.bpmn)).can_return(source=step.bpmn_id, target=target):
        raise ReturnRefused(
            _(
                "Không chuyển trả từ “%(from)s” về “%(step)s” được: bước ấy ở trong khối song song, nhánh kia "
                "sẽ vẫn chạy. Hãy chuyển trả về bước trước chỗ rẽ."
            )
            % words
        )
    machine = steps.machine_of(run)
    try:
        machine.return_to(Open(step.bpmn_id, step.instance_key), target)
    except NoWayBack as problem:
        raise ReturnRefused(_("Hồ sơ chưa qua bước “%(step)s” trước “%(from)s”.") % words) from problem
    steps.close(step, state=StepState.RETURNED, by=by, at=at, note=reason)
    _log(run, LogEntry.RETURNED, at, bpmn_id=step.bpmn_id, instance_key=step.instance_key, target=target)
    told = Told("return_to", steps=[step], data={"target": target, "reason": reason})
    return _settle(run, others, machine, by=by, at=at, told=told, fallen=StepState.RETURNED, note=reason)


@joining
def note_overdue(*, step_id: int, by: Actor, at: datetime) -> Step:
    """Note that an open step is past its limit, so that those who wait for it are told once.

    :raises Stale: when it is closed
    """
    step = _locked_step(step_id)
    step.overdue_at = at
    step.save(update_fields=["overdue_at"])
    tell(step.run, Told("note_overdue", steps=[step]), by=by, at=at)
    return step


@joining
def put_off(*, run_id: int, stopped_at: datetime, anew: bool, by: Actor, at: datetime) -> Run:
    """Move the limits of the open steps after a stop of the clock (tạm dừng): each has at ``at`` the working minutes
    that it had left at ``stopped_at``, or its whole limit ``anew`` where that is more. A step that was late stays late.

    :raises Stale: when the run has ended
    """
    run, calendar = _locked(run_id), workdays.calendar()
    open_steps = list(run.steps.filter(state=StepState.OPEN, due_at__gte=stopped_at))
    for step in open_steps:
        since = max(step.ready_at, stopped_at)
        left = workdays.working_minutes(since, step.due_at or since, calendar)
        minutes = max(step.limit_minutes or 0, left) if anew else left
        step.due_at = workdays.due_after_minutes(start=at, minutes=minutes, calendar=calendar).due_at
        step.save(update_fields=["due_at"])
    if open_steps:
        tell(run, Told("put_off", steps=open_steps), by=by, at=at)
    return run


@joining
def extend(*, run_id: int, agency_id: int, minutes: int, by: Actor, at: datetime) -> Run:
    """Give the open steps of an agency more time, as its promise has moved (hẹn lại): ``minutes`` of work beyond the
    limit they have, or beyond now when that has passed.

    :raises Stale: when the run has ended
    """
    run, calendar = _locked(run_id), workdays.calendar()
    extended = [step for step in steps.open_rows(run_id) if step.agency_id == agency_id and step.due_at is not None]
    for step in extended:
        start = max(step.due_at or at, at)
        step.due_at = workdays.due_after_minutes(start=start, minutes=minutes, calendar=calendar).due_at
        step.save(update_fields=["due_at"])
    if extended:
        tell(run, Told("extend", steps=extended, data={"minutes": minutes}), by=by, at=at)
    return run


@joining
def send_message(*, run_id: int, name: str, payload: dict[str, Any], by: Actor, at: datetime) -> Run:
    """Hand a message (a payment, another agency's answer) to the run; kept until the run waits for it.

    ``payload`` is merged into the variables when the message is taken.

    :raises Stale: when the run has ended
    """
    run = _locked(run_id)
    KeptMessage.objects.create(run=run, name=name, payload=payload, at=at)
    told = Told("send_message", data={"name": name})
    return _settle(run, steps.open_rows(run_id), steps.machine_of(run), by=by, at=at, told=told)


@joining
def cancel(*, run_id: int, reason: str, by: Actor, at: datetime) -> Run:
    """Stop the run (rút hồ sơ, từ chối); its open steps close with the reason.

    :raises Stale: when the run has ended
    """
    run = _locked(run_id)
    machine = steps.machine_of(run)
    machine.cancel()
    _log(run, LogEntry.CANCELLED, at, data={"reason": reason})
    told = Told("cancel", data={"reason": reason})
    rows = steps.open_rows(run_id)
    return _settle(run, rows, machine, by=by, at=at, told=told, note=reason, outcome=RunOutcome.CANCELLED)


@joining
def rebuild(run_id: int) -> Run:
    """Make the engine's state anew from the log; the rows stay as they are.

    :raises StateDiffers: when the log leads to other open steps than the rows show
    """
    run = Run.objects.select_for_update().get(pk=run_id)
    machine = steps.replay(run)
    rows = {Open(step.bpmn_id, step.instance_key) for step in run.steps.filter(state=StepState.OPEN)}
    if rows != set(machine.open_steps()):
        raise StateDiffers(_("Nhật ký của quy trình %(run)s không khớp với các bước đang mở.") % {"run": run.pk})
    _keep(run, machine)
    return run


def _locked(run_id: int) -> Run:
    run = Run.objects.select_for_update().get(pk=run_id)
    if run.ended_at:
        raise Stale(_("Quy trình đã kết thúc lúc %(when)s. Hãy tải lại trang.") % {"when": steps.minute(run.ended_at)})
    return run


def _locked_rows(step_id: int, *, run_id: int | None = None) -> tuple[Run, Step, list[Step]]:
    """Lock the run of a step; return it with the step, which is open, and the other open ones."""
    owner = Step.objects.filter(pk=step_id).values("run_id")
    run = Run.objects.select_for_update().get(pk=Subquery(owner))
    if run_id not in (None, run.pk):
        raise ReturnRefused(_("Bước này thuộc một quy trình khác."))
    rows = {row.pk: row for row in steps.open_rows(run.pk)}
    step = rows.pop(step_id, None)
    if step is None:
        step = Step.objects.get(pk=step_id)
        steps.refuse_closed(step)
    step.run = run
    return run, step, list(rows.values())


def _locked_step(step_id: int) -> Step:
    return _locked_rows(step_id)[1]


def _log(run: Run, entry: LogEntry, at: datetime, **fields: Any) -> None:
    StepLog.objects.create(run=run, entry=entry, at=at, **fields)


def _settle(
    run: Run,
    open_rows: Iterable[Step],
    machine: Machine,
    *,
    by: Actor,
    at: datetime,
    told: Told,
    fallen: StepState = StepState.CANCELLED,
    note: str = "",
    outcome: RunOutcome = RunOutcome.FINISHED,
) -> Run:
    """Hand over kept messages, keep the engine's state, bring the rows to it, tell what happened."""
    _hand_over(run, machine, at=at)
    _keep(run, machine, at=at, outcome=outcome)
    _bring_rows(run, open_rows, machine, by=by, at=at, told=told, fallen=fallen, note=note)
    return run


def _bring_rows(
    run: Run,
    open_rows: Iterable[Step],
    machine: Machine,
    *,
    by: Actor,
    at: datetime,
    told: Told,
    fallen: StepState = StepState.CANCELLED,
    note: str = "",
) -> None:
    told.opened, gone = steps.bring_together(run, open_rows, machine, by=by, at=at)
    steps.fall_away(gone, state=fallen, by=by, at=at, note=note)
    told.steps += gone
    tell(run, told, by=by, at=at)


def _hand_over(run: Run, machine: Machine, *, at: datetime) -> None:
    while waits := machine.waits():
        message = KeptMessage.objects.filter(run=run, delivered_at=None, name__in=waits).order_by("id").first()
        if message is None:
            return
        machine.send(message.name, message.payload)
        message.delivered_at = at
        message.save(update_fields=["delivered_at"])
        _log(run, LogEntry.MESSAGE, at, bpmn_id=message.name, data=message.payload)


def _keep(run: Run, machine: Machine, *, at: datetime | None = None, outcome: RunOutcome = RunOutcome.FINISHED) -> None:
    """Write the engine's state; ``at`` is the moment at which a run that has come to its end has ended."""
    run.state_bytes, run.variables = machine.state(), machine.variables
    if machine.ended and at:
        run.ended_at, run.outcome = at, outcome
    if run._state.adding:
        run.save(force_insert=True)
    else:
        run.save(update_fields=["state_bytes", "variables", "ended_at", "outcome"])
