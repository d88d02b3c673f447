"""What happened to a run, told to the trace and to those who listen."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from congvu.kit.actors import Actor
from congvu.processes.models import Run, Step


@dataclass
class Told:
    """One operation: its verb, the rows it closed or touched, the rows it opened."""

    action: str
    steps: list[Step] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    opened: list[Step] = field(default_factory=list)


def tell(run: Run, told: Told, *, by: Actor, at: datetime) -> None:
    """Write one line of the trace and announce the facts, inside the caller's transaction."""
