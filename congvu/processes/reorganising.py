"""Passing a run to another agency: when its own is no more, its open steps go on there."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from congvu.kit.actors import Actor
from congvu.kit.operation import joining
from congvu.processes import steps
from congvu.processes.models import LogEntry, Run, Step, StepLog
from congvu.processes.telling import Told, tell


@joining
def pass_to_agency(
    *,
    run_id: int,
    old_id: int,
    new_id: int,
    units: Mapping[int, int | None],
    staying: Collection[int],
    variables: Mapping[str, Any],
    by: Actor,
    at: datetime,
) -> list[Step]:
    """Let another agency go on with a run; return the open steps that passed, with whom they lie now.

    What is done stays as it was. Limits and days of the steps stay. Nothing happens to a run that has ended.

    :param units: new unit of each old one; a unit that is not named here gives way to the whole agency
    :param staying: officials who work in the new agency too and keep what they hold
    :param variables: what of the run's variables changes with the agency (where later steps lie)
    """
    run = Run.objects.select_for_update().get(pk=run_id)
    if run.ended_at:
        return []
    passed = [step for step in steps.open_rows(run_id) if step.agency_id == old_id]
    for step in passed:
        step.agency_id, step.unit_id = new_id, units.get(step.unit_id) if step.unit_id else None
        if step.assignee_id not in staying:
            step.assignee_id, step.receiver, step.taken_at = None, {}, None
        step.giver = by.snapshot()
        step.save(update_fields=["agency", "unit", "assignee", "receiver", "taken_at", "giver"])
    if run.agency_id == old_id:
        run.agency_id = new_id
    run.variables = {**run.variables, **variables}
    run.save(update_fields=["agency", "variables"])
    StepLog.objects.create(run=run, entry=LogEntry.PASSED, at=at, data=dict(variables))
    tell(run, Told("pass_to_agency", steps=passed, data={"old": old_id, "new": new_id}), by=by, at=at)
    return passed
