"""People: facts announced."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PartiesJoined:
    """Two rows were found to be the same person; what asked for the double should ask for both."""

    double_id: int
    into_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyClosed:
    """An agency is no more from a day on; open work goes to the main successor, if there is one."""

    agency_id: int
    on: date
    successor_ids: tuple[int, ...]
