"""Pictures of figures, drawn by the server: ``{% load charts %}``. The table beside them says the same in numbers.

=================================================  ==============================================================
``{% share_line points goal title %}``             points: (label, share 0-1 or None); a line with its goal dashed
``{% columns points title %}``                     points: (label, count, count on top of it); one column each
``{% share_bar share goal %}``                     one share on a scale of 0-100 %: a dot, below the goal a diamond
``{% count_bar value most late %}``                one count as a bar; the late part hatched
``{{ share|percent }}``                            98,3 % · «–» when there is none
``{{ number|thousands }}``                         41.906
=================================================  ==============================================================
"""

from collections.abc import Callable, Sequence

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 380, 128, 34, 24, 104
FEW = 8
"""Points of a line that are all told in numbers; of more only the lowest and the last."""
Point = tuple[str, float | None]


@register.filter
def percent(share: float | None) -> str:
    """Write a share with one decimal: ``0.983`` → ``98,3 %``."""
    return "–" if share is None else f"{number_format(round(share * 100, 1), 1)}\u00a0%"


@register.filter
def thousands(number: int | None) -> str:
    """Write a count with its thousands apart."""
    return "–" if number is None else number_format(number, 0, force_grouping=True)


def _apart(places: Sequence[int], x: Callable[[int], float], *, room: float) -> set[int]:
    """Return those of the places, first come first, whose words do not run into each other."""
    kept: list[int] = []
    for place in places:
        if all(abs(x(place) - x(other)) >= room for other in kept):
            kept.append(place)
    return set(kept)


@register.simple_tag
def share_line(points: Sequence[Point], goal: float | None, title: str) -> SafeString:
    """Draw shares over time. The scale begins at the tenth below the lowest, so that small changes are seen."""
    known = [(index, share) for index, (_label, share) in enumerate(points) if share is not None]
    lowest = min([share for _index, share in known] + ([goal] if goal is not None else [])) if known else 0.0
    floor = max(0.0, int(lowest * 10) / 10 - (0.1 if lowest * 10 == int(lowest * 10) else 0))
    step = (WIDTH - LEFT - 40) / max(1, len(points) - 1)

    def x(index: int) -> float:
        return round(LEFT + 20 + index * step, 1)

    def y(share: float) -> float:
        return round(BOTTOM - (share - floor) / (1 - floor) * (BOTTOM - TOP), 1)

    told = {i for i, _share in known} if len(known) <= FEW else {min(known, key=lambda one: one[1])[0], known[-1][0]}
    told = _apart(sorted(told, reverse=True), x, room=36)
    written = _apart([i for i, (label, _share) in enumerate(points) if label], x, room=18)
    dots = format_html_join(
        "",
        '<circle class="in" cx="{}" cy="{}" r="{}"/><text x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (
                x(i),
                y(share),
                3.5 if len(known) <= FEW else 2,
                x(i),
                y(share) - 9,
                number_format(round(share * 100, 1), 1) if i in told else "",
            )
            for i, share in known
        ),
    )
    labels = format_html_join(
        "",
        '<text class="q" x="{}" y="122" text-anchor="middle">{}</text>',
        ((x(i), label) for i, (label, _share) in enumerate(points) if i in written),
    )
    words = "; ".join(f"{label}: {percent(share)}" for label, share in points)
    return format_html(
        '<svg class="cv-chart" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<path class="axis" d="M{} {}H{}M{} {}H{}"/>{}<text class="q" x="0" y="{}">100</text>'
        '<text class="q" x="0" y="{}">{}</text><polyline class="ink" points="{}"/>{}{}</svg>',
        WIDTH,
        HEIGHT,
        f"{title}. {words}",
        LEFT,
        TOP,
        WIDTH - 10,
        LEFT,
        BOTTOM,
        WIDTH - 10,
        format_html('<path class="goal" d="M{} {}H{}"/>', LEFT, y(goal), WIDTH - 10) if goal is not None else "",
        TOP + 4,
        BOTTOM + 4,
        number_format(round(floor * 100), 0),
        " ".join(f"{x(i)},{y(share)}" for i, share in known),
        dots,
        labels,
    )


@register.simple_tag
def columns(points: Sequence[tuple[str, int, int]], title: str) -> SafeString:
    """Draw counts over time as columns, a second count in a lighter colour on top of the first."""
    most = max((low + high for _label, low, high in points), default=0) or 1
    step = (WIDTH - LEFT - 10) / max(1, len(points))
    wide = max(1.5, round(step * 0.7, 1))

    def tall(count: int) -> float:
        return round((BOTTOM - TOP) * count / most, 1)

    written = _apart([n for n, (label, *_counts) in enumerate(points) if label], lambda n: n * step, room=18)
    bars = format_html_join(
        "",
        '<rect class="in" x="{}" y="{}" width="{}" height="{}"/>'
        '<rect class="in2" x="{}" y="{}" width="{}" height="{}"/>'
        '<text class="q" x="{}" y="122">{}</text>',
        (
            (
                *(round(LEFT + 4 + n * step, 1), round(BOTTOM - tall(low), 1), wide, tall(low)),
                *(round(LEFT + 4 + n * step, 1), round(BOTTOM - tall(low) - tall(high), 1), wide, tall(high)),
                *(round(LEFT + 4 + n * step, 1), label if n in written else ""),
            )
            for n, (label, low, high) in enumerate(points)
        ),
    )
    fullest = max(range(len(points)), key=lambda n: points[n][1] + points[n][2], default=0)
    words = ", ".join(thousands(low + high) for _label, low, high in points)
    return format_html(
        '<svg class="cv-chart" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<path class="axis" d="M{} {}H{}"/>{}<text x="{}" y="{}" text-anchor="middle">{}</text></svg>',
        WIDTH,
        HEIGHT,
        f"{title}: {words}",
        LEFT,
        BOTTOM,
        WIDTH - 6,
        bars,
        min(WIDTH - 20, max(20, round(LEFT + 4 + (fullest + 0.35) * step, 1))),
        TOP - 6,
        thousands(most) if points else "",
    )


@register.simple_tag
def share_bar(share: float | None, goal: float | None = None) -> SafeString:
    """Draw one share between 0 and 100 %; under the goal it changes its shape as well as its colour."""
    if share is None:
        return SafeString("")
    at = round(6 + share * 108, 1)
    under = goal is not None and share < goal
    shape = f"M{at} 2.5l6.5 6.5-6.5 6.5-6.5-6.5Z" if under else f"M{at - 5.5} 9a5.5 5.5 0 1 0 11 0 5.5 5.5 0 1 0-11 0"
    mark = format_html('<path class="goal" d="M{} 1v16"/>', round(6 + goal * 108, 1)) if goal is not None else ""
    return format_html(
        '<svg class="cv-chart cv-chart--cell" viewBox="0 0 120 18" aria-hidden="true">'
        '<path class="axis" d="M0 9h120"/>{}<path class="{}" d="{}"/></svg>',
        mark,
        "late" if under else "in",
        shape,
    )


@register.simple_tag
def count_bar(value: int, most: int, late: int = 0) -> SafeString:
    """Draw one count beside the largest; the late part stands at its end in another colour."""
    whole = round(120 * value / most, 1) if most else 0.0
    part = round(120 * late / most, 1) if most else 0.0
    return format_html(
        '<svg class="cv-chart cv-chart--cell" viewBox="0 0 120 14" aria-hidden="true">'
        '<rect class="in" y="1" width="{}" height="12"/><rect class="late" x="{}" y="1" width="{}" height="12"/></svg>',
        round(whole - part, 1),
        round(whole - part, 1),
        part,
    )
