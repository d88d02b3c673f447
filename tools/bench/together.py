"""Several processes at work at once: what they bring about together in a second."""

import json
import os
import subprocess
import sys
import time

from tools.bench import lives
from tools.bench.figures import Figures

PROCESSES = 3
"""One more than cores: while one waits for the disk another works."""
NAMES = {
    "lives": "whole lives",
    "plain": "whole lives without print and signatures",
    "submits": "submits (operation alone)",
}


def measure(figures: Figures, what: str, *, many: int) -> None:
    """Let each process do ``many`` of ``what``, all starting at the same moment."""
    running = [_worker(what, number, many) for number in range(PROCESSES)]
    try:
        for process in running:
            if _line(process) != "READY":
                raise RuntimeError(f"{NAMES[what]}: a process did not get ready")
        since = time.perf_counter()
        for process in running:
            _go(process)
        told = [json.loads(_line(process)) for process in running]
        took = time.perf_counter() - since
        for process in running:
            if process.wait():
                raise RuntimeError(f"{NAMES[what]}: a process failed")
    finally:
        for process in running:
            process.kill()
    # A process may deliver what another announced, so a life is over only when all processes are done.
    lives.must_be_returned([life for row in told for life in row["lives"]])
    done = many * PROCESSES
    figures.add(f"{NAMES[what]}, {PROCESSES} processes", done / took, "a second", done)
    for part in ("program", "database"):
        figures.add(f"{NAMES[what]}, CPU of the {part}", sum(row[part] for row in told) / done * 1000, "ms", done)


def lives_at(address: str, *, many: int) -> dict[str, list[float]]:
    """Live whole lives in the database of this address, in one process; return how long each operation took."""
    process = _worker("lives", 0, many, DATABASE_URL=address)
    try:
        _line(process)
        _go(process)
        times: dict[str, list[float]] = json.loads(_line(process))["times"]
    finally:
        process.kill()
    return times


def _worker(what: str, number: int, many: int, **more: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tools.bench.worker", what, str(number), str(many)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **more},
    )


def _go(process: "subprocess.Popen[str]") -> None:
    process.stdin.write("GO\n")  # type: ignore[union-attr]
    process.stdin.flush()  # type: ignore[union-attr]


def _line(process: "subprocess.Popen[str]") -> str:
    """Return the next line that is meant for us: loading procedures may say something before."""
    while line := process.stdout.readline():  # type: ignore[union-attr]
        if line.strip() == "READY" or line.startswith("{"):
            return line.strip()
    raise RuntimeError("a process of the bench ended early")
