"""A supplement request that nobody answers: reminders, then the dossier lies before an officer, who closes it.

The timer moves no state: it reminds, and puts the dossier on the work list; to close it is an officer's act.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, SupplementRequest
from congvu.dossiers.operations import moves
from congvu.dossiers.operations.decisions import end
from congvu.dossiers.operations.reception import check_state, in_words
from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.errors import Refusal
from congvu.people import queries as people
from congvu.workdays import queries as workdays


class StillWaiting(Refusal):
    """The owner may still answer: the waiting time of the procedure is not over, or it names none."""


@transaction.atomic
def remind_unanswered(*, request_id: int, at: dt.datetime) -> bool:
    """Remind the owner when one of the procedure's days for it has come; each day's reminder goes out once.

    :returns: whether a reminder was due
    """
    dossier, request = _open_request(request_id)
    if request is None or request.answer_by is None or at >= request.answer_by:
        return False
    left = workdays.days_left(at, request.answer_by)
    days = [day for day in dossier.version.supplement_reminders if day >= left]
    if not days:
        return False
    moves.tell(
        dossier,
        "supplement_reminder",
        key=f"supplement:{request.pk}:reminder:{min(days)}",
        at=at,
        data={"answer_by": in_words(request.answer_by), "reason": request.reason},
    )
    return True


@transaction.atomic
def note_unanswered(*, request_id: int, at: dt.datetime) -> bool:
    """Note that the waiting time has run out: the dossier comes onto the work list, its owner is told; no state moves.

    :returns: whether it was news
    """
    dossier, request = _open_request(request_id)
    if request is None or request.overdue_at is not None or request.answer_by is None or at < request.answer_by:
        return False
    request.overdue_at = at
    request.save(update_fields=["overdue_at"])
    moves.refresh_work(dossier, at=at)
    moves.trace(dossier, "dossier.note_unanswered", by=SYSTEM, at=at, data={"answer_by": request.answer_by.isoformat()})
    moves.tell(
        dossier,
        "supplement_overdue",
        key=f"supplement:{request.pk}:overdue",
        at=at,
        data={"answer_by": in_words(request.answer_by), "reason": request.reason},
    )
    return True


@transaction.atomic
def close_unanswered(*, dossier_id: int, by: Actor, at: dt.datetime) -> Dossier:
    """Stop a dossier whose owner did not supplement in time, on the ground that its sheet names.

    :raises StillWaiting: before the time is over
    :raises Stale: when it was supplemented meanwhile
    """
    dossier = moves.lock(dossier_id)
    agency_id = dossier.competent_agency_id if dossier.run_id else dossier.receiving_agency_id
    by = people.require(by=by, roles=["case_officer", "reception"], agency_id=agency_id, at=at)
    check_state(dossier, State.SUPPLEMENT_REQUIRED)
    request = dossier.supplement_requests.get(answered_at=None)
    if request.answer_by is None or at < request.answer_by:
        raise StillWaiting(_("Người nộp còn thời hạn bổ sung hồ sơ %(code)s.") % {"code": dossier.code})
    reason = _("Quá thời hạn bổ sung (%(until)s) mà người nộp không bổ sung") % {"until": in_words(request.answer_by)}
    end(dossier, reason=reason, law=dossier.version.supplement_ground, by=by, at=at)
    moves.refresh_work(dossier, at=at)
    moves.trace(dossier, "dossier.close_unanswered", by=by, at=at, data={"answer_by": request.answer_by.isoformat()})
    moves.tell(dossier, "dossier_stopped", key="stopped", at=at, data={"reason": reason})
    return dossier


def _open_request(request_id: int) -> tuple[Dossier, SupplementRequest | None]:
    """Lock the dossier first, as every operation does, then read whether its request is still open."""
    dossier = moves.lock(SupplementRequest.objects.values_list("dossier_id", flat=True).get(pk=request_id))
    waits = dossier.state == State.SUPPLEMENT_REQUIRED
    return dossier, dossier.supplement_requests.filter(pk=request_id, answered_at=None).first() if waits else None
