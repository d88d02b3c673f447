"""What processes announces."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class StepReady:
    """A step waits for its officer."""

    run_id: int
    step_id: int
    subject: str
    role: str
    agency_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class StepFinished:
    """A step is done, or was sent back (``state``: done, returned)."""

    run_id: int
    step_id: int
    subject: str
    state: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RunEnded:
    """A run is over (``outcome``: finished, cancelled)."""

    run_id: int
    subject: str
    outcome: str
    at: datetime
