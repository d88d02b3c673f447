"""How far a run is: the mark of each node of its drawing, and the same as a table for narrow screens."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from congvu.people.models import Role
from congvu.processes import steps as rows
from congvu.processes.bpmn.drawing import draw
from congvu.processes.bpmn.graph import Graph, NodeType
from congvu.processes.definitions import graph_of
from congvu.processes.models import Definition, KeptMessage, Run, RunOutcome, Step, StepState
from congvu.processes.naming import in_english, said
from congvu.workdays import queries as workdays

NOW, DONE, NEXT, LEFT = "now", "done", "next", "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """A line of the table of steps. Times in working minutes; ``who`` is the one who did or has the step."""

    bpmn_id: str
    name: str
    role: str
    role_name: str
    mark: str
    """``now``, ``done``, ``next``, or ``left`` for a step sent back or stopped."""
    mark_name: str
    step_id: int | None = None
    agency_name: str = ""
    unit_name: str = ""
    who: str = ""
    ready_at: datetime | None = None
    taken_at: datetime | None = None
    due_at: datetime | None = None
    done_at: datetime | None = None
    limit_minutes: int | None = None
    minutes: int | None = None
    """Spent so far; None when nobody said at which moment to look."""
    is_late: bool = False
    note: str = ""


def drawing_of(definition: Definition) -> str:
    """Return the drawing of a definition, nothing lit."""
    return draw(
        bytes(definition.bpmn), label=_("Sơ đồ quy trình giải quyết"), lane_names=_role_names(), english=in_english()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How far a run is: the drawing with its current steps lit (SVG), and the same as rows."""

    drawing: str
    table: list[StepRow]


def course_of_run(run: Run, *, at: datetime | None) -> Course:
    """Return drawing and table of a run, from one look at its steps."""
    found = list(run.steps.all())
    marks = _marks(run, graph_of(bytes(run.definition.bpmn)), found)
    return Course(drawing=_drawing(run, found, marks), table=_table(run, found, marks, at=at))


def _drawing(run: Run, found: list[Step], marks: dict[str, str]) -> str:
    current = ", ".join(said(step.name) for step in found if step.is_open)
    label = _("Sơ đồ quy trình giải quyết")
    if current:
        label = _("Sơ đồ quy trình giải quyết. Bước hiện tại: %(steps)s") % {"steps": current}
    return draw(
        bytes(run.definition.bpmn),
        label=label,
        marks=marks,
        hints={step.bpmn_id: _hint(step) for step in found},
        lane_names=_role_names(),
        english=in_english(),
    )


def _table(run: Run, found: list[Step], marks: dict[str, str], *, at: datetime | None) -> list[StepRow]:
    """Return the steps taken and under way by time, then those still ahead in reading order."""
    calendar = workdays.calendar()
    roles = _role_names()
    table = [_row(step, roles, calendar, at) for step in found]
    if run.ended_at:
        return table
    return table + [_ahead(run, item, roles) for item in run.definition.plan if marks[item["bpmn_id"]] == NEXT]


def _marks(run: Run, graph: Graph, found: list[Step]) -> dict[str, str]:
    """A step done counts no more once the run has come by an earlier one again."""
    marks = dict.fromkeys(graph.nodes, NEXT)
    for step in found:
        if step.state == StepState.DONE:
            again = any(other.pk > step.pk and step.bpmn_id in graph.ahead(other.bpmn_id) for other in found)
            marks[step.bpmn_id] = NEXT if again else DONE
    for step in found:
        if step.is_open:
            marks[step.bpmn_id] = NOW
    waits = [] if run.ended_at else rows.machine_of(run).waits()
    come = set(KeptMessage.objects.filter(run=run).exclude(delivered_at=None).values_list("name", flat=True))
    for node in graph.of(NodeType.WAIT, NodeType.BOUNDARY):
        marks[node.id] = NOW if node.message in waits and node.type == NodeType.WAIT else NEXT
        if node.message in come and marks[node.id] != NOW:
            marks[node.id] = DONE
    for node in graph.of(NodeType.START):
        marks[node.id] = DONE
    for node in graph.of(NodeType.END):
        marks[node.id] = DONE if run.outcome == RunOutcome.FINISHED else NEXT
    for node in graph.of(NodeType.EXCLUSIVE, NodeType.PARALLEL):
        marks[node.id] = ""
    return marks


def _hint(step: Step) -> str:
    if step.state == StepState.DONE:
        return _("%(who)s xong lúc %(when)s") % {"who": rows.in_words(step.done_by), "when": rows.minute(step.done_at)}
    if step.is_open and step.due_at:
        return _("hạn %(when)s") % {"when": rows.minute(step.due_at)}
    return str(StepState(step.state).label)


def _row(step: Step, roles: dict[str, str], calendar: workdays.Calendar, at: datetime | None) -> StepRow:
    until = step.done_at or at
    mark = NOW if step.is_open else DONE if step.state == StepState.DONE else LEFT
    who = step.done_by or step.receiver
    return StepRow(
        bpmn_id=step.bpmn_id,
        name=said(step.name),
        role=step.role,
        role_name=roles.get(step.role, step.role),
        mark=mark,
        mark_name=str(StepState(step.state).label),
        step_id=step.pk,
        agency_name=step.agency.name,
        unit_name=step.unit.name if step.unit else "",
        who=rows.in_words(who) if who else step.assignee.full_name if step.assignee else "",
        ready_at=step.ready_at,
        taken_at=step.taken_at,
        due_at=step.due_at,
        done_at=step.done_at,
        limit_minutes=step.limit_minutes,
        minutes=workdays.working_minutes(step.ready_at, until, calendar) if until else None,
        is_late=bool(step.due_at and until and until > step.due_at),
        note=step.note,
    )


def _ahead(run: Run, item: dict[str, Any], roles: dict[str, str]) -> StepRow:
    return StepRow(
        bpmn_id=item["bpmn_id"],
        name=said(item["name"]),
        role=item["role"],
        role_name=roles.get(item["role"], item["role"]),
        mark=NEXT,
        mark_name=_("Chưa đến"),
        limit_minutes=rows.limit_in(run.variables, item),
    )


def _role_names() -> dict[str, str]:
    return {value: str(label) for value, label in Role.choices}
