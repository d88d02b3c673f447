"""What a set of indicators makes of the measures: points of an item, of a group, of the whole. Pure.

Ways of an item:

* ``ratio``: share of the target (1 without one), at most the whole, times the maximum;
* ``lower``: less is better: the target over the share;
* ``mean``: the mean of points, rounded to one decimal (TT 01/2018 Đ.14);
* ``ladder``: the points of the first rung whose conditions hold;
* ``none``: nothing measures it yet. What has no data is not counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from congvu.indicators.ratios import Ratio

CONDITIONS = ("least", "most", "where_counted")
"""What a rung may ask: a share, a count, and a share of that which was counted at all."""
Shares = Mapping[str, Ratio]
"""The measures of one agency, or of the province, by name."""


@dataclass(frozen=True)
class Item:
    """One indicator of a set, as the set's row writes it."""

    code: str
    name: str
    max: float
    way: str
    measure: str = ""
    target: float | None = None
    rungs: tuple[Mapping[str, Any], ...] = ()
    empty: float | None = None
    unchecked: bool = False

    @property
    def measures(self) -> list[str]:
        """The measures it looks at, in order."""
        if self.way != "ladder":
            return [self.measure] if self.measure else []
        named = [name for rung in self.rungs for part in CONDITIONS for name in rung.get(part, {})]
        return list(dict.fromkeys(named))


@dataclass(frozen=True)
class Group:
    """Some indicators that are summed up together."""

    code: str
    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Scored:
    """What an item got; ``points`` is None when there is nothing to judge."""

    item: Item
    points: float | None
    ratios: tuple[tuple[str, Ratio], ...]


@dataclass(frozen=True)
class Sum:
    """Points got, and how many could have been got with the data there is."""

    points: float
    most: float

    @property
    def share(self) -> float | None:
        """The share of what could have been got, None without any data."""
        return self.points / self.most if self.most else None


@dataclass(frozen=True)
class Card:
    """A whole set over one agency, an official or the province."""

    groups: tuple[tuple[Group, tuple[Scored, ...]], ...]

    @property
    def scored(self) -> list[Scored]:
        """All items in order."""
        return [one for _group, items in self.groups for one in items]

    @property
    def total(self) -> Sum:
        """The sum over all items that have data."""
        return summed(self.scored)

    @property
    def sums(self) -> list[tuple[Group, Sum]]:
        """The sum of each group."""
        return [(group, summed(items)) for group, items in self.groups]


def score(item: Item, shares: Shares) -> Scored:
    """Judge one item by the measures."""
    ratios = tuple((name, shares.get(name, Ratio())) for name in item.measures)
    return Scored(item, _points(item, shares), ratios)


def card(groups: Sequence[Group], shares: Shares, *, only: Sequence[str] = ()) -> Card:
    """Judge a set; ``only`` these items when named."""
    kept = tuple(
        (group, tuple(score(item, shares) for item in group.items if not only or item.code in only)) for group in groups
    )
    return Card(tuple((group, items) for group, items in kept if items))


def summed(items: Sequence[Scored]) -> Sum:
    """Add what was got, and what could have been got, over the items that have data."""
    known = [one for one in items if one.points is not None]
    return Sum(_one(sum(one.points or 0 for one in known), 2), sum(one.item.max for one in known))


def grade(total: Sum, whole: float, grades: Sequence[Mapping[str, Any]]) -> str:
    """Return the name of the grade; what was not counted is left out of the scale as well."""
    if total.share is None:
        return ""
    reached = _one(total.share * whole, 2)
    return next((str(row["name"]) for row in grades if reached >= row["least"]), "")


def _points(item: Item, shares: Shares) -> float | None:
    if item.way == "none":
        return None
    if item.way == "ladder":
        return _ladder(item, shares)
    share = shares.get(item.measure, Ratio()).share
    if share is None:
        return None
    if item.way == "mean":
        return _one(share, 1)
    goal = item.target or 1
    reached = goal / share if item.way == "lower" and share else share / goal if item.way == "ratio" else 1.0
    return _one(min(1.0, reached) * item.max, 2)


def _ladder(item: Item, shares: Shares) -> float | None:
    known = [shares.get(name, Ratio()) for name in item.measures]
    if not any(ratio.denominator for ratio in known):
        return item.empty
    return next((float(rung["points"]) for rung in item.rungs if _holds(rung, shares)), None)


def _holds(rung: Mapping[str, Any], shares: Shares) -> bool:
    """Tell whether every condition holds: ``least`` looks at the share, ``most`` at the count.

    ``where_counted`` looks at the share too, and asks nothing of what has no denominator.
    """
    asked = [(shares.get(name, Ratio()).share, bound) for name, bound in rung.get("where_counted", {}).items()]
    counted = all(share is None or share >= bound for share, bound in asked)
    least = all((shares.get(name, Ratio()).share or 0) >= bound for name, bound in rung.get("least", {}).items())
    return (
        counted
        and least
        and all(shares.get(name, Ratio()).numerator <= bound for name, bound in rung.get("most", {}).items())
    )


def _one(value: float, places: int) -> float:
    """Round half up, as people do by hand: 1,25 → 1,3."""
    return float(Decimal(repr(round(value, 9))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
