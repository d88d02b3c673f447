"""Bringing a process to the step at which the older system left it: its steps are done again in their order."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.dossiers.lifecycle import PAUSED
from congvu.dossiers.models import Dossier, Handover, Leg
from congvu.dossiers.operations import reception
from congvu.dossiers.operations.importing.cases import Case, CaseRefused
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import Declined
from congvu.kit.tables import Problem, Row
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.processes import operations as processes
from congvu.processes import queries as process_queries
from congvu.processes.models import Step

STEPS = "steps.csv"


def play(dossier: Dossier, case: Case, *, by: Actor, at: dt.datetime) -> list[Step]:
    """Start the process of an open dossier and pass the steps told of; return those that are open now.

    :raises CaseRefused: a step is not open where it is told of, or nobody of that code works there
    """
    done: dict[int, int] = {}
    waiting: list[Step] = []
    if case.is_worked and case.started_at is not None:
        waiting = _started(dossier, case, by=by)
        for row in case.of(STEPS):
            if not row["step"]:
                continue
            step = _named(dossier, row, waiting)
            done[row.number] = step.pk
            waiting = _pass(dossier, step, row, waiting, by=by, at=at)
        _check_clock(dossier, case, waiting)
    _note_handovers(dossier, case, done)
    return waiting


def _started(dossier: Dossier, case: Case, *, by: Actor) -> list[Step]:
    since = case.started_at
    assert since is not None
    Leg.objects.create(
        dossier=dossier,
        agency_id=dossier.competent_agency_id,
        duty=Leg.Duty.LEAD,
        limit_text=str(dossier.limit),
        received_at=since,
        due_at=dossier.due_at,
    )
    run = processes.start(
        definition_id=dossier.version.definition_id,
        subject=dossier.subject,
        agency_id=dossier.competent_agency_id,
        variables=reception.routing_values(dossier),
        by=by,
        at=since,
    )
    dossier.run = run
    for step in list(run.waiting):
        if step.kind == "receive":
            run = processes.finish_step(step_id=step.pk, by=by, at=since)
    return list(run.waiting)


def _named(dossier: Dossier, row: Row, waiting: Sequence[Step]) -> Step:
    """Return the open step that a row tells of; several of one name are told apart by their agency."""
    found = [step for step in waiting if step.bpmn_id == row["step"]]
    if row["agency"] and len(found) > 1:
        found = [step for step in found if people.agency_of_id(step.agency_id).code == row["agency"]]
    if len(found) == 1:
        return found[0]
    message = _("Bước này không mở ở đây. Đang mở: %(steps)s.")
    names = ", ".join(dict.fromkeys(step.bpmn_id for step in waiting)) or "–"
    raise CaseRefused([Problem(STEPS, row.number, "step", message % {"steps": names})])


def _pass(dossier: Dossier, step: Step, row: Row, waiting: list[Step], *, by: Actor, at: dt.datetime) -> list[Step]:
    if row["done_at"] is None:
        if row["assignee"]:
            _assign(step, row, by=by, at=at)
        return waiting
    actor = Actor(
        kind=ActorKind.OFFICIAL, name=row["receiver"] or by.name, agency_name=people.agency_of_id(step.agency_id).name
    )
    data = {**(row["data"] or {}), **_asked(dossier, step, row, at=at)}
    try:
        run = processes.finish_step(step_id=step.pk, by=actor, at=row["done_at"], data=data, note=row["note"])
    except Declined as refused:
        raise CaseRefused([Problem(STEPS, row.number, "data", str(refused))]) from refused
    return list(run.waiting)


def _assign(step: Step, row: Row, *, by: Actor, at: dt.datetime) -> None:
    fitting = people.officials_with(role=step.role, agency_id=step.agency_id, unit_id=step.unit_id, at=at)
    official = fitting.filter(staff_code=row["assignee"]).first()
    if official is None:
        message = _("Không có cán bộ mã này giữ vai trò của bước “%(step)s”.") % {"step": step.name}
        raise CaseRefused([Problem(STEPS, row.number, "assignee", message)])
    processes.assign_step(step_id=step.pk, official_id=official.pk, by=by, at=at)
    step.assignee_id = official.pk


def _asked(dossier: Dossier, step: Step, row: Row, *, at: dt.datetime) -> dict[str, Any]:
    """Return the agencies consulted as the process keeps them (``asked``: their codes, with bars between them)."""
    asks = process_queries.planned_step(dossier.version.definition_id, step.bpmn_id).asks
    if not asks or not row["asked"]:
        return {}
    found = []
    for code in row["asked"].split("|"):
        try:
            agency = people.agency(code=code.strip(), on=timezone.localdate(at))
        except Agency.DoesNotExist as unknown:
            message = _("Không có cơ quan mã “%(code)s”.") % {"code": code.strip()[:40]}
            raise CaseRefused([Problem(STEPS, row.number, "asked", message)]) from unknown
        found.append({"name": agency.name, "agency_id": agency.pk})
    return {asks: found}


def _check_clock(dossier: Dossier, case: Case, waiting: Sequence[Step]) -> None:
    """Test that the clock stands exactly while it waits for the citizen or for a step whose time is its own."""
    own = bool(waiting) and all(
        process_queries.planned_step(dossier.version.definition_id, step.bpmn_id).clock == "own" for step in waiting
    )
    should_stand = case.state in PAUSED or own
    if should_stand == (dossier.clock_stopped_at is not None):
        return
    names = ", ".join(step.name for step in waiting)
    message = (
        _("Bước “%(step)s” tính thời gian riêng: clock.csv phải dừng đồng hồ.")
        if own
        else _("Đồng hồ đang dừng mà hồ sơ ở bước “%(step)s” không chờ ai.")
    )
    raise CaseRefused([case.wrong(message % {"step": names}, "state")])


def _note_handovers(dossier: Dossier, case: Case, steps: dict[int, int]) -> None:
    """Write the lines of the control sheet (M05) as the older system had them.

    :param steps: the step of our process that a row tells of, by the row's number
    """
    lines = []
    for row in case.of("steps.csv"):
        on_time = {"yes": "on_time", "no": "late"}.get(row["on_time"], "")
        lines.append(
            Handover(
                dossier=dossier,
                giver={"name": row["giver"] or case.row["issuer"]},
                receiver={"name": row["receiver"], "agency_name": row["agency"]},
                step_id=steps.get(row.number),
                step_name=row["name"] or row["step"],
                happened_at=row["received_at"],
                recorded_at=row["received_at"],
                timeliness=on_time,
                note=row["note"],
            )
        )
    Handover.objects.bulk_create(lines)
