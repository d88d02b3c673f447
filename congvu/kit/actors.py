"""Who acts: a snapshot that is kept in traces, without keys to other tables."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class ActorKind(StrEnum):
    """What kind of somebody acts."""

    OFFICIAL = "official"
    CITIZEN = "citizen"
    PARTNER = "partner"
    SYSTEM = "system"
    VISITOR = "visitor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who acts. ``id`` is the row of the official or the party, None for system and visitors."""

    kind: ActorKind
    name: str
    id: int | None = None
    title: str = ""
    agency_code: str = ""
    agency_name: str = ""
    acts_for: str = ""
    """Name of the absent colleague on whose behalf a delegate acts, empty otherwise."""
    acts_for_id: int | None = None
    assurance: int | None = None
    """Level at which a citizen has proved who they are (VNeID 1 or 2, 0 none); None where nobody logs in (jobs)."""
    address: str = ""
    """Network address of the request, empty for jobs."""

    def snapshot(self) -> dict[str, Any]:
        """Return plain data for a trace, without empty fields."""
        return {key: value for key, value in asdict(self).items() if value not in ("", None)}

    @property
    def key(self) -> str:
        """Return ``official:12``, ``citizen:7``, ``system``."""
        return f"{self.kind}:{self.id}" if self.id is not None else str(self.kind)

    def __str__(self) -> str:
        who = f"{self.name}, {self.title}" if self.title else self.name
        return f"{who} (thay {self.acts_for})" if self.acts_for else who


SYSTEM = Actor(kind=ActorKind.SYSTEM, name="Hệ thống")
