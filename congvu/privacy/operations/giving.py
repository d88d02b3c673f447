"""Giving people what is kept of them leaves a line."""

from datetime import datetime

from congvu.audit import operations as audit
from congvu.kit.actors import Actor


def note_given(*, party_id: int, form: str, by: Actor, at: datetime) -> None:
    """Write down that somebody took a copy of all that is kept of them; ``form``: ``json``, ``pdf``."""
    audit.record(action="privacy.give_copy", subject=f"party:{party_id}", by=by, at=at, data={"form": form})
