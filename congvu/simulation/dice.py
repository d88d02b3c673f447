"""Chance that can be had again: a throw is decided by the seed and by what it is for, not by earlier throws."""

import math
import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice(random.Random):
    """Dice of one moment. The same words give the same throws, on every machine."""

    def __init__(self, *words: object) -> None:
        super().__init__("|".join(map(str, words)))

    def happens(self, share: float) -> bool:
        """Tell whether what happens with this share of all happens now."""
        return self.random() < share

    def around(self, middle: float, spread: float = 0.5) -> float:
        """Return a length of time around ``middle``: mostly near it, now and then much longer, never negative."""
        return middle * math.exp(self.gauss(0, spread))

    def one_of(self, weights: Mapping[T, float]) -> T:
        """Return a key, the heavier the more often."""
        return self.choices(list(weights), list(weights.values()))[0]

    def pick(self, rows: Sequence[T]) -> T:
        """Return one of some, all alike."""
        return rows[self.randrange(len(rows))]
