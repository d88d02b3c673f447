"""A ``steps:`` table of a sheet becomes a graph.

A row: ``id``, ``name``, ``role``, ``kind``, ``hours`` (working hours), and at will:

- ``name`` (and a choice's ``label``) is text, or ``{vi: …, en: …}``.
- ``when``: CEL; the step is skipped unless it holds.
- ``next``: where to go instead of the following row: an id, ``end``, or a list of choices
  ``[{step: work, when: "complete == false", label: "Còn thiếu"}, {step: issue}]``, tried in order, the last one
  without a condition; the label is written at the arrow.
- ``beside``: a name; neighbouring rows with the same name are done side by side and all must end before the next row.
- ``each``: the name of a list variable; one instance for each item (consultation). Answers: ``<id>_answers``.
- ``actions``, ``papers``: lists of codes; ``agency``, ``unit``: names of variables that hold whose work it is.
- ``sees``: pointers to the answers that an agency sees which has this step and no other part; ``papers`` the papers.
- ``asks``: the name of the list that whoever ends the step fills: whom to ask; ``silence: agree``: no answer within the
  limit counts as agreement; ``days``: the limit in calendar days; ``clock: own``: its time is not the promise's.
- a row with ``message: payment`` and no role waits for that message instead of a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from congvu.processes.bpmn.graph import Flow, Graph, Node, NodeType, Work
from congvu.processes.bpmn.refusals import DefinitionRefused

Row = dict[str, Any]
Words = str | dict[str, str] | None
FIELDS = {
    *("id", "name", "role", "kind", "hours", "minutes", "when", "next", "beside", "each"),
    *("actions", "papers", "agency", "unit", "message"),
    *("sees", "asks", "silence", "clock", "days"),
}
CHOICE = {"step", "when", "label"}
END = "end"
MOST_DAYS = 366


def compile_steps(name: str, rows: Sequence[Row]) -> Graph:
    """Return the graph of a steps table.

    :raises DefinitionRefused: when a row cannot be read; names the row.
    """
    return _Builder(name, rows).graph()


@dataclass
class _Builder:
    name: str
    rows: Sequence[Row]
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    entries: dict[str, str] = field(default_factory=dict)
    """Where a flow to a row goes in: the row itself, or the gateway before it."""

    def graph(self) -> Graph:
        self._check()
        blocks = [list(rows) for _key, rows in groupby(self.rows, key=lambda row: row.get("beside") or row["id"])]
        self._add(Node(id="start", type=NodeType.START, lane=self.rows[0].get("role", "")))
        for block in blocks:
            self._enter(block)
        self._add(Node(id=END, type=NodeType.END, lane=self._lane(self.rows[-1])))
        self.entries[END] = END
        self._flow("start", self.entries[self.rows[0]["id"]])
        for block, after in zip(blocks, [*blocks[1:], None], strict=True):
            self._leave(block, self.entries[after[0]["id"]] if after else END)
        self._merge_before_splits()
        lanes = tuple(dict.fromkeys(node.lane for node in self.nodes.values() if node.lane))
        return Graph(name=self.name, nodes=self.nodes, flows=tuple(self.flows), lanes=lanes)

    def _check(self) -> None:
        if not self.rows:
            raise DefinitionRefused(_("Bảng bước còn trống: cần ít nhất một bước."))
        seen: set[str] = set()
        for number, row in enumerate(self.rows, start=1):
            key = str(row.get("id", ""))
            if unknown := sorted(set(row) - FIELDS):
                raise DefinitionRefused(
                    _("Bước %(number)s (%(key)s): không hiểu %(list)s.")
                    % {"number": number, "key": key, "list": ", ".join(unknown)}
                )
            if not key.isidentifier() or key in {"start", END} or key in seen:
                raise DefinitionRefused(
                    _("Bước %(number)s: mã “%(key)s” trống, trùng hoặc không hợp lệ.") % {"number": number, "key": key}
                )
            if not row.get("message") and not (row.get("role") and row.get("name")):
                raise DefinitionRefused(_("Bước “%(key)s”: thiếu tên hoặc vai trò.") % {"key": key})
            seen.add(key)
            self._check_words(row)
        for row in self.rows:
            choices = _choices(row)
            if sum(not choice.get("when") for choice in choices) > 1:
                raise DefinitionRefused(
                    _("Bước “%(id)s”: chỉ một hướng đi được không có điều kiện.") % {"id": row["id"]}
                )
            for choice in choices:
                if unknown := sorted(set(choice) - CHOICE):
                    raise DefinitionRefused(
                        _("Bước %(number)s (%(key)s): không hiểu %(list)s.")
                        % {"number": list(self.rows).index(row) + 1, "key": row["id"], "list": ", ".join(unknown)}
                    )
                if choice.get("step") not in {*seen, END}:
                    raise DefinitionRefused(
                        _("Bước “%(id)s”: không có bước tiếp theo “%(step)s”.")
                        % {"id": row["id"], "step": choice.get("step")}
                    )

    def _check_words(self, row: Row) -> None:
        """Refuse words that the engine would read as if they were not there."""
        for name, known in (("silence", {"agree"}), ("clock", {"own"})):
            if row.get(name, next(iter(known))) not in known:
                raise DefinitionRefused(
                    _("Bước “%(key)s”: %(name)s chỉ nhận %(known)s.")
                    % {"key": row["id"], "name": name, "known": ", ".join(sorted(known))}
                )
        if row.get("days") is not None and not (isinstance(row["days"], int) and 0 < row["days"] <= MOST_DAYS):
            raise DefinitionRefused(_("Bước “%(key)s”: days là số ngày từ 1 đến 366.") % {"key": row["id"]})
        if row.get("silence") and row.get("kind") != "consult":
            raise DefinitionRefused(
                _("Bước “%(key)s”: chỉ bước lấy ý kiến (consult) mới được coi im lặng là đồng ý.") % {"key": row["id"]}
            )

    def _lane(self, row: Row) -> str:
        """A wait is drawn in the lane of the nearest step above it."""
        if row.get("role"):
            return str(row["role"])
        above = self.rows[: [other["id"] for other in self.rows].index(row["id"])]
        named = [str(other["role"]) for other in reversed(above) if other.get("role")]
        return (named or [str(other["role"]) for other in self.rows if other.get("role")] or [""])[0]

    def _add(self, node: Node) -> None:
        self.nodes[node.id] = node

    def _flow(self, source: str, target: str, when: str = "", label: Words = None) -> str:
        key = f"flow_{len(self.flows) + 1}"
        name, english = _in_both(label)
        self.flows.append(Flow(id=key, source=source, target=target, when=when, name=name, english=english))
        return key

    def _enter(self, block: list[Row]) -> None:
        """Add the nodes of a block; note where flows to its rows go in."""
        side_by_side = bool(block[0].get("beside"))
        if side_by_side:
            split = f"split_{block[0]['id']}"
            self._add(Node(id=split, type=NodeType.PARALLEL, lane=self._lane(block[0])))
        for row in block:
            key, lane = row["id"], self._lane(row)
            if row.get("when"):
                self._add(Node(id=f"if_{key}", type=NodeType.EXCLUSIVE, lane=lane))
            self._add(_node(row, lane))
            own = f"if_{key}" if row.get("when") else key
            self.entries[key] = split if side_by_side else own
            if side_by_side:
                if _choices(row):
                    raise DefinitionRefused(
                        _("Bước “%(key)s” làm song song nên không được rẽ đi nơi khác (next).") % {"key": key}
                    )
                self._flow(split, own)
        if side_by_side:
            self._add(Node(id=f"join_{block[0]['id']}", type=NodeType.PARALLEL, lane=self._lane(block[-1])))

    def _leave(self, block: list[Row], after: str) -> None:
        """Connect the block with what follows it."""
        if block[0].get("beside"):
            join = f"join_{block[0]['id']}"
            for row in block:
                self._connect(row, self._one_way_into(join, row))
            self._flow(join, after)
        else:
            self._connect(block[0], after)

    def _one_way_into(self, join: str, row: Row) -> str:
        """A join waits for each arrow into it, so that a branch that may be skipped is merged before it."""
        if not row.get("when"):
            return join
        merge = f"then_{row['id']}"
        self._add(Node(id=merge, type=NodeType.EXCLUSIVE, lane=self._lane(row)))
        self._flow(merge, join)
        return merge

    def _connect(self, row: Row, after: str) -> None:
        key = row["id"]
        if row.get("when"):
            self._flow(f"if_{key}", key, str(row["when"]))
            self._default(f"if_{key}", after)
        choices = _choices(row)
        if not choices:
            self._flow(key, after)
        elif len(choices) == 1 and not choices[0].get("when"):
            self._flow(key, self.entries[choices[0]["step"]])
        else:
            self._choose(key, choices, after)

    def _choose(self, key: str, choices: list[Row], after: str) -> None:
        gateway = f"after_{key}"
        self._add(Node(id=gateway, type=NodeType.EXCLUSIVE, lane=self.nodes[key].lane))
        self._flow(key, gateway)
        for choice in choices:
            if choice.get("when"):
                self._flow(gateway, self.entries[choice["step"]], str(choice["when"]), choice.get("label"))
        otherwise = [choice for choice in choices if not choice.get("when")]
        last = otherwise[0] if otherwise else {}
        target = self.entries[last["step"]] if last else after
        self._default(gateway, target, label=last.get("label"))

    def _default(self, gateway: str, target: str, label: Words = None) -> None:
        self.nodes[gateway] = replace(self.nodes[gateway], default=self._flow(gateway, target, label=label))

    def _merge_before_splits(self) -> None:
        """A parallel split must have one incoming flow: the engine would wait for all of them."""
        for split in [key for key in self.nodes if key.startswith("split_")]:
            entering = [flow for flow in self.flows if flow.target == split]
            if len(entering) > 1:
                merge = f"merge_{split.removeprefix('split_')}"
                self._add(Node(id=merge, type=NodeType.EXCLUSIVE, lane=self.nodes[split].lane))
                self.flows = [replace(flow, target=merge) if flow in entering else flow for flow in self.flows]
                self._flow(merge, split)


def _node(row: Row, lane: str) -> Node:
    if message := row.get("message"):
        name, english = _in_both(row.get("name", message))
        return Node(id=row["id"], type=NodeType.WAIT, name=name, english=english, lane=lane, message=str(message))
    hours, minutes = row.get("hours"), row.get("minutes")
    limit = None if hours is None and minutes is None else round(float(hours or 0) * 60) + int(minutes or 0)
    work = Work(
        kind=str(row.get("kind", "work")),
        limit_minutes=limit,
        actions=tuple(row.get("actions") or ()),
        papers=tuple(row.get("papers") or ()),
        agency=str(row.get("agency", "")),
        unit=str(row.get("unit", "")),
        sees=tuple(row.get("sees") or ()),
        asks=str(row.get("asks", "")),
        silence=str(row.get("silence", "")),
        clock=str(row.get("clock", "")),
        days=int(row["days"]) if row.get("days") else None,
    )
    name, english = _in_both(row["name"])
    return Node(
        id=row["id"],
        type=NodeType.TASK,
        name=name,
        english=english,
        lane=lane,
        work=work,
        each=str(row.get("each", "")),
    )


def _in_both(words: Words) -> tuple[str, str]:
    """Return the Vietnamese and the English words."""
    if isinstance(words, dict):
        return str(words.get("vi", "")), str(words.get("en", ""))
    return str(words or ""), ""


def _choices(row: Row) -> list[Row]:
    following = row.get("next")
    if not following:
        return []
    if isinstance(following, str):
        return [{"step": following}]
    return [{"step": choice} if isinstance(choice, str) else choice for choice in following]
