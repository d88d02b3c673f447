"""One fault after the other, and what people noticed of each."""

import random
import time
from collections import Counter
from itertools import pairwise
from typing import Any

from tools.cluster.faults import FAULTS, Fault
from tools.cluster.house import House
from tools.torture.load import BUSY
from tools.torture.notebook import Notebook

CALM = (3.0, 8.0)
"""Seconds of undisturbed work before each fault, at least and at most."""
REJOIN = 180
"""Seconds in which the machines must have come together again by themselves."""


def happened(house: House, notebook: Notebook, *, rounds: int, chance: random.Random) -> list[dict[str, Any]]:
    """Let every fault happen ``rounds`` times; return of each what it was and what was noticed of it.

    :raises RuntimeError: the machines do not come together again
    """
    told = []
    for _round in range(rounds):
        for fault in chance.sample(FAULTS, len(FAULTS)):
            time.sleep(chance.uniform(*CALM))
            told.append(_one(house, notebook, fault))
            print(f"{len(told)}/{rounds * len(FAULTS)} {told[-1]} · {notebook.sums()}", flush=True)
    return told


def _one(house: House, notebook: Notebook, fault: Fault) -> dict[str, Any]:
    before, since = Counter(notebook.answers), time.monotonic()
    whom, heal = fault.happen(house)
    time.sleep(max(0.0, fault.seconds - (time.monotonic() - since)))
    heal()
    healed = time.monotonic()
    house.wait(house.is_whole, f"{fault.name}: {whom} does not come back", REJOIN)
    whole = time.monotonic()
    time.sleep(2)
    answers = Counter(notebook.answers) - before
    return {
        "what": fault.name,
        "whom": whom,
        "primary after": house.primary(),
        "seconds without a write": round(longest_gap(notebook.written, since, time.monotonic()), 1),
        "whole again after": round(whole - healed, 1),
        "failed requests": sum(answers[status] for status in BUSY),
        "of": answers.total(),
    }


def longest_gap(moments: list[float], since: float, until: float) -> float:
    """Return the longest time without an acknowledged write, in seconds, between two moments."""
    inside = [one for one in moments if since <= one <= until]
    return max(after - before for before, after in pairwise([since, *inside, until]))
