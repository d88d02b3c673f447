"""The drawing of a BPMN file becomes SVG on the server: no JavaScript, no inline style, one look for all.

Classes: ``now``, ``done``, ``next`` on steps; ``lane``, ``step``, ``gateway``, ``event``, ``flow`` for the style sheet.
Sizes and plain strokes are attributes, so that the picture also stands without the style sheet.
"""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from congvu.processes.bpmn.graph import NodeType
from congvu.processes.bpmn.names import BPMN, BPMNDI, DC, DI, ENGLISH
from congvu.processes.bpmn.reading import parse

Element = Any
Box = tuple[float, float, float, float]
SVG = "http://www.w3.org/2000/svg"
MARGIN, LINE, LETTER = 8, 15, 6.7
STEPS = {NodeType.TASK}


def draw(
    bpmn: bytes,
    *,
    label: str,
    marks: Mapping[str, str] | None = None,
    hints: Mapping[str, str] | None = None,
    lane_names: Mapping[str, str] | None = None,
    english: bool = False,
) -> str:
    """Return the SVG of a checked file.

    ``marks``: step → ``now``/``done``/``next``; ``hints``: step → a sentence for its title (who, when);
    ``lane_names``: role → its name for readers; ``label``: what the picture shows, for screen readers;
    ``english``: take the English names where the file has them.
    """
    root = parse(bpmn)
    elements = {element.get("id"): element for element in root.iter(f"{{{BPMN}}}*") if element.get("id")}
    if english:
        for element in elements.values():
            element.set("name", element.get(ENGLISH) or element.get("name", ""))
    boxes = {
        shape.get("bpmnElement"): _bounds(shape)
        for shape in root.iter(f"{{{BPMNDI}}}BPMNShape")
        if shape.get("bpmnElement") in elements and _tag(elements[shape.get("bpmnElement")]) != "participant"
    }
    lines = {edge.get("bpmnElement"): _points(edge) for edge in root.iter(f"{{{BPMNDI}}}BPMNEdge")}
    svg = _canvas(boxes, lines, label)
    marks, hints, names = marks or {}, hints or {}, lane_names or {}
    for key, box in boxes.items():
        if _tag(elements[key]) == "lane":
            _lane(svg, box, names.get(elements[key].get("name", ""), elements[key].get("name", "")))
    for key, points in lines.items():
        if key in elements and _tag(elements[key]) == "sequenceFlow":
            travelled = all(marks.get(elements[key].get(end, "")) == "done" for end in ("sourceRef", "targetRef"))
            _arrow(svg, points, "flow done" if travelled else "flow", elements[key].get("name", ""))
    for key, box in boxes.items():
        tag = _tag(elements[key])
        if tag in set(NodeType):
            _node(svg, elements[key], NodeType(tag), box, marks.get(key, ""), hints.get(key, ""))
    return str(etree.tostring(svg, encoding="unicode"))


def _canvas(boxes: Mapping[str, Box], lines: Mapping[str, list[tuple[float, float]]], label: str) -> Element:
    xs = [x for b in boxes.values() for x in (b[0], b[0] + b[2])] + [p[0] for line in lines.values() for p in line]
    ys = [y for b in boxes.values() for y in (b[1], b[1] + b[3])] + [p[1] for line in lines.values() for p in line]
    left, top = min(xs, default=0) - MARGIN, min(ys, default=0) - MARGIN
    width, height = max(xs, default=0) + MARGIN - left, max(ys, default=0) + MARGIN - top
    svg = etree.Element(f"{{{SVG}}}svg", nsmap={None: SVG})  # type: ignore[dict-item]
    svg.set("class", "process-drawing")
    svg.set("viewBox", f"{left:g} {top:g} {width:g} {height:g}")
    svg.set("width", f"{width:g}")
    svg.set("height", f"{height:g}")
    svg.set("role", "img")
    svg.set("aria-label", label)
    svg.set("font-size", "12")
    _add(svg, "title").text = label
    marker = _add(
        _add(svg, "defs"), "marker", id="process-arrow", viewBox="0 0 10 10", refX=9, refY=5, markerWidth=7,
        markerHeight=7, orient="auto",
    )  # fmt: skip
    _add(marker, "path", d="M0 1 L9 5 L0 9 z", fill="currentColor")
    return svg


def _lane(svg: Element, box: Box, name: str) -> None:
    group = _add(svg, "g", **{"class": "lane"})
    x, y, width, height = box
    _add(group, "rect", x=x, y=y, width=width, height=height, fill="none", stroke="currentColor")
    _add(group, "line", x1=x + 28, y1=y, x2=x + 28, y2=y + height, stroke="currentColor")
    middle = (x + 14, y + height / 2)
    words = _wrapped(name, (height - 10) / LETTER)[:2]
    text = _add(group, "text", transform=f"rotate(-90 {middle[0]:g} {middle[1]:g})", **{"text-anchor": "middle"})
    for number, line in enumerate(words):
        _add(text, "tspan", x=middle[0], y=middle[1] + 4 + (number - (len(words) - 1) / 2) * 12).text = line


def _arrow(svg: Element, points: list[tuple[float, float]], name: str, label: str) -> None:
    way = " ".join(f"{x:g},{y:g}" for x, y in points)
    _add(
        svg, "polyline", points=way, fill="none", stroke="currentColor",
        **{"class": name, "marker-end": "url(#process-arrow)"},
    )  # fmt: skip
    if label and len(points) > 1:
        (x, y), (_x, after) = points[:2]
        down = 14 if after > y else -5
        _add(svg, "text", x=x + 5, y=y + down, **{"class": "flow-label", "font-size": 11}).text = label


def _node(svg: Element, element: Element, kind: NodeType, box: Box, mark: str, hint: str) -> None:
    name = element.get("name", "")
    sort = "step" if kind in STEPS else "gateway" if "Gateway" in kind else "event"
    group = _add(svg, "g", **{"class": f"{sort} {mark}".strip()})
    if mark == "now":
        group.set("aria-current", "step")
    if name or hint:
        _add(group, "title").text = f"{name} – {hint}" if hint else name
    x, y, width, height = box
    middle = (x + width / 2, y + height / 2)
    outline = {"fill": "white", "stroke": "currentColor", "stroke-width": 3 if mark == "now" else 1}
    if kind == NodeType.TASK:
        _add(group, "rect", x=x, y=y, width=width, height=height, rx=8, **outline)
        many = element.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics") is not None
        _words(group, name, middle, room=(width - 14) / LETTER, lines=int((height - 8) // LINE))
        if many:
            bars = " ".join(f"M{middle[0] + shift:g} {y + height - 9:g}v6" for shift in (-4, 0, 4))
            _add(group, "path", d=bars, stroke="currentColor", fill="none")
        if mark == "done":
            tick = f"M{x + width - 17:g} {y + 9:g}l4 4l7 -8"
            _add(group, "path", d=tick, stroke="currentColor", fill="none", **{"stroke-width": 2, "class": "tick"})
    elif sort == "gateway":
        diamond = f"{middle[0]:g},{y:g} {x + width:g},{middle[1]:g} {middle[0]:g},{y + height:g} {x:g},{middle[1]:g}"
        _add(group, "polygon", points=diamond, **outline)
        cross = "M-6 -6L6 6M-6 6L6 -6" if kind == NodeType.EXCLUSIVE else "M-9 0H9M0 -9V9"
        _add(
            group, "path", d=cross, stroke="currentColor", fill="none",
            transform=f"translate({middle[0]:g} {middle[1]:g})", **{"stroke-width": 2},
        )  # fmt: skip
    else:
        _event(group, kind, middle, width / 2, outline)
        _words(group, name, (middle[0], y + height + 16), room=18, lines=2)


def _event(group: Element, kind: NodeType, middle: tuple[float, float], radius: float, outline: dict[str, Any]) -> None:
    if kind == NodeType.END:
        outline = outline | {"stroke-width": 3}
    _add(group, "circle", cx=middle[0], cy=middle[1], r=radius, **outline)
    if kind in (NodeType.WAIT, NodeType.BOUNDARY):
        inner = outline | {"fill": "none", "stroke-width": 1}
        _add(group, "circle", cx=middle[0], cy=middle[1], r=radius - 3, **inner)
        envelope = f"M{middle[0] - 8:g} {middle[1] - 5:g}h16v11h-16z l8 6l8 -6"
        _add(group, "path", d=envelope, fill="none", stroke="currentColor")


def _words(group: Element, name: str, middle: tuple[float, float], *, room: float, lines: int) -> None:
    wrapped = _wrapped(name, room)
    if len(wrapped) > lines:
        wrapped = [*wrapped[: lines - 1], wrapped[lines - 1].rstrip(" ,;:") + "…"]
    text = _add(group, "text", **{"text-anchor": "middle"})
    top = middle[1] + 4 - (len(wrapped) - 1) * LINE / 2
    for number, line in enumerate(wrapped):
        _add(text, "tspan", x=middle[0], y=top + number * LINE).text = line


def _wrapped(text: str, room: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def _add(parent: Element, tag: str, **attributes: object) -> Element:
    plain = {key: f"{value:g}" if isinstance(value, float) else str(value) for key, value in attributes.items()}
    return etree.SubElement(parent, f"{{{SVG}}}{tag}", plain)


def _bounds(shape: Element) -> Box:
    bounds = shape.find(f"{{{DC}}}Bounds")
    x, y, width, height = (float(bounds.get(side, 0)) for side in ("x", "y", "width", "height"))
    return (x, y, width, height)


def _points(edge: Element) -> list[tuple[float, float]]:
    return [(float(point.get("x", 0)), float(point.get("y", 0))) for point in edge.findall(f"{{{DI}}}waypoint")]


def _tag(element: Element) -> str:
    return str(etree.QName(element).localname)
