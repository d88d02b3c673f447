"""A process as nodes and flows: what is read from BPMN 2.0 and what a steps table compiles to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class NodeType(StrEnum):
    """The BPMN elements that a process may hold, by their names there."""

    START = "startEvent"
    END = "endEvent"
    TASK = "userTask"
    EXCLUSIVE = "exclusiveGateway"
    PARALLEL = "parallelGateway"
    WAIT = "intermediateCatchEvent"
    BOUNDARY = "boundaryEvent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a user task carries in its ``congvu:`` elements."""

    kind: str
    limit_minutes: int | None = None
    """Working minutes."""
    actions: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    agency: str = ""
    """Name of the variable that holds the id of the agency in charge; empty: the run's agency."""
    unit: str = ""
    """Name of the variable that holds the id of the unit in charge."""
    sees: tuple[str, ...] = ()
    """What of the answers an agency sees that has only this step: pointers, groups before their fields."""
    asks: str = ""
    """Name of the list variable that whoever ends the step fills: whom to ask."""
    silence: str = ""
    """``agree``: no answer within the limit counts as agreement; empty: it does not."""
    clock: str = ""
    """``own``: the time of this step is not the citizen's promise's; empty: it is."""
    days: int | None = None
    """Calendar days that run before the limit in working time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A task, an event or a gateway. ``lane`` is a role code."""

    id: str
    type: NodeType
    name: str = ""
    english: str = ""
    """The name in English; empty: nobody has given one."""
    lane: str = ""
    work: Work | None = None
    each: str = ""
    """Name of the list variable with one instance for each item; empty: a single task."""
    message: str = ""
    host: str = ""
    """The task that a boundary event sits on."""
    default: str = ""
    """Id of the flow taken when no condition holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """An arrow; ``when`` is a CEL condition or empty."""

    id: str
    source: str
    target: str
    when: str = ""
    name: str = ""
    english: str = ""


@dataclass(frozen=True, kw_only=True)
class Graph:
    """One process. Nodes stand in reading order; lanes from top to bottom."""

    name: str
    nodes: dict[str, Node]
    flows: tuple[Flow, ...]
    lanes: tuple[str, ...] = field(default=())

    @cached_property
    def leaving(self) -> dict[str, list[Flow]]:
        """Return the flows out of each node."""
        return {key: [flow for flow in self.flows if flow.source == key] for key in self.nodes}

    @cached_property
    def entering(self) -> dict[str, list[Flow]]:
        """Return the flows into each node."""
        return {key: [flow for flow in self.flows if flow.target == key] for key in self.nodes}

    @cached_property
    def following(self) -> dict[str, list[str]]:
        """Return the nodes a token may reach in one move; a boundary event follows its host."""
        after = {key: [flow.target for flow in self.leaving[key]] for key in self.nodes}
        for node in self.of(NodeType.BOUNDARY):
            after[node.host].append(node.id)
        return after

    @cached_property
    def forward(self) -> dict[str, list[str]]:
        """Return the nodes after each node without turning back, every node before those after it."""
        after: dict[str, list[str]] = {}

        def visit(key: str, way: frozenset[str]) -> None:
            after[key] = []
            for target in reversed(self.following[key]):
                if target not in way | {key}:
                    if target not in after:
                        visit(target, way | {key})
                    after[key].insert(0, target)
            after[key] = after.pop(key)

        for node in self.nodes.values():
            if node.id not in after and not self.entering[node.id] and node.type != NodeType.BOUNDARY:
                visit(node.id, frozenset())
        return dict(reversed(after.items()))

    def ahead(self, start: str) -> set[str]:
        """Return the nodes that come after ``start`` without turning back."""
        seen: set[str] = set()
        todo = list(self.forward[start])
        while todo:
            key = todo.pop()
            if key not in seen:
                seen.add(key)
                todo.extend(self.forward[key])
        return seen

    def of(self, *types: NodeType) -> Iterator[Node]:
        """Iterate over the nodes of the given types."""
        return (node for node in self.nodes.values() if node.type in types)

    def reachable(self, start: str, *, without: str = "") -> set[str]:
        """Return the nodes on the ways out of ``start`` (itself included) that do not pass ``without``."""
        seen: set[str] = set()
        todo = [start]
        while todo:
            key = todo.pop()
            if key != without and key not in seen:
                seen.add(key)
                todo.extend(self.following[key])
        return seen
