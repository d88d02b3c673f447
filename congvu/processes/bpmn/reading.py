"""A BPMN 2.0 file becomes a graph; what it may not hold is refused with its name and the reason (house rule 11)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from lxml import etree

from congvu.processes.bpmn.graph import Flow, Graph, Node, NodeType, Work
from congvu.processes.bpmn.names import BPMN, CEL, CONGVU, ENGLISH
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
CODE = gettext_lazy(
    "mã lệnh không được nằm trong quy trình; hãy chuyển thành một bước có người làm hoặc một thông báo chờ"
)
REASONS = {
    "scriptTask": CODE,
    "script": CODE,
    "serviceTask": CODE,
    "businessRuleTask": CODE,
    "sendTask": gettext_lazy("quy trình không tự gửi; người làm bước hoặc hệ thống gửi khi bước kết thúc"),
    "receiveTask": gettext_lazy("hãy dùng sự kiện chờ thông báo (intermediateCatchEvent)"),
    "task": gettext_lazy("hãy chọn loại “bước có người làm” (userTask)"),
    "manualTask": gettext_lazy("hãy chọn loại “bước có người làm” (userTask)"),
    "timerEventDefinition": gettext_lazy(
        "bộ định giờ không biết giờ làm việc; thời hạn đặt ở bước (congvu:work limit)"
    ),
    "inclusiveGateway": gettext_lazy("hãy dùng nhánh loại trừ hoặc nhánh song song"),
    "completionCondition": gettext_lazy("mọi người được hỏi đều phải trả lời"),
    "loopCardinality": gettext_lazy("hãy chỉ danh sách người được hỏi (loopDataInputRef)"),
    "standardLoopCharacteristics": gettext_lazy("hãy vẽ vòng lặp bằng nhánh loại trừ"),
}


def read(bpmn: bytes) -> tuple[str, Graph]:
    """Return the id of the process and its graph.

    :raises DefinitionRefused: for anything that is no plain process of people's steps.
    """
    root = parse(bpmn)
    _refuse_strangers(root)
    processes = root.findall(f"{{{BPMN}}}process")
    if len(processes) != 1:
        raise DefinitionRefused(_("Tệp có %(count)s quy trình; cần đúng một.") % {"count": len(processes)})
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
            _("Quy trình có %(count)s phần tử, nhiều hơn %(most)s: hãy tách thành hai quy trình.")
            % {"count": len(nodes), "most": MAX_NODES}
        )
    flows = tuple(_flow(element) for element in process.findall(f"{{{BPMN}}}sequenceFlow"))
    for flow in flows:
        if flow.source not in nodes or flow.target not in nodes:
            raise DefinitionRefused(_("Mũi tên “%(id)s” không nối hai phần tử của quy trình.") % {"id": flow.id})
    order = tuple(lane.get("name", "") for lane in process.iter(f"{{{BPMN}}}lane"))
    return process.get("id", ""), Graph(name=process.get("name", ""), nodes=nodes, flows=flows, lanes=order)


def parse(bpmn: bytes) -> Element:
    """Return the root element; no entity is resolved and nothing is fetched.

    :raises DefinitionRefused: when it is no XML, too big, or has a document type.
    """
    if len(bpmn) > MAX_BYTES:
        raise DefinitionRefused(_("Tệp quy trình lớn hơn 2 MB."))
    try:
        root = etree.fromstring(bpmn, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise DefinitionRefused(
            _("Tệp quy trình không phải XML hợp lệ: dòng %(line)s.") % {"line": error.lineno}
        ) from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise DefinitionRefused(_("Tệp quy trình có khai báo DOCTYPE; hãy xoá khai báo ấy."))
    return root


def _refuse_strangers(root: Element) -> None:
    for element in root.iter(etree.Element):
        name = etree.QName(element)
        if name.namespace == BPMN and name.localname not in ALLOWED:
            reason = REASONS.get(name.localname, "hệ thống không chạy phần tử này")
            raise DefinitionRefused(
                _("Phần tử <%(tag)s>%(owner)s không được nhận: %(reason)s.")
                % {"tag": name.localname, "owner": _of(element), "reason": reason}
            )
        inside = element.getparent() is not None and etree.QName(element.getparent()).localname == "extensionElements"
        if inside and name.namespace != CONGVU:
            raise DefinitionRefused(
                _("Phần mở rộng <%(tag)s>%(owner)s không được nhận: %(reason)s.")
                % {"tag": name.localname, "owner": _of(element), "reason": CODE}
            )
        for key, value in element.attrib.items():
            local = etree.QName(key)
            if local.namespace not in (None, CONGVU) and local.localname in {
                "class",
                "expression",
                "delegateExpression",
            }:
                raise DefinitionRefused(
                    _("Thuộc tính %(tag)s=“%(value)s” không được nhận: %(reason)s.")
                    % {"tag": local.localname, "value": value, "reason": CODE}
                )
            if local.localname in {"expressionLanguage", "language"} and value != CEL:
                raise DefinitionRefused(
                    _("Biểu thức “%(value)s” không được nhận: hệ thống chỉ đọc biểu thức CEL (%(address)s).")
                    % {"value": value, "address": CEL}
                )


def _of(element: Element) -> str:
    while element is not None and not element.get("id"):
        element = element.getparent()
    return _(" của “%(name)s”") % {"name": element.get("name") or element.get("id")} if element is not None else ""


def _node(element: Element, lanes: dict[str, str], messages: dict[Any, Any]) -> Node:
    key, kind = element.get("id", ""), NodeType(etree.QName(element).localname)
    name = element.get("name", "")
    if element.get("cancelActivity") == "false" or element.get("isInterrupting") == "false":
        raise DefinitionRefused(
            _("Sự kiện “%(name)s” không ngắt bước: hãy vẽ một nhánh song song thay vào.") % {"name": name or key}
        )
    loops = element.findall(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    if any(loop.get("isSequential") == "true" for loop in loops):
        raise DefinitionRefused(
            _("Bước “%(name)s” hỏi lần lượt: hãy hỏi cùng lúc (isSequential=“false”).") % {"name": name or key}
        )
    waits = element.findall(f"{{{BPMN}}}messageEventDefinition")
    return Node(
        id=key,
        type=kind,
        name=name,
        english=element.get(ENGLISH, ""),
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
    limit, days = attributes.get("limit", ""), attributes.get("days", "")
    if days and not days.isdecimal():
        raise DefinitionRefused(
            _("Bước “%(name)s”: thời hạn “%(limit)s” phải là số ngày.") % {"name": element.get("name"), "limit": days}
        )
    if limit and not limit.isdecimal():
        raise DefinitionRefused(
            _("Bước “%(name)s”: thời hạn “%(limit)s” phải là số phút làm việc.")
            % {"name": element.get("name"), "limit": limit}
        )

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
        sees=codes("sees"),
        asks=attributes.get("asks", ""),
        silence=attributes.get("silence", ""),
        clock=attributes.get("clock", ""),
        days=int(days) if days else None,
    )


def _flow(element: Element) -> Flow:
    return Flow(
        id=element.get("id", ""),
        source=element.get("sourceRef", ""),
        target=element.get("targetRef", ""),
        when=(element.findtext(f"{{{BPMN}}}conditionExpression") or "").strip(),
        name=element.get("name", ""),
        english=element.get(ENGLISH, ""),
    )
