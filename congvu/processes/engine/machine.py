"""One run in the engine: what is open, what a move leads to, and its state as bytes."""

import json
import zlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.serializer.default.workflow import BpmnWorkflowConverter
from SpiffWorkflow.bpmn.specs.event_definitions import MessageEventDefinition
from SpiffWorkflow.util.task import TaskState

from congvu.kit.cel import Expression, ExpressionFailed
from congvu.kit.errors import Refusal
from congvu.processes.engine.specs import EACH

Variables = dict[str, Any]


@dataclass(frozen=True, order=True)
class Open:
    """A step that waits for a person: the id in the drawing and the position among those consulted."""

    bpmn_id: str
    instance_key: str = ""


class NotOpen(LookupError):
    """The engine does not wait for this step or message."""


class ConditionFailed(Refusal):
    """A gateway's condition does not fit the answers given."""


class NoWayBack(LookupError):
    """The step to return to was not passed on the way here."""


class _Conditions(PythonScriptEngine):  # type: ignore[misc]
    """Decides gateways by CEL over the run's variables; runs no code."""

    def __init__(self) -> None:
        super().__init__()
        self.variables: Variables = {}

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        if expression.startswith(EACH):
            return self._count(expression.removeprefix(EACH))
        try:
            return Expression(expression).value(self.variables) is True
        except ExpressionFailed as problem:
            raise ConditionFailed(
                _("Không xét được điều kiện “%(text)s” của quy trình: hãy kiểm tra dữ liệu vừa nhập.")
                % {"text": expression}
            ) from problem

    def _count(self, name: str) -> int:
        asked = self.variables.get(name) or []
        if not isinstance(asked, list):
            raise ConditionFailed(_("Biến “%(name)s” phải là danh sách người được hỏi.") % {"name": name})
        return len(asked)

    def execute(self, *args: Any, **kwargs: Any) -> None:
        raise AssertionError("a definition holds no code")


class Machine:
    """A run in memory. After any exception it is not to be used or saved."""

    def __init__(self, spec: Any, variables: Variables, *, state: bytes | None = None) -> None:
        self._conditions = _Conditions()
        self._conditions.variables = variables
        if state is None:
            self._workflow = BpmnWorkflow(spec, script_engine=self._conditions)
            self._advance()
        else:
            self._workflow = _CONVERTER.restore(json.loads(zlib.decompress(state)), spec, self._conditions)

    @property
    def variables(self) -> Variables:
        """Return what conditions are decided by; moves merge answers in."""
        return self._conditions.variables

    @property
    def ended(self) -> bool:
        """Tell whether nothing is left to do."""
        return bool(self._workflow.completed)

    def open_steps(self) -> list[Open]:
        """Return the steps that wait for a person, in a stable order."""
        return sorted(_address(task) for task in self._ready())

    def waits(self) -> list[str]:
        """Return the names of the messages waited for."""
        return sorted({task.task_spec.event_definition.name for task in self._workflow.event_manager.tasks.values()})

    def finish(self, step: Open, answers: Variables) -> None:
        """End a step; answers of one consulted go to its place in the list ``<id>_answers``."""
        task = self._find(step)
        if step.instance_key:
            self._answer(task, step, answers)
        else:
            self.variables.update(answers)
        task.run()
        self._advance()

    def send(self, name: str, payload: Variables) -> None:
        """Hand a message to what waits for it."""
        if name not in self.waits():
            raise NotOpen(name)
        self.variables.update(payload)
        self._workflow.send_event(BpmnEvent(MessageEventDefinition(name), payload={}))
        self._advance()

    def return_to(self, step: Open, target: str) -> None:
        """Take the way back from an open step to the last time ``target`` was done on the way to it."""
        task = self._way_back(step).get(target)
        if task is None:
            raise NoWayBack(target)
        for gone in self._workflow.reset_from_task_id(task.id):
            # without this the engine still waits for messages of steps that no longer exist
            self._workflow.event_manager.remove_task(gone)
        self._advance()

    def passed(self, step: Open) -> list[str]:
        """Return the ids done on the way to an open step, the nearest first."""
        return list(self._way_back(step))

    def cancel(self) -> None:
        """Stop everything."""
        self._workflow.cancel()

    def state(self) -> bytes:
        """Return the state without its specification and without variables."""
        return zlib.compress(json.dumps(_CONVERTER.to_dict(self._workflow), separators=(",", ":")).encode())

    def _advance(self) -> None:
        self._workflow.do_engine_steps()

    def _ready(self) -> list[Any]:
        return list(self._workflow.get_tasks(state=TaskState.READY, manual=True))

    def _find(self, step: Open) -> Any:
        for task in self._ready():
            if _address(task) == step:
                return task
        raise NotOpen(step.bpmn_id)

    def _way_back(self, step: Open) -> dict[str, Any]:
        """Return the last completed task of each id on the way to an open step."""
        found: dict[str, Any] = {}
        task = self._find(step).parent
        while task is not None:
            if task.has_state(TaskState.COMPLETED) and "key_or_index" not in task.internal_data:
                found.setdefault(task.task_spec.bpmn_id, task)
            task = task.parent
        return found

    def _answer(self, task: Any, step: Open, answers: Variables) -> None:
        name = f"{step.bpmn_id}_answers"
        siblings = [other for other in task.parent.children if other.task_spec == task.task_spec]
        if not any(other.has_state(TaskState.COMPLETED) for other in siblings):
            self.variables[name] = [None] * len(siblings)
        self.variables[name][int(step.instance_key)] = answers


def _address(task: Any) -> Open:
    position = task.internal_data.get("key_or_index")
    return Open(task.task_spec.bpmn_id, "" if position is None else str(position))


class _StateOnly(BpmnWorkflowConverter):  # type: ignore[misc]
    """Keeps the tasks and leaves the specification to its version."""

    def to_dict(self, workflow: Any) -> dict[str, Any]:
        kept: dict[str, Any] = super(BpmnWorkflowConverter, self).to_dict(workflow)
        return kept

    def restore(self, kept: dict[str, Any], spec: Any, conditions: _Conditions) -> Any:
        """Return the workflow on the specification of its version."""
        workflow = BpmnWorkflow(spec, {}, script_engine=conditions, deserializing=True)
        workflow.tasks = self.mapping_from_dict(kept["tasks"], UUID, workflow=workflow)
        workflow.task_tree = workflow.tasks[UUID(kept["root"])]
        self.set_default_attributes(workflow, kept)
        return workflow


_CONVERTER = _StateOnly(BpmnWorkflow, BpmnWorkflowSerializer.configure(DEFAULT_CONFIG))
