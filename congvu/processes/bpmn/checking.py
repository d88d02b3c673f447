"""What a graph must be before it may run; each refusal names the place and says what to change."""

from collections.abc import Callable, Collection

from django.utils.translation import gettext as _

from congvu.processes.bpmn.blocks import Blocks, find_blocks
from congvu.processes.bpmn.graph import Graph, Node, NodeType
from congvu.processes.bpmn.refusals import DefinitionRefused

CheckCondition = Callable[[str], list[str]]


def check(graph: Graph, *, roles: Collection[str], kinds: Collection[str], condition: CheckCondition) -> Blocks:
    """Return the parallel blocks of a graph that may run.

    ``condition`` names what is wrong with a CEL text.

    :raises DefinitionRefused: with the first thing found.
    """
    _ends(graph)
    for node in graph.nodes.values():
        _arrows(graph, node)
        if node.type == NodeType.TASK:
            _task(node, roles, kinds)
        if node.type in (NodeType.WAIT, NodeType.BOUNDARY) and not node.message:
            raise DefinitionRefused(
                _("Sự kiện “%(name)s” không chờ thông báo nào: hãy đặt tên thông báo.") % {"name": _name(node)}
            )
        if node.type == NodeType.BOUNDARY and (node.host not in graph.nodes or graph.nodes[node.host].each):
            raise DefinitionRefused(_("Sự kiện “%(name)s” phải gắn vào một bước đơn.") % {"name": _name(node)})
    for flow in graph.flows:
        if flow.when and graph.nodes[flow.source].type != NodeType.EXCLUSIVE:
            raise DefinitionRefused(_("Điều kiện của “%(id)s” phải đi ra từ một cổng loại trừ (×).") % {"id": flow.id})
        if flow.when and (wrong := condition(flow.when)):
            raise DefinitionRefused(
                _("Điều kiện “%(when)s” không phải CEL được phép: %(list)s.")
                % {"when": flow.when, "list": "; ".join(wrong)}
            )
    _loops(graph)
    return find_blocks(graph)


def _name(node: Node) -> str:
    return node.name or node.id


def _ends(graph: Graph) -> None:
    starts = list(graph.of(NodeType.START))
    if len(starts) != 1:
        raise DefinitionRefused(_("Quy trình có %(count)s điểm bắt đầu; cần đúng một.") % {"count": len(starts)})
    if not any(graph.of(NodeType.TASK)):
        raise DefinitionRefused(_("Quy trình không có bước nào có người làm."))
    reached = graph.reachable(starts[0].id)
    if lost := [_name(node) for node in graph.nodes.values() if node.id not in reached]:
        raise DefinitionRefused(_("Không có đường nào đến: %(list)s.") % {"list": ", ".join(lost)})


def _arrows(graph: Graph, node: Node) -> None:
    entering, leaving = graph.entering[node.id], graph.leaving[node.id]
    if node.type == NodeType.END:
        if leaving:
            raise DefinitionRefused(_("Điểm kết thúc “%(name)s” không được có mũi tên ra.") % {"name": _name(node)})
    elif not leaving:
        raise DefinitionRefused(
            _("“%(name)s” không có mũi tên ra: quy trình sẽ tắt lặng ở đó.") % {"name": _name(node)}
        )
    elif len(leaving) > 1 and node.type not in (NodeType.EXCLUSIVE, NodeType.PARALLEL):
        raise DefinitionRefused(
            _("“%(name)s” có %(count)s mũi tên ra: hãy đặt một cổng sau nó.")
            % {"name": _name(node), "count": len(leaving)}
        )
    if node.type in (NodeType.START, NodeType.BOUNDARY) and entering:
        raise DefinitionRefused(_("“%(name)s” không được có mũi tên vào.") % {"name": _name(node)})
    if node.type == NodeType.START and node.message:
        raise DefinitionRefused(_("Quy trình do hồ sơ bắt đầu, không do thông báo."))
    if node.type == NodeType.EXCLUSIVE and len(leaving) > 1:
        if node.default not in {flow.id for flow in leaving}:
            raise DefinitionRefused(
                _("Cổng “%(name)s” thiếu mũi tên mặc định: hồ sơ có thể kẹt lại.") % {"name": _name(node)}
            )
        if unconditional := [f.id for f in leaving if not f.when and f.id != node.default]:
            raise DefinitionRefused(
                _("Mũi tên “%(flow)s” ra khỏi cổng “%(name)s” thiếu điều kiện.")
                % {"flow": unconditional[0], "name": _name(node)}
            )


def _task(node: Node, roles: Collection[str], kinds: Collection[str]) -> None:
    if node.lane not in roles:
        raise DefinitionRefused(
            _("Bước “%(name)s” ở làn “%(lane)s” không phải vai trò nào; có: %(list)s.")
            % {"name": _name(node), "lane": node.lane, "list": ", ".join(roles)}
        )
    if not node.name:
        raise DefinitionRefused(_("Bước “%(id)s” chưa có tên.") % {"id": node.id})
    work = node.work
    if work is None or work.kind not in kinds:
        raise DefinitionRefused(
            _("Bước “%(name)s”: loại “%(kind)s” không có; có: %(list)s.")
            % {"name": node.name, "kind": work and work.kind, "list": ", ".join(kinds)}
        )
    for word in (*work.actions, *work.papers, *filter(None, (work.agency, work.unit, node.each))):
        if not word.replace("-", "_").replace(".", "_").isidentifier():
            raise DefinitionRefused(
                _("Bước “%(name)s”: “%(word)s” phải là một mã không dấu, không phải biểu thức.")
                % {"name": node.name, "word": word}
            )


def _loops(graph: Graph) -> None:
    """A circle without a person or a wait in it would turn for ever."""
    resting = {NodeType.TASK, NodeType.WAIT}
    for node in graph.of(NodeType.EXCLUSIVE, NodeType.PARALLEL):
        todo, seen = list(graph.following[node.id]), set[str]()
        while todo:
            key = todo.pop()
            if key == node.id:
                raise DefinitionRefused(
                    _("Vòng lặp qua “%(name)s” không có bước nào có người làm.") % {"name": _name(node)}
                )
            # a consultation of nobody passes through at once, so it does not hold the circle
            if key not in seen and (graph.nodes[key].type not in resting or graph.nodes[key].each):
                seen.add(key)
                todo.extend(graph.following[key])
