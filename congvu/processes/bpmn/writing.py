"""A graph becomes a BPMN 2.0 file with its drawing, as any BPMN editor opens it."""

from typing import Any

from lxml import etree

from congvu.processes.bpmn.graph import Flow, Graph, Node, NodeType
from congvu.processes.bpmn.layout import lay_out
from congvu.processes.bpmn.names import BPMN, BPMNDI, CEL, CONGVU, DC, DI, ENGLISH, NSMAP, XSI

Element = Any


def write(key: str, graph: Graph) -> bytes:
    """Return the BPMN 2.0 XML of the graph: pool, lanes, nodes, flows, diagram. ``key`` names the process."""
    root = etree.Element(f"{{{BPMN}}}definitions", nsmap=NSMAP)
    root.set("id", f"definitions_{key}")
    root.set("targetNamespace", CONGVU)
    root.set("expressionLanguage", CEL)
    messages = {name: f"message_{i}" for i, name in enumerate(sorted({n.message for n in graph.nodes.values()} - {""}))}
    for name, ident in messages.items():
        _add(root, "message", id=ident, name=name)
    pool = _add(root, "collaboration", id=f"pool_{key}")
    _add(pool, "participant", id=f"participant_{key}", name=graph.name, processRef=key)
    process = _add(root, "process", id=key, name=graph.name, isExecutable="true")
    lanes = _add(process, "laneSet", id=f"lanes_{key}")
    for lane in graph.lanes:
        drawn = _add(lanes, "lane", id=f"lane_{lane}", name=lane)
        for node in graph.nodes.values():
            if node.lane == lane:
                _add(drawn, "flowNodeRef").text = node.id
    for node in graph.nodes.values():
        _node(process, node, graph, messages)
    for flow in graph.flows:
        _flow(process, flow)
    add_diagram(root, key, graph)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def add_diagram(root: Element, key: str, graph: Graph) -> None:
    """Append a diagram laid out by us."""
    drawing = lay_out(graph)
    diagram = etree.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", id=f"diagram_{key}")
    plane = etree.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", id=f"plane_{key}", bpmnElement=f"pool_{key}")
    lanes = {f"lane_{lane}": box for lane, box in drawing.lanes.items()}
    for ident, box in {f"participant_{key}": drawing.pool, **lanes, **drawing.nodes}.items():
        shape = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", id=f"{ident}_di", bpmnElement=ident)
        if ident not in drawing.nodes:
            shape.set("isHorizontal", "true")
        x, y, width, height = (str(round(value)) for value in box)
        etree.SubElement(shape, f"{{{DC}}}Bounds", x=x, y=y, width=width, height=height)
    for ident, points in drawing.flows.items():
        edge = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", id=f"{ident}_di", bpmnElement=ident)
        for px, py in points:
            etree.SubElement(edge, f"{{{DI}}}waypoint", x=str(round(px)), y=str(round(py)))


def _add(parent: Element, tag: str, **attributes: str) -> Element:
    return etree.SubElement(parent, f"{{{BPMN}}}{tag}", {k: v for k, v in attributes.items() if v})


def _say_in_english(element: Element, words: str) -> None:
    if words:
        element.set(ENGLISH, words)


def _node(process: Element, node: Node, graph: Graph, messages: dict[str, str]) -> None:
    extra = {}
    if node.type == NodeType.BOUNDARY:
        extra["attachedToRef"] = node.host
    element = _add(process, node.type, id=node.id, name=node.name, default=node.default, **extra)
    _say_in_english(element, node.english)
    if node.work:
        work = node.work
        extension = _add(element, "extensionElements")
        carried = {
            "kind": work.kind,
            "limit": "" if work.limit_minutes is None else str(work.limit_minutes),
            "agency": work.agency,
            "unit": work.unit,
            "asks": work.asks,
            "silence": work.silence,
            "clock": work.clock,
            "days": "" if work.days is None else str(work.days),
        }
        etree.SubElement(extension, f"{{{CONGVU}}}work", {k: v for k, v in carried.items() if v})
        for tag, codes in (("action", work.actions), ("paper", work.papers), ("sees", work.sees)):
            for code in codes:
                etree.SubElement(extension, f"{{{CONGVU}}}{tag}", code=code)
    for flow in graph.entering[node.id]:
        _add(element, "incoming").text = flow.id
    for flow in graph.leaving[node.id]:
        _add(element, "outgoing").text = flow.id
    if node.each:
        loop = _add(element, "multiInstanceLoopCharacteristics", id=f"{node.id}_each")
        _add(loop, "loopDataInputRef").text = node.each
    if node.message:
        _add(element, "messageEventDefinition", id=f"{node.id}_message", messageRef=messages[node.message])


def _flow(process: Element, flow: Flow) -> None:
    element = _add(process, "sequenceFlow", id=flow.id, name=flow.name, sourceRef=flow.source, targetRef=flow.target)
    _say_in_english(element, flow.english)
    if flow.when:
        condition = _add(element, "conditionExpression")
        condition.set(f"{{{XSI}}}type", "bpmn:tFormalExpression")
        condition.text = flow.when
