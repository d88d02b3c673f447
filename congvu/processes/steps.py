"""Step rows and the engine brought to one: a row opens for each step the engine waits at, and closes with it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kit.actors import Actor
from congvu.kit.errors import Stale
from congvu.kit.kept import kept
from congvu.processes.engine.machine import Machine, Open, Variables
from congvu.processes.engine.specs import spec_of
from congvu.processes.models import Definition, LogEntry, Run, Step, StepLog, StepState
from congvu.processes.naming import said
from congvu.workdays import queries as workdays


def machine_of(run: Run, *, anew: bool = False, variables: Variables | None = None) -> Machine:
    """Return the engine of a run, from its state, or at its start."""
    definition = definition_of(run.definition_id)
    spec = spec_of(definition.digest, bytes(definition.bpmn))
    if anew:
        return Machine(spec, dict(variables or {}))
    return Machine(spec, dict(run.variables), state=bytes(run.state_bytes))


@kept(Definition, size=256)
def definition_of(definition_id: int) -> Definition:
    """Return a definition. Shared: it never changes.

    :raises Definition.DoesNotExist: there is none
    """
    return Definition.objects.get(pk=definition_id)


def open_rows(run_id: int) -> list[Step]:
    """Return the rows that wait for somebody, the oldest first."""
    return list(Step.objects.filter(run_id=run_id, state=StepState.OPEN).order_by("id"))


def replay(run: Run) -> Machine:
    """Return the engine of a run made anew from its log (house rule 11)."""
    machine: Machine | None = None
    for line in StepLog.objects.filter(run=run).order_by("id"):
        if line.entry == LogEntry.STARTED:
            machine = machine_of(run, anew=True, variables=line.data)
            continue
        assert machine is not None, "a log begins with the start"
        step = Open(line.bpmn_id, line.instance_key)
        if line.entry == LogEntry.DONE:
            machine.finish(step, line.data)
        elif line.entry == LogEntry.MESSAGE:
            machine.send(line.bpmn_id, line.data)
        elif line.entry == LogEntry.RETURNED:
            machine.return_to(step, line.target)
        elif line.entry == LogEntry.PASSED:
            machine.variables.update(line.data)
        else:
            machine.cancel()
    assert machine is not None, "a run has a log"
    return machine


def refuse_closed(step: Step) -> None:
    """Tell who was faster.

    :raises Stale: when the step is no longer open
    """
    if step.is_open:
        return
    words = {
        StepState.DONE: _(
            "Bước “%(step)s” đã được %(who)s hoàn thành lúc %(when)s. Hãy tải lại trang để xem bước hiện tại."
        ),
        StepState.RETURNED: _(
            "Bước “%(step)s” đã được %(who)s chuyển trả lúc %(when)s. Hãy tải lại trang để xem bước hiện tại."
        ),
        StepState.CANCELLED: _(
            "Bước “%(step)s” đã dừng do %(who)s lúc %(when)s. Hãy tải lại trang để xem bước hiện tại."
        ),
    }[StepState(step.state)]
    raise Stale(words % {"step": said(step.name), "who": in_words(step.done_by), "when": minute(step.done_at)})


def in_words(snapshot: dict[str, Any]) -> str:
    """Return ``Nguyễn Văn An, Chủ tịch (thay Trần Bình)`` from a snapshot."""
    who = ", ".join(filter(None, (snapshot.get("name", ""), snapshot.get("title", ""))))
    return (
        _("%(who)s (thay %(absent)s)") % {"who": who, "absent": snapshot["acts_for"]}
        if snapshot.get("acts_for")
        else who
    )


def minute(moment: datetime | None) -> str:
    """Return ``15:04 ngày 22/11/2026`` in local time."""
    return timezone.localtime(moment).strftime(_("%H:%M ngày %d/%m/%Y")) if moment else ""


def close(step: Step, *, state: StepState, by: Actor, at: datetime, note: str = "") -> None:
    """Close a row."""
    step.state, step.done_by, step.done_at, step.note = state, by.snapshot(), at, note or step.note
    if not step.taken_at and state == StepState.DONE:
        step.receiver, step.taken_at = by.snapshot(), at
    step.save(update_fields=["state", "done_by", "done_at", "note", "receiver", "taken_at", "data"])


def bring_together(
    run: Run, open_rows: Iterable[Step], machine: Machine, *, by: Actor, at: datetime
) -> tuple[list[Step], list[Step]]:
    """Open rows as the engine stands; return the rows opened, and those of ``open_rows`` that fell away."""
    waiting = set(machine.open_steps())
    rows = {Open(step.bpmn_id, step.instance_key): step for step in open_rows}
    fallen = [step for key, step in rows.items() if key not in waiting]
    run.waiting = [step for key, step in rows.items() if key in waiting]
    opened = [_new(run, machine, key, by=by, at=at) for key in sorted(waiting - set(rows))]
    if opened:
        calendar = workdays.calendar()
        for step in opened:
            if step.limit_days:
                days = workdays.Limit(step.limit_days, workdays.Unit.CALENDAR_DAY)
                step.due_at = workdays.due(start=at, limit=days, calendar=calendar).due_at
            if step.limit_minutes:
                start = step.due_at or at
                step.due_at = workdays.due_after_minutes(
                    start=start, minutes=step.limit_minutes, calendar=calendar
                ).due_at
        Step.objects.bulk_create(opened)
    run.opened = opened
    run.waiting += opened
    return opened, fallen


def _new(run: Run, machine: Machine, key: Open, *, by: Actor, at: datetime) -> Step:
    planned = next(item for item in definition_of(run.definition_id).plan if item["bpmn_id"] == key.bpmn_id)
    variables = machine.variables
    asked = (variables.get(planned["each"]) or [])[int(key.instance_key)] if key.instance_key else None
    asked = asked if isinstance(asked, dict) else {"name": asked} if isinstance(asked, str) else {}
    limit = limit_in(variables, planned)
    name = planned["name"]
    step = Step(
        run=run,
        bpmn_id=key.bpmn_id,
        instance_key=key.instance_key,
        name=f"{name}: {asked['name']}" if asked.get("name") else name,
        role=planned["role"],
        kind=planned["kind"],
        actions=planned["actions"],
        papers=planned["papers"],
        limit_minutes=limit,
        agency_id=asked.get("agency_id") or variables.get(planned["agency"]) or run.agency_id,
        unit_id=asked.get("unit_id") or variables.get(planned["unit"]),
        assignee_id=asked.get("official_id"),
        giver=by.snapshot(),
        ready_at=at,
    )
    step.limit_days = planned.get("days")
    return step


def limit_in(variables: Mapping[str, Any], planned: Mapping[str, Any]) -> int | None:
    """Return the working minutes of a step in a run: those that its case has (``step_minutes``), else the plan's."""
    own = variables.get("step_minutes") or {}
    found: int | None = own.get(planned["bpmn_id"], planned["limit_minutes"])
    return found


def fall_away(steps: Iterable[Step], *, state: StepState, by: Actor, at: datetime, note: str) -> None:
    """Close rows that the engine no longer waits at."""
    for step in steps:
        close(step, state=state, by=by, at=at, note=note)
