"""Reactions: a returned result opens its rating."""

import datetime as dt

from congvu.dossiers.events import ResultReturned
from congvu.feedback.operations import invite
from congvu.kit.outbox import listen


@listen(ResultReturned, name="feedback.invite")
def open_rating(event: ResultReturned) -> None:
    """Invite the owner to rate."""
    invite(dossier_id=event.dossier_id, at=dt.datetime.fromisoformat(event.at))
