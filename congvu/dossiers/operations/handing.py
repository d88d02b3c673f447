"""Handing on: a finished step leads to others, each with its line of the control sheet (M05) and its receiver."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from congvu.dossiers.models import Dossier
from congvu.dossiers.operations import clock, moves, sharing
from congvu.kit.actors import Actor
from congvu.people import queries as people
from congvu.processes import operations as processes
from congvu.processes.models import Step


def pass_on(
    dossier: Dossier,
    step: Step,
    *,
    note: str = "",
    data: Mapping[str, Any] | None = None,
    by: Actor,
    at: dt.datetime,
) -> list[Step]:
    """Finish the step in the process and write the hand-over to each next step; return the steps open now.

    :param data: what the process chooses its further way by
    """
    run = processes.finish_step(step_id=step.pk, by=by, at=at, note=note, data=dict(data or {}))
    hand_steps(dossier, run.opened, by=by, at=at)
    came_back = any(row.agency_id == dossier.competent_agency_id for row in run.opened)
    if step.agency_id != dossier.competent_agency_id and not came_back:
        receiver = {"agency_name": dossier.competent_agency.name, "role": "case_officer"}
        moves.hand_over(
            dossier, giver=by, receiver=receiver, step_name=f"Trả kết quả: {step.name}", at=at, recorded_at=at
        )
    clock.follow(dossier, run.waiting, by=by, at=at)
    return run.waiting


def hand_steps(
    dossier: Dossier, opened: Sequence[Step], *, by: Actor, at: dt.datetime, recorded_at: dt.datetime | None = None
) -> None:
    """Share new steps out by the rules of their units and write a line of the control sheet for each."""
    for step in opened:
        receiver: dict[str, object] = {"agency_name": people.agency_of_id(step.agency_id).name, "role": step.role}
        official = sharing.share(dossier, step, by=by, at=at)
        if official is not None:
            receiver |= {"name": official.full_name, "id": official.pk}
        moves.hand_over(
            dossier,
            giver=by,
            receiver=receiver,
            step_name=step.name,
            step_id=step.pk,
            at=at,
            recorded_at=recorded_at or at,
        )
