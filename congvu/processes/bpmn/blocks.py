"""Parallel blocks: where branches part, where they meet, and which returns keep one token a branch."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from congvu.processes.bpmn.graph import Graph, NodeType
from congvu.processes.bpmn.refusals import DefinitionRefused

Place = frozenset[tuple[str, str]]
"""The branches a node stands in, as (split, first node of the branch)."""


@dataclass(frozen=True)
class Blocks:
    """The place of each node."""

    places: dict[str, Place]

    def can_return(self, *, source: str, target: str) -> bool:
        """Tell whether a token may go back: to before the split, or within its own branch.

        Into a branch from outside the other branches would stay alive and two tokens run.
        """
        return self.places[target] <= self.places[source]


def find_blocks(graph: Graph) -> Blocks:
    """Return the parallel blocks.

    :raises DefinitionRefused: when a split has two incoming flows or its branches do not meet in one gateway.
    """
    places: dict[str, set[tuple[str, str]]] = {key: set() for key in graph.nodes}
    joins: set[str] = set()
    for gateway in graph.of(NodeType.PARALLEL):
        entering, leaving = len(graph.entering[gateway.id]), len(graph.leaving[gateway.id])
        if leaving > 1 and entering > 1:
            raise DefinitionRefused(
                _(
                    "Cổng song song “%(name)s” có %(entering)s mũi tên vào và rẽ %(leaving)s nhánh: máy sẽ "
                    "chờ đủ mọi mũi tên. Hãy đặt một cổng loại trừ (×) trước nó để gộp các mũi tên."
                )
                % {"name": gateway.name or gateway.id, "entering": entering, "leaving": leaving}
            )
        if leaving > 1:
            joins.add(_join_of(graph, gateway.id, places))
    for gateway in graph.of(NodeType.PARALLEL):
        if len(graph.entering[gateway.id]) > 1 and gateway.id not in joins:
            raise DefinitionRefused(
                _(
                    "Cổng song song “%(name)s” chờ nhiều nhánh mà không có chỗ rẽ song song nào tương ứng: "
                    "quy trình sẽ dừng mãi ở đó."
                )
                % {"name": gateway.name or gateway.id}
            )
    return Blocks(places={key: frozenset(found) for key, found in places.items()})


def _join_of(graph: Graph, split: str, places: dict[str, set[tuple[str, str]]]) -> str:
    """Find where the branches of a split meet and note what stands in each."""
    heads = [flow.target for flow in graph.leaving[split]]
    for join in _nearest(graph, split):
        branches = [graph.reachable(head, without=join) for head in heads]
        apart = not any(a & b for i, a in enumerate(branches) for b in branches[i + 1 :])
        closed = all(
            split not in branch and not any(graph.nodes[key].type == NodeType.END for key in branch)
            for branch in branches
        )
        arrives = [
            sum(flow.source in branch or flow.source == split for branch in branches) for flow in graph.entering[join]
        ]
        if apart and closed and len(graph.entering[join]) == len(heads) and all(arrives):
            _refuse_entries(graph, split, branches)
            for head, branch in zip(heads, branches, strict=True):
                for key in branch:
                    places[key].add((split, head))
            return join
    raise DefinitionRefused(
        _(
            "Các nhánh của cổng song song “%(name)s” không gặp lại ở một cổng song song riêng "
            "(mỗi nhánh đúng một mũi tên vào): hãy vẽ cổng gặp lại trước khi đi tiếp hoặc kết thúc."
        )
        % {"name": graph.nodes[split].name or split}
    )


def _nearest(graph: Graph, split: str) -> list[str]:
    """Return the parallel gateways after a split, the nearest first."""
    seen: dict[str, None] = {}
    todo = [split]
    while todo:
        key = todo.pop(0)
        for target in graph.following[key]:
            if target not in seen:
                seen[target] = None
                todo.append(target)
    return [key for key in seen if graph.nodes[key].type == NodeType.PARALLEL and len(graph.entering[key]) > 1]


def _refuse_entries(graph: Graph, split: str, branches: list[set[str]]) -> None:
    for branch in branches:
        for key in branch:
            for flow in graph.entering[key]:
                if flow.source != split and flow.source not in branch:
                    raise DefinitionRefused(
                        _(
                            "Mũi tên “%(id)s” đi từ ngoài vào giữa khối song song “%(name)s”: "
                            "nhánh kia sẽ vẫn chạy và có hai lượt cùng lúc. Hãy quay về trước chỗ rẽ."
                        )
                        % {"id": flow.id, "name": graph.nodes[split].name or split}
                    )
