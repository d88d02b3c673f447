"""Where each box and arrow stands: columns by the longest way there, a band for each lane, right-angled arrows."""

from dataclasses import dataclass

from congvu.processes.bpmn.graph import Flow, Graph, Node, NodeType

Box = tuple[float, float, float, float]
"""x, y, width, height in pixels."""
Points = list[tuple[float, float]]

COLUMN, NARROW, ROW = 176, 108, 124
TASK, GATEWAY, EVENT = (130, 72), (44, 44), (36, 36)
LANE_LABEL = 34
POOL_LABEL = 30
"""The band left of the lanes where editors write the name of the pool."""


@dataclass(frozen=True)
class Drawing:
    """The places of everything drawn."""

    pool: Box
    lanes: dict[str, Box]
    nodes: dict[str, Box]
    flows: dict[str, Points]


def lay_out(graph: Graph) -> Drawing:
    """Return a place for each lane, node and flow of the graph."""
    placed = [node for node in graph.nodes.values() if node.type != NodeType.BOUNDARY]
    columns = _columns(graph)
    cells, rows = _cells(graph, placed, columns)
    lanes: dict[str, Box] = {}
    centres, width = _across(placed, columns)
    top = 0.0
    for lane in graph.lanes or ("",):
        height = float(ROW * rows.get(lane, 1))
        lanes[lane] = (0, top, width, height)
        top += height
    nodes = {
        node.id: _box(
            node,
            centres[columns[node.id]],
            lanes[node.lane if node.lane in lanes else next(iter(lanes))][1] + (cells[node.id] + 0.5) * ROW,
        )
        for node in placed
    }
    for node in graph.of(NodeType.BOUNDARY):
        x, y, wide, high = nodes[node.host]
        nodes[node.id] = _box(node, x + wide * 0.75, y + high)
    taken = {(columns[node.id], _middle(nodes[node.id])) for node in placed}
    flows = {flow.id: _route(flow, nodes, taken, columns, graph, number) for number, flow in enumerate(graph.flows)}
    pool = (-POOL_LABEL, 0.0, width + POOL_LABEL, top)
    return Drawing(pool=pool, lanes={k: v for k, v in lanes.items() if k}, nodes=nodes, flows=flows)


def _across(placed: list[Node], columns: dict[str, int]) -> tuple[list[float], float]:
    """Return the centre of each column and the whole width; a column without a task is narrow."""
    wide = {columns[node.id] for node in placed if node.type == NodeType.TASK}
    centres: list[float] = []
    x = float(LANE_LABEL)
    for column in range(max(columns.values()) + 1):
        room = COLUMN if column in wide else NARROW
        centres.append(x + room / 2)
        x += room
    return centres, x


def _columns(graph: Graph) -> dict[str, int]:
    """Longest way from the start without turning back."""
    columns = dict.fromkeys(graph.nodes, 0)
    for key in graph.forward:
        for target in graph.forward[key]:
            step = 0 if graph.nodes[target].type == NodeType.BOUNDARY else 1
            columns[target] = max(columns[target], columns[key] + step)
    return columns


def _cells(graph: Graph, placed: list[Node], columns: dict[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """Row of each node within its lane, and the number of rows of each lane."""
    cells: dict[str, int] = {}
    taken: set[tuple[str, int, int]] = set()
    rows: dict[str, int] = {}
    for node in sorted(placed, key=lambda n: columns[n.id]):
        before = [flow.source for flow in graph.entering[node.id] if flow.source in cells]
        wished = min((cells[key] for key in before if graph.nodes[key].lane == node.lane), default=0)
        row = wished
        while (node.lane, columns[node.id], row) in taken:
            row += 1
        taken.add((node.lane, columns[node.id], row))
        cells[node.id] = row
        rows[node.lane] = max(rows.get(node.lane, 1), row + 1)
    return cells, rows


def _box(node: Node, x: float, y: float) -> Box:
    wide, high = TASK
    if node.type in (NodeType.EXCLUSIVE, NodeType.PARALLEL):
        wide, high = GATEWAY
    elif node.type != NodeType.TASK:
        wide, high = EVENT
    return (x - wide / 2, y - high / 2, wide, high)


def _middle(box: Box) -> float:
    return box[1] + box[3] / 2


def _route(
    flow: Flow, nodes: dict[str, Box], taken: set[tuple[int, float]], columns: dict[str, int], graph: Graph, number: int
) -> Points:
    source, target = nodes[flow.source], nodes[flow.target]
    sy, ty = _middle(source), _middle(target)
    sx, tx = source[0] + source[2] / 2, target[0] + target[2] / 2
    from_column, to_column = columns[flow.source], columns[flow.target]
    between = range(from_column + 1, to_column)
    if graph.nodes[flow.source].type == NodeType.BOUNDARY:
        low = source[1] + source[3]
        return [(sx, low), (sx, low + 14), (target[0] - 18, low + 14), (target[0] - 18, ty), (target[0], ty)]
    if to_column > from_column:
        start, stop = (source[0] + source[2], sy), (target[0], ty)
        if all((column, sy) not in taken for column in between):
            bend = target[0] - 20 - (number % 3) * 4
            return [start, stop] if sy == ty else [start, (bend, sy), (bend, ty), stop]
        if sy != ty and all((column, ty) not in taken for column in between):
            bend = source[0] + source[2] + 14 + (number % 3) * 4
            return [start, (bend, sy), (bend, ty), stop]
        track = sy - ROW / 2 + 8 + (number % 3) * 5
        return [(sx, source[1]), (sx, track), (tx, track), (tx, target[1])]
    if to_column == from_column and sy != ty:
        edges = (source[1] + source[3], target[1]) if sy < ty else (source[1], target[1] + target[3])
        return [(sx, edges[0]), (tx, edges[1])]
    track = max(sy, ty) + ROW / 2 - 8 - (number % 3) * 5
    return [(sx, source[1] + source[3]), (sx, track), (tx, track), (tx, target[1] + target[3])]
