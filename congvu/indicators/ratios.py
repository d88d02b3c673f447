"""A numerator and a denominator, and the span of time in which they are counted. Pure."""

import datetime as dt
from dataclasses import dataclass

from congvu.indicators.periods import Period


@dataclass(frozen=True)
class Ratio:
    """``numerator`` of ``denominator``. Counts are whole numbers, working hours have one decimal."""

    numerator: float = 0
    denominator: float = 0

    @property
    def share(self) -> float | None:
        """The share, None without a denominator: there is nothing to judge."""
        return self.numerator / self.denominator if self.denominator else None

    def __add__(self, other: "Ratio") -> "Ratio":
        return Ratio(self.numerator + other.numerator, self.denominator + other.denominator)


Ratios = dict[int | None, Ratio]
"""By agency; None is the province."""


@dataclass(frozen=True)
class Span:
    """From a moment to another, of one or all agencies."""

    start: dt.datetime
    end: dt.datetime
    agency_ids: frozenset[int] | None = None

    @classmethod
    def of(cls, period: Period, now: dt.datetime, agency_ids: frozenset[int] | None = None) -> "Span":
        """Return the span of a period; one that still runs ends now."""
        return cls(period.start_at, min(period.end_at, now), agency_ids)
