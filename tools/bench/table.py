"""Figures as tables in Markdown, as ``docs/performance.md`` shows them."""

import os
import platform
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from tools.bench.figures import Figure

PERCENTS = ("p50", "p95", "p99")
WHO = ("1 user", "16 flat out", "300 users", "1,000 users")
_TIMES = re.compile(r"^(?P<name>.+?)(?:, (?P<who>1 user|16 flat out|[\d,]+ users))?, (?P<percent>p\d\d)$")


def machine() -> str:
    """Return the machine, the programs and the moment in one line."""
    cpus = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    model = next((line.partition(":")[2].strip() for line in cpus.splitlines() if line.startswith("model name")), "")
    cores = f"{os.cpu_count()} cores{f' ({model})' if model else ''}"
    return f"{datetime.now().astimezone():%d/%m/%Y %H:%M %z}, {cores}, Python {platform.python_version()}"


def of(rows: Iterable[Figure], *, words: str) -> str:
    """Return all figures of one bench as tables, under a line of words."""
    single: list[str] = []
    times: dict[str, dict[str, float]] = defaultdict(dict)
    pages: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    queries: dict[str, float] = {}
    for row in rows:
        found = _TIMES.match(row.name)
        if found and found["who"]:
            pages[found["name"]][found["who"]][found["percent"]] = row.value
        elif found:
            times[found["name"]][found["percent"]] = row.value
        elif row.name.endswith(", queries"):
            queries[row.name.removesuffix(", queries")] = row.value
        else:
            single.append(f"| {row.name} | {said(row.value)} | {row.unit} | {row.n} |")
    of_pages = [
        f"| {name} | {said(queries.pop(name, None))} | {' | '.join(_percents(by_who.get(who, {})) for who in WHO)} |"
        for name, by_who in pages.items()
    ]
    of_times = [f"| {name} | {said(queries.pop(name, None))} | {_percents(each)} |" for name, each in times.items()]
    single += [f"| {name}, queries | {said(value)} | queries | 1 |" for name, value in queries.items()]
    return "\n".join(
        [
            words,
            "",
            *("| what | measured | unit | n |", "|---|---|---|---|", *single, ""),
            *("| p50 / p95 / p99, ms | queries | measured |", "|---|---|---|", *of_times, ""),
            f"| page, p50 / p95 / p99 in ms | queries | {' | '.join(WHO)} |",
            "|---|---|" + "---|" * len(WHO),
            *of_pages,
            "",
        ]
    )


def of_growth(by_size: Mapping[int, Sequence[Figure]], *, words: str) -> str:
    """Return how the percentiles of each list and page grow from size to size, the last by the first behind them."""
    sizes = sorted(by_size)
    values = {size: {row.name: row.value for row in rows} for size, rows in by_size.items()}
    heads = " | ".join(f"{size:,}" for size in sizes)
    single, times = [], []
    for name in (name for name in values[sizes[0]] if all(name in values[size] for size in sizes)):
        found = _TIMES.match(name)
        if not found:
            single.append(f"| {name} | {' | '.join(said(values[size][name]) for size in sizes)} |")
        elif found["percent"] == PERCENTS[0]:
            start = name.removesuffix(PERCENTS[0])
            each = [[values[size][start + percent] for percent in PERCENTS] for size in sizes]
            shown = " | ".join(" / ".join(said(value) for value in row) for row in each)
            grown = " / ".join(f"{last / first:.2f}" for first, last in zip(each[0][:2], each[-1][:2], strict=True))
            times.append(f"| {start.removesuffix(', ')} | {shown} | {grown} |")
    under = "|---|" + "---|" * len(sizes)
    return "\n".join(
        [
            *(words, "", f"| what | {heads} |", under, *single, ""),
            *(f"| p50 / p95 / p99, ms | {heads} | growth of p50 / p95 |", f"{under}---|", *times, ""),
        ]
    )


def said(value: float | None) -> str:
    """Return a number as a table shows it."""
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


def _percents(each: Mapping[str, float]) -> str:
    return " / ".join(said(each[percent]) for percent in PERCENTS if percent in each)
