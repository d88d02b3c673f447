"""Reactions: a result that the citizen wants online is returned by the system as soon as it stands."""

import datetime as dt

from congvu.dossiers.events import ResultReady
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, ReturnBy
from congvu.dossiers.operations import return_result
from congvu.kit.actors import SYSTEM
from congvu.kit.outbox import listen


@listen(ResultReady, name="dossiers.return_online")
def return_online(event: ResultReady) -> None:
    """Return the result online, once."""
    dossier = Dossier.objects.get(pk=event.dossier_id)
    if dossier.return_by == ReturnBy.ONLINE and dossier.state == State.DONE:
        return_result(dossier_id=dossier.pk, by=SYSTEM, at=dt.datetime.fromisoformat(event.at))
