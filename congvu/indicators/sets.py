"""Sets of indicators (bộ chỉ số): shipped as YAML, set anew by the province as dated rows."""

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from congvu.indicators.models import IndicatorSet
from congvu.indicators.scoring import Group, Item
from congvu.kit.kept import kept

SHIPPED = Path(__file__).parent / "shipped"
CODES = ("tt01", "qd766", "nd224")


@cache
def shipped() -> tuple[dict[str, Any], ...]:
    """Return the shipped sets as written."""
    return tuple(yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(SHIPPED.glob("*.yaml")))


def shipped_version(code: str) -> IndicatorSet:
    """Return a set as shipped, unsaved."""
    return next(_row(one) for one in shipped() if one["code"] == code)


def versions(code: str) -> list[IndicatorSet]:
    """Return all versions of a set, the newest first; the shipped one is unsaved."""
    rows = list(IndicatorSet.objects.filter(code=code).order_by("-valid_from"))
    return sorted([*rows, shipped_version(code)], key=lambda row: (row.valid_from, row.pk or 0), reverse=True)


@kept(IndicatorSet)
def set_on(code: str, day: dt.date) -> IndicatorSet:
    """Return the version of a set that holds on a day, the oldest one before all; shared: nobody changes it."""
    known = versions(code)
    return next((row for row in known if row.valid_from <= day), known[-1])


def groups_of(row: IndicatorSet) -> list[Group]:
    """Return the groups and items of a version."""
    return [
        Group(group["code"], group["name"], tuple(_item(item) for item in group["items"]))
        for group in row.definition["groups"]
    ]


def whole_of(row: IndicatorSet) -> float:
    """Return how many points the whole set has."""
    return sum(item.max for group in groups_of(row) for item in group.items)


def _item(written: dict[str, Any]) -> Item:
    return Item(**{**written, "rungs": tuple(written.get("rungs", ()))})


def _row(written: dict[str, Any]) -> IndicatorSet:
    return IndicatorSet(
        code=written["code"],
        name=written["name"],
        valid_from=written["valid_from"],
        legal_basis=written["legal_basis"],
        definition={name: value for name, value in written.items() if name not in {"valid_from"}},
    )
