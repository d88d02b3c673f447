"""The figures of a period (biểu tình hình giải quyết TTHC), and what they add up to. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Figures:
    """How many dossiers, by the columns of the quarterly report on procedures.

    ``carried + received == solved + stopped + open``: a dossier is in exactly one column of each side.
    """

    carried: int = 0
    """Received before the period and still open when it began (kỳ trước chuyển sang)."""
    online: int = 0
    """Received in the period, filed online."""
    direct: int = 0
    """Received in the period, filed at the counter."""
    post: int = 0
    """Received in the period, sent by post."""
    early: int = 0
    """Solved before the day of the promise."""
    on_time: int = 0
    """Solved on the day of the promise, not after its hour."""
    late: int = 0
    """Solved after the promise."""
    stopped: int = 0
    """Withdrawn or stopped."""
    open_in_time: int = 0
    """Open at the end of the period, not past the promise; waiting for the citizen counts here: the clock stands."""
    open_late: int = 0
    """Open at the end of the period and past the promise."""

    @property
    def received(self) -> int:
        """Received in the period."""
        return self.online + self.direct + self.post

    @property
    def taken(self) -> int:
        """All that was there to be solved."""
        return self.carried + self.received

    @property
    def solved(self) -> int:
        """Solved in the period."""
        return self.early + self.on_time + self.late

    @property
    def open(self) -> int:
        """Open at its end."""
        return self.open_in_time + self.open_late

    @property
    def kept(self) -> int:
        """Solved and not late."""
        return self.early + self.on_time

    @property
    def on_time_share(self) -> float | None:
        """Share of the solved that were not late, None when nothing was solved."""
        return self.kept / self.solved if self.solved else None

    @property
    def online_share(self) -> float | None:
        """Share of the received that came online, None when nothing came."""
        return self.online / self.received if self.received else None

    def __add__(self, other: "Figures") -> "Figures":
        """Add column by column: for several agencies or procedures over the same period."""
        return Figures(*(getattr(self, name) + getattr(other, name) for name in COLUMNS))


COLUMNS = tuple(column.name for column in fields(Figures))
FLOWS = ("online", "direct", "post", "early", "on_time", "late", "stopped")
"""Columns that add up over months; the others are read at the first or at the last."""


def total(rows: Iterable[Figures]) -> Figures:
    """Return the sum of the rows."""
    return sum(rows, Figures())
