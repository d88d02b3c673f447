"""Figures: measured, kept, shown."""

import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Figure:
    """One line: what was measured, how much, in which unit, from how many runs."""

    name: str
    value: float
    unit: str
    n: int


class Figures:
    """All figures of one bench."""

    def __init__(self) -> None:
        self.rows: list[Figure] = []

    def add(self, name: str, value: float, unit: str, n: int) -> None:
        """Add one figure and say it."""
        row = Figure(name, round(value, 3 if value < 10 else 1), unit, n)
        self.rows.append(row)
        print(f"  {row.name:<58} {row.value:>10} {row.unit:<12} n={row.n}", flush=True)

    def add_times(self, name: str, seconds: list[float], percents: Sequence[int] = (50, 95, 99)) -> None:
        """Add median, 95th and 99th percentile of some durations, in ms."""
        for percent in percents:
            self.add(f"{name}, p{percent}", percentile(seconds, percent) * 1000, "ms", len(seconds))

    def keep(self, path: Path) -> None:
        """Write ``[{"name", "value", "unit", "n"}]``."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps([asdict(row) for row in self.rows], ensure_ascii=False, indent=1) + "\n")


def percentile(values: list[float], percent: int) -> float:
    """Return the smallest value below which so many percent lie."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(len(ranked) * percent / 100) - 1)]


def timed(work: Callable[[], Any]) -> float:
    """Return how many seconds ``work`` takes."""
    since = time.perf_counter()
    work()
    return time.perf_counter() - since


class QueryCount:
    """Counts the queries that pass while it is entered."""

    def __init__(self) -> None:
        self.n = 0

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        """Let one query pass."""
        self.n += 1
        return execute(*args)

    def over(self, work: Callable[[], Any]) -> int:
        """Return how many queries ``work`` sends."""
        self.n = 0
        with connection.execute_wrapper(self):
            work()
        return self.n
