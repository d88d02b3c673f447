"""Facts that the calendar announces."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChanged:
    """From ``first`` on days count otherwise than before: a day off or worked, a decision withdrawn, other hours."""

    first: date
    reason: str
    at: datetime
