"""What a graph must be before it may run; each refusal names the place and says what to change."""

from collections.abc import Callable, Collection

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
            raise DefinitionRefused(f"Sự kiện “{_name(node)}” không chờ thông báo nào: hãy đặt tên thông báo.")
        if node.type == NodeType.BOUNDARY and (node.host not in graph.nodes or graph.nodes[node.host].each):
            raise DefinitionRefused(f"Sự kiện “{_name(node)}” phải gắn vào một bước đơn.")
    for flow in graph.flows:
        if flow.when and graph.nodes[flow.source].type != NodeType.EXCLUSIVE:
            raise DefinitionRefused(f"Điều kiện của “{flow.id}” phải đi ra từ một cổng loại trừ (×).")
        if flow.when and (wrong := condition(flow.when)):
            raise DefinitionRefused(f"Điều kiện “{flow.when}” không phải CEL được phép: {'; '.join(wrong)}.")
    _loops(graph)
    return find_blocks(graph)


def _name(node: Node) -> str:
    return node.name or node.id


def _ends(graph: Graph) -> None:
    starts = list(graph.of(NodeType.START))
    if len(starts) != 1:
        raise DefinitionRefused(f"Quy trình có {len(starts)} điểm bắt đầu; cần đúng một.")
    if not any(graph.of(NodeType.TASK)):
        raise DefinitionRefused("Quy trình không có bước nào có người làm.")
    reached = graph.reachable(starts[0].id)
    if lost := [_name(node) for node in graph.nodes.values() if node.id not in reached]:
        raise DefinitionRefused(f"Không có đường nào đến: {', '.join(lost)}.")


def _arrows(graph: Graph, node: Node) -> None:
    entering, leaving = graph.entering[node.id], graph.leaving[node.id]
    if node.type == NodeType.END:
        if leaving:
            raise DefinitionRefused(f"Điểm kết thúc “{_name(node)}” không được có mũi tên ra.")
    elif not leaving:
        raise DefinitionRefused(f"“{_name(node)}” không có mũi tên ra: quy trình sẽ tắt lặng ở đó.")
    elif len(leaving) > 1 and node.type not in (NodeType.EXCLUSIVE, NodeType.PARALLEL):
        raise DefinitionRefused(f"“{_name(node)}” có {len(leaving)} mũi tên ra: hãy đặt một cổng sau nó.")
    if node.type in (NodeType.START, NodeType.BOUNDARY) and entering:
        raise DefinitionRefused(f"“{_name(node)}” không được có mũi tên vào.")
    if node.type == NodeType.START and node.message:
        raise DefinitionRefused("Quy trình do hồ sơ bắt đầu, không do thông báo.")
    if node.type == NodeType.EXCLUSIVE and len(leaving) > 1:
        if node.default not in {flow.id for flow in leaving}:
            raise DefinitionRefused(f"Cổng “{_name(node)}” thiếu mũi tên mặc định: hồ sơ có thể kẹt lại.")
        if unconditional := [f.id for f in leaving if not f.when and f.id != node.default]:
            raise DefinitionRefused(f"Mũi tên “{unconditional[0]}” ra khỏi cổng “{_name(node)}” thiếu điều kiện.")


def _task(node: Node, roles: Collection[str], kinds: Collection[str]) -> None:
    if node.lane not in roles:
        raise DefinitionRefused(
            f"Bước “{_name(node)}” ở làn “{node.lane}” không phải vai trò nào; có: {', '.join(roles)}."
        )
    if not node.name:
        raise DefinitionRefused(f"Bước “{node.id}” chưa có tên.")
    work = node.work
    if work is None or work.kind not in kinds:
        raise DefinitionRefused(f"Bước “{node.name}”: loại “{work and work.kind}” không có; có: {', '.join(kinds)}.")
    for word in (*work.actions, *work.papers, *filter(None, (work.agency, work.unit, node.each))):
        if not word.replace("-", "_").replace(".", "_").isidentifier():
            raise DefinitionRefused(f"Bước “{node.name}”: “{word}” phải là một mã không dấu, không phải biểu thức.")


def _loops(graph: Graph) -> None:
    """A circle without a person or a wait in it would turn for ever."""
    resting = {NodeType.TASK, NodeType.WAIT}
    for node in graph.of(NodeType.EXCLUSIVE, NodeType.PARALLEL):
        todo, seen = list(graph.following[node.id]), set[str]()
        while todo:
            key = todo.pop()
            if key == node.id:
                raise DefinitionRefused(f"Vòng lặp qua “{_name(node)}” không có bước nào có người làm.")
            # a consultation of nobody passes through at once, so it does not hold the circle
            if key not in seen and (graph.nodes[key].type not in resting or graph.nodes[key].each):
                seen.add(key)
                todo.extend(graph.following[key])
