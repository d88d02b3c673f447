"""What happened to a run, told to the trace and to those who listen."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from congvu.audit import operations as audit
from congvu.kit import outbox
from congvu.kit.actors import Actor
from congvu.processes.events import RunEnded, StepFinished, StepReady
from congvu.processes.models import Run, Step


@dataclass
class Told:
    """One operation: its verb, the rows it closed or touched, the rows it opened."""

    action: str
    steps: list[Step] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    opened: list[Step] = field(default_factory=list)


def tell(run: Run, told: Told, *, by: Actor, at: datetime) -> None:
    """Write one line of the trace and announce the facts of an operation, inside the caller's transaction."""
    touched = [{"step_id": step.pk, "bpmn_id": step.bpmn_id, "state": step.state} for step in told.steps]
    data = told.data | ({"steps": touched} if touched else {})
    label = ", ".join(step.name for step in told.steps[:3])
    audit.record(action=f"processes.{told.action}", subject=run.subject, by=by, at=at, label=label, data=data)
    for step in told.steps:
        if not step.is_open:
            finished = StepFinished(run_id=run.pk, step_id=step.pk, subject=run.subject, state=step.state, at=at)
            outbox.announce(finished, subject=run.subject)
    for step in told.opened:
        ready = StepReady(
            run_id=run.pk, step_id=step.pk, subject=run.subject, role=step.role, agency_id=step.agency_id, at=at
        )
        outbox.announce(ready, subject=run.subject)
    if run.ended_at == at:
        outbox.announce(RunEnded(run_id=run.pk, subject=run.subject, outcome=run.outcome, at=at), subject=run.subject)
