"""A BPMN 2.0 file becomes a graph; what it may not hold is refused with its name and the reason (house rule 11)."""

from typing import Any

from lxml import etree

from congvu.processes.bpmn.graph import Flow, Graph, Node, NodeType, Work
from congvu.processes.bpmn.names import BPMN, CEL, CONGVU
from congvu.processes.bpmn.refusals import DefinitionRefused

Element = Any
MAX_BYTES = 2 * 1024 * 1024
MAX_NODES = 300
ALLOWED = {
    *("definitions", "collaboration", "participant", "process", "laneSet", "lane", "flowNodeRef", "message"),
    *("startEvent", "endEvent", "userTask", "exclusiveGateway", "parallelGateway", "intermediateCatchEvent"),
    *("boundaryEvent", "messageEventDefinition", "sequenceFlow", "conditionExpression", "incoming", "outgoing"),
    *("multiInstanceLoopCharacteristics", "loopDataInputRef", "extensionElements", "documentation"),
    *("textAnnotation", "text", "association"),
}
CODE = "mã lệnh không được nằm trong quy trình; hãy chuyển thành một bước có người làm hoặc một thông báo chờ"
REASONS = {
    "scriptTask": CODE,
    "script": CODE,
    "serviceTask": CODE,
    "businessRuleTask": CODE,
    "sendTask": "quy trình không tự gửi; người làm bước hoặc hệ thống gửi khi bước kết thúc",
    "receiveTask": "hãy dùng sự kiện chờ thông báo (intermediateCatchEvent)",
    "task": "hãy chọn loại “bước có người làm” (userTask)",
    "manualTask": "hãy chọn loại “bước có người làm” (userTask)",
    "timerEventDefinition": "bộ định giờ không biết giờ làm việc; thời hạn đặt ở bước (congvu:work limit)",
    "inclusiveGateway": "hãy dùng nhánh loại trừ hoặc nhánh song song",
    "completionCondition": "mọi người được hỏi đều phải trả lời",
    "loopCardinality": "hãy chỉ danh sách người được hỏi (loopDataInputRef)",
    "standardLoopCharacteristics": "hãy vẽ vòng lặp bằng nhánh loại trừ",
}


def read(bpmn: bytes) -> tuple[str, Graph]:
    """Return the id of the process and its graph.

    :raises DefinitionRefused: for anything that is no plain process of people's steps.
    """
    root = parse(bpmn)
    _refuse_strangers(root)
    processes = root.findall(f"{{{BPMN}}}process")
    if len(processes) != 1:
        raise DefinitionRefused(f"Tệp có {len(processes)} quy trình; cần đúng một.")
    process = processes[0]
    messages = {m.get("id"): m.get("name") or m.get("id") for m in root.iter(f"{{{BPMN}}}message")}
    lanes = {
        (ref.text or "").strip(): lane.get("name", "")
        for lane in process.iter(f"{{{BPMN}}}lane")
        for ref in lane.findall(f"{{{BPMN}}}flowNodeRef")
    }
    nodes = {}
    for element in process:
        if isinstance(element.tag, str) and etree.QName(element).localname in set(NodeType):
            node = _node(element, lanes, messages)
            nodes[node.id] = node
    if len(nodes) > MAX_NODES:
        raise DefinitionRefused(
            f"Quy trình có {len(nodes)} phần tử, nhiều hơn {MAX_NODES}: hãy tách thành hai quy trình."
        )
    flows = tuple(_flow(element) for element in process.findall(f"{{{BPMN}}}sequenceFlow"))
    for flow in flows:
        if flow.source not in nodes or flow.target not in nodes:
            raise DefinitionRefused(f"Mũi tên “{flow.id}” không nối hai phần tử của quy trình.")
    order = tuple(lane.get("name", "") for lane in process.iter(f"{{{BPMN}}}lane"))
    return process.get("id", ""), Graph(name=process.get("name", ""), nodes=nodes, flows=flows, lanes=order)


def parse(bpmn: bytes) -> Element:
    """Return the root element; no entity is resolved and nothing is fetched.

    :raises DefinitionRefused: when it is no XML, too big, or has a document type.
    """
    if len(bpmn) > MAX_BYTES:
        raise DefinitionRefused("Tệp quy trình lớn hơn 2 MB.")
    try:
        root = etree.fromstring(bpmn, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise DefinitionRefused(f"Tệp quy trình không phải XML hợp lệ: dòng {error.lineno}.") from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise DefinitionRefused("Tệp quy trình có khai báo DOCTYPE; hãy xoá khai báo ấy.")
    return root


def _refuse_strangers(root: Element) -> None:
    for element in root.iter(etree.Element):
        name = etree.QName(element)
        if name.namespace == BPMN and name.localname not in ALLOWED:
            reason = REASONS.get(name.localname, "hệ thống không chạy phần tử này")
            raise DefinitionRefused(f"Phần tử <{name.localname}>{_of(element)} không được nhận: {reason}.")
        inside = element.getparent() is not None and etree.QName(element.getparent()).localname == "extensionElements"
        if inside and name.namespace != CONGVU:
            raise DefinitionRefused(f"Phần mở rộng <{name.localname}>{_of(element)} không được nhận: {CODE}.")
        for key, value in element.attrib.items():
            local = etree.QName(key)
            if local.namespace not in (None, CONGVU) and local.localname in {
                "class",
                "expression",
                "delegateExpression",
            }:
                raise DefinitionRefused(f"Thuộc tính {local.localname}=“{value}” không được nhận: {CODE}.")
            if local.localname in {"expressionLanguage", "language"} and value != CEL:
                raise DefinitionRefused(f"Biểu thức “{value}” không được nhận: hệ thống chỉ đọc biểu thức CEL ({CEL}).")


def _of(element: Element) -> str:
    while element is not None and not element.get("id"):
        element = element.getparent()
    return f" của “{element.get('name') or element.get('id')}”" if element is not None else ""


def _node(element: Element, lanes: dict[str, str], messages: dict[Any, Any]) -> Node:
    key, kind = element.get("id", ""), NodeType(etree.QName(element).localname)
    name = element.get("name", "")
    if element.get("cancelActivity") == "false" or element.get("isInterrupting") == "false":
        raise DefinitionRefused(f"Sự kiện “{name or key}” không ngắt bước: hãy vẽ một nhánh song song thay vào.")
    loops = element.findall(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    if any(loop.get("isSequential") == "true" for loop in loops):
        raise DefinitionRefused(f"Bước “{name or key}” hỏi lần lượt: hãy hỏi cùng lúc (isSequential=“false”).")
    waits = element.findall(f"{{{BPMN}}}messageEventDefinition")
    return Node(
        id=key,
        type=kind,
        name=name,
        lane=lanes.get(key, "") or _lane_of_host(element, lanes),
        work=_work(element) if kind == NodeType.TASK else None,
        each=(loops[0].findtext(f"{{{BPMN}}}loopDataInputRef") or "").strip() if loops else "",
        message=str(messages.get(waits[0].get("messageRef"), "")) if waits else "",
        host=element.get("attachedToRef", ""),
        default=element.get("default", ""),
    )


def _lane_of_host(element: Element, lanes: dict[str, str]) -> str:
    return lanes.get(element.get("attachedToRef", ""), "")


def _work(element: Element) -> Work:
    carried = element.find(f"{{{BPMN}}}extensionElements/{{{CONGVU}}}work")
    attributes = dict(carried.attrib) if carried is not None else {}
    limit = attributes.get("limit", "")
    if limit and not limit.isdecimal():
        raise DefinitionRefused(f"Bước “{element.get('name')}”: thời hạn “{limit}” phải là số phút làm việc.")

    def codes(tag: str) -> tuple[str, ...]:
        found = element.findall(f"{{{BPMN}}}extensionElements/{{{CONGVU}}}{tag}")
        return tuple(str(item.get("code", "")) for item in found)

    return Work(
        kind=attributes.get("kind", "work"),
        limit_minutes=int(limit) if limit else None,
        actions=codes("action"),
        papers=codes("paper"),
        agency=attributes.get("agency", ""),
        unit=attributes.get("unit", ""),
    )


def _flow(element: Element) -> Flow:
    return Flow(
        id=element.get("id", ""),
        source=element.get("sourceRef", ""),
        target=element.get("targetRef", ""),
        when=(element.findtext(f"{{{BPMN}}}conditionExpression") or "").strip(),
        name=element.get("name", ""),
    )
