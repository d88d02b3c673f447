"""Questions about runs and their steps."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, Prefetch, QuerySet

from congvu.people import queries as people
from congvu.processes import definitions, progress
from congvu.processes import steps as rows
from congvu.processes.bpmn.refusals import DefinitionRefused
from congvu.processes.definitions import blocks_of
from congvu.processes.engine.machine import Open
from congvu.processes.models import Definition, Run, Step, StepState
from congvu.processes.naming import in_english, said
from congvu.processes.progress import Course, StepRow

__all__ = [
    "Course",
    "DefinitionRefused",
    "Drawn",
    "PlannedStep",
    "StepRow",
    "course",
    "definition_drawing",
    "definition_file",
    "drawn",
    "file_of_table",
    "gathered",
    "open_steps",
    "overdue",
    "planned",
    "planned_step",
    "return_targets",
    "run_of",
    "said",
    "step",
    "steps",
    "waits",
    "work_of_official",
    "work_of_role",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """A step as the definition has it. ``limit_minutes`` in working minutes, ``days`` in calendar days."""

    bpmn_id: str
    name: str
    english: str = ""
    role: str
    kind: str
    limit_minutes: int | None
    actions: list[str]
    papers: list[str]
    each: str
    agency: str
    unit: str
    sees: list[str] = field(default_factory=list)
    asks: str = ""
    silence: str = ""
    clock: str = ""
    days: int | None = None

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.english if self.english and in_english() else self.name


def planned(definition_id: int) -> list[PlannedStep]:
    """Return the steps of a definition in reading order."""
    return [PlannedStep(**item) for item in rows.definition_of(definition_id).plan]


def planned_step(definition_id: int, bpmn_id: str) -> PlannedStep:
    """Return one step of a definition.

    :raises LookupError: when it has none of that id
    """
    found = next((item for item in rows.definition_of(definition_id).plan if item["bpmn_id"] == bpmn_id), None)
    if found is None:
        raise LookupError(bpmn_id)
    return PlannedStep(**found)


def overdue(*, kind: str, at: datetime) -> list[Step]:
    """Return the open steps of a kind that are past their limit, of which nobody was told yet; the oldest first."""
    found = Step.objects.filter(state=StepState.OPEN, kind=kind, due_at__lte=at, overdue_at=None)
    return list(found.select_related("run").order_by("id"))


def steps(run_id: int) -> QuerySet[Step]:
    """Return every step row of a run, oldest first."""
    return Step.objects.filter(run_id=run_id).select_related("agency", "unit", "assignee").order_by("id")


def open_steps(run_id: int) -> QuerySet[Step]:
    """Return the steps that wait for somebody."""
    return steps(run_id).filter(state=StepState.OPEN)


def step(step_id: int) -> Step:
    """Return one step with its run.

    :raises Step.DoesNotExist: when there is none
    """
    return Step.objects.select_related("run", "agency", "unit", "assignee").get(pk=step_id)


def last_done(*, run_id: int, kind: str) -> Step | None:
    """Return the step of a kind that was finished last in a run."""
    return Step.objects.filter(run_id=run_id, kind=kind, state=StepState.DONE).order_by("-done_at", "-id").first()


def run_of(subject: str) -> Run | None:
    """Return the latest run of a subject."""
    return Run.objects.filter(subject=subject).order_by("-id").first()


def work_of_role(*, agency_id: int, role: str, unit_id: int | None = None) -> QuerySet[Step]:
    """Return the open steps of a role in an agency, soonest due first; in one unit also those of no unit."""
    found = Step.objects.filter(state=StepState.OPEN, agency_id=agency_id, role=role)
    if unit_id is not None:
        found = found.filter(unit_id=unit_id) | found.filter(unit=None)
    return found.select_related("run").order_by(F("due_at").asc(nulls_last=True), "id")


def work_of_official(official_id: int) -> QuerySet[Step]:
    """Return the open steps in an official's hands, soonest due first."""
    found = Step.objects.filter(state=StepState.OPEN, assignee_id=official_id)
    return found.select_related("run").order_by(F("due_at").asc(nulls_last=True), "id")


def waits(run_id: int) -> list[str]:
    """Return the names of the messages the run waits for."""
    run = _run(run_id)
    return [] if run.ended_at else rows.machine_of(run).waits()


def return_targets(step_id: int) -> list[PlannedStep]:
    """Return the steps that an open step may be sent back to, in reading order."""
    found = step(step_id)
    if not found.is_open:
        return []
    passed = rows.machine_of(found.run).passed(Open(found.bpmn_id, found.instance_key))
    definition = rows.definition_of(found.run.definition_id)
    blocks = blocks_of(bytes(definition.bpmn))
    return [
        PlannedStep(**item)
        for item in definition.plan
        if item["bpmn_id"] in passed and blocks.can_return(source=found.bpmn_id, target=item["bpmn_id"])
    ]


def gathered(run_id: int) -> Run:
    """Return a run with its steps, each table read once: ``run.steps.all()`` then asks nothing again.

    :raises Run.DoesNotExist: when there is none
    """
    in_order = Prefetch("steps", Step.objects.select_related("unit", "assignee").order_by("id"))
    run = Run.objects.prefetch_related(in_order).get(pk=run_id)
    people.with_agencies(run.steps.all())
    run.definition = rows.definition_of(run.definition_id)
    return run


def course(run: Run, *, at: datetime | None = None) -> Course:
    """Return how far a run is, as ``gathered`` gives it.

    ``drawing`` is an SVG, safe to put into a page: steps carry the classes ``now``, ``done`` or ``next``. ``table``
    shows the same as rows, for narrow screens and screen readers: steps taken by time, then those ahead. With ``at``
    the working minutes of open steps are counted up to that moment.
    """
    return progress.course_of_run(run, at=at)


def definition_drawing(definition_id: int) -> str:
    """Return the SVG of a definition that no run has lit."""
    return progress.drawing_of(rows.definition_of(definition_id))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A process that is only looked at: its steps in reading order and its SVG, safe to put into a page."""

    plan: list[PlannedStep]
    svg: str


def drawn(*, key: str, steps: list[dict[str, Any]] | None = None, bpmn: bytes | None = None, name: str = "") -> Drawn:
    """Check a table of steps or a BPMN file as ``operations.define`` does, and draw it; nothing is kept.

    :raises DefinitionRefused: saying which step cannot be run and why
    """
    checked, graph = definitions.checked(bpmn if bpmn is not None else definitions.compiled(key, steps or [], name))
    plan = definitions.plan(graph)
    svg = progress.drawing_of(Definition(key=key, bpmn=checked, plan=plan))
    return Drawn([PlannedStep(**item) for item in plan], svg)


def file_of_table(*, key: str, steps: list[dict[str, Any]], name: str = "") -> bytes:
    """Return the BPMN 2.0 file of a table of steps with its drawing, checked; nothing is kept.

    :raises DefinitionRefused: saying which step cannot be run and why
    """
    return definitions.checked(definitions.compiled(key, steps, name))[0]


def definition_file(definition_id: int) -> bytes:
    """Return the BPMN 2.0 file of a definition, with its drawing."""
    return bytes(rows.definition_of(definition_id).bpmn)


def _run(run_id: int) -> Run:
    run = Run.objects.get(pk=run_id)
    run.definition = rows.definition_of(run.definition_id)
    return run
