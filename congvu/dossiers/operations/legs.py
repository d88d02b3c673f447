"""The parts of coordinating agencies (legs): they open and close with the steps that lie there."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from congvu.dossiers.models import Dossier, Leg
from congvu.processes import queries as processes
from congvu.processes.models import Step


def crosses(dossier: Dossier) -> bool:
    """Tell whether the process of the dossier may leave the competent agency; most never do."""
    plan = processes.planned(dossier.version.definition_id)
    return any(step.agency or step.each for step in plan)


def keep_legs(dossier: Dossier, steps: Sequence[Step], *, at: dt.datetime) -> None:
    """Open a leg for each other agency that has a step now, close those of agencies that have none left.

    :param steps: the open steps of the run
    """
    if not crosses(dossier):
        return
    here: dict[int, list[Step]] = defaultdict(list)
    for step in steps:
        if step.agency_id != dossier.competent_agency_id and step.kind != "return":
            here[step.agency_id].append(step)
    for leg in dossier.legs.filter(duty=Leg.Duty.COORDINATOR, done_at=None):
        has = here.pop(leg.agency_id, [])
        if has:
            leg.task, leg.due_at = _task(has), _due(has)
        else:
            leg.done_at = at
        leg.save(update_fields=["task", "due_at", "done_at"])
    for agency_id, has in here.items():
        Leg.objects.create(
            dossier=dossier,
            agency_id=agency_id,
            duty=Leg.Duty.COORDINATOR,
            limit_text=_limit(dossier, has[-1]),
            task=_task(has),
            received_at=min(step.ready_at for step in has),
            due_at=_due(has),
        )


def _task(steps: Sequence[Step]) -> str:
    return "; ".join(dict.fromkeys(step.name for step in steps))[:300]


def _due(steps: Sequence[Step]) -> dt.datetime | None:
    return max((step.due_at for step in steps if step.due_at), default=None)


def _limit(dossier: Dossier, step: Step) -> str:
    days = processes.planned_step(dossier.version.definition_id, step.bpmn_id).days
    if days:
        return f"{days} calendar_day"
    return f"{-(-step.limit_minutes // 60)} working_hour" if step.limit_minutes else ""
