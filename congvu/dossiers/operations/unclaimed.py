"""A result that nobody comes for: its owner is reminded once the waiting time of the clock's rules is over."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from congvu.dossiers.lifecycle import State
from congvu.dossiers.operations import moves
from congvu.dossiers.queries.windows import unclaimed_since


@transaction.atomic
def remind_unclaimed(*, dossier_id: int, at: dt.datetime) -> bool:
    """Remind the owner of a result that has waited too long; once for each result.

    :returns: whether a reminder was due
    """
    dossier = moves.lock(dossier_id)
    if dossier.state != State.DONE or dossier.done_at is None or dossier.done_at > unclaimed_since(at):
        return False
    data: dict[str, object] = {
        "since": f"{timezone.localtime(dossier.done_at):%d/%m/%Y}",
        "return_by": str(dossier.get_return_by_display()),
    }
    moves.tell(dossier, "result_unclaimed", key="unclaimed", at=at, data=data)
    return True
