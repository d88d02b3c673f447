"""Taking a definition in: checked once, then pinned by its digest."""

import hashlib
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from congvu.kit import cel
from congvu.people.models import Role
from congvu.processes.bpmn.blocks import Blocks
from congvu.processes.bpmn.checking import check
from congvu.processes.bpmn.graph import Graph, NodeType
from congvu.processes.bpmn.names import BPMNDI
from congvu.processes.bpmn.reading import parse, read
from congvu.processes.bpmn.refusals import DefinitionRefused
from congvu.processes.bpmn.table import compile_steps
from congvu.processes.bpmn.writing import add_diagram, write
from congvu.processes.engine.specs import make_spec
from congvu.processes.models import StepKind


def compiled(key: str, steps: list[dict[str, Any]], name: str = "") -> bytes:
    """Return the BPMN 2.0 file of a steps table.

    :raises DefinitionRefused: when a row cannot be read
    """
    return write(_process_id(key), compile_steps(name or key, steps))


def checked(bpmn: bytes) -> tuple[bytes, Graph]:
    """Return the file, with a drawing if it had none, and its graph, after every check.

    :raises DefinitionRefused: for code, strange elements, conditions other than CEL, traps of the engine
    """
    process_id, graph = read(bpmn)
    _blocks(graph)
    root = parse(bpmn)
    if root.find(f".//{{{BPMNDI}}}BPMNShape") is None:
        for empty in root.findall(f"{{{BPMNDI}}}BPMNDiagram"):
            root.remove(empty)
        add_diagram(root, process_id, graph)
        bpmn = bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
    try:
        make_spec(bpmn)
    except DefinitionRefused:
        raise
    except Exception as problem:  # the engine's reader has its own ways to fail; all mean the same to the user
        raise DefinitionRefused(_("Máy quy trình không đọc được tệp: %(problem)s") % {"problem": problem}) from problem
    return bpmn, graph


def plan(graph: Graph) -> list[dict[str, Any]]:
    """Return the steps in reading order, as plain data."""
    return [
        {
            "bpmn_id": node.id,
            "name": node.name,
            "english": node.english,
            "role": node.lane,
            "kind": node.work.kind,
            "limit_minutes": node.work.limit_minutes,
            "actions": list(node.work.actions),
            "papers": list(node.work.papers),
            "each": node.each,
            "agency": node.work.agency,
            "unit": node.work.unit,
            "sees": list(node.work.sees),
            "asks": node.work.asks,
            "silence": node.work.silence,
            "clock": node.work.clock,
            "days": node.work.days,
        }
        for node in graph.of(NodeType.TASK)
        if node.work
    ]


def digest(bpmn: bytes) -> str:
    """Return the SHA-256 of the file."""
    return hashlib.sha256(bpmn).hexdigest()


@lru_cache(maxsize=256)
def graph_of(bpmn: bytes) -> Graph:
    """Return the graph of a checked file."""
    return read(bpmn)[1]


@lru_cache(maxsize=256)
def blocks_of(bpmn: bytes) -> Blocks:
    """Return the parallel blocks of a checked file."""
    return _blocks(graph_of(bpmn))


def _blocks(graph: Graph) -> Blocks:
    return check(graph, roles=Role.values, kinds=StepKind.values, condition=_wrong_in)


def _wrong_in(condition: str) -> list[str]:
    try:
        names = cel.Expression(condition).names
    except cel.BadExpression as problem:
        return [str(problem)]
    return cel.check(condition, names)


def _process_id(key: str) -> str:
    """XML ids start with a letter and hold no spaces; procedure codes such as 1.001193 do not."""
    return "process_" + "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in key)
