"""Facts that must be verified elsewhere: the law gives a longer limit for it («khi cần xác minh thì không quá 5 ngày»).

It is the procedure's, counted from the same start; once a dossier, before its day has passed, with the reason, outside
the re-appointments. The citizen is told.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.dossiers.lifecycle import RUNNING
from congvu.dossiers.models import ClockEntry, Dossier, Promise
from congvu.dossiers.operations import clock, moves
from congvu.dossiers.operations.reception import ReasonMissing, check_run_here, check_state, in_words
from congvu.dossiers.queries.verifying import may_verify
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people


class NoTimeToVerify(Refusal):
    """The procedure gives no time to verify, it was taken before, or the promised day has passed."""


@transaction.atomic
def take_time_to_verify(*, dossier_id: int, reason: str, by: Actor, at: dt.datetime) -> Dossier:
    """Let the limit for verification hold: a later day is promised, and the open steps get the time.

    :raises ReasonMissing: without what must be verified
    :raises NoTimeToVerify: the procedure gives none, it was taken before, or the promised day has passed
    """
    reason = clean(reason)
    dossier = moves.lock(dossier_id)
    by = people.require(
        by=by, roles=["case_officer", "unit_head", "leader"], agency_id=dossier.competent_agency_id, at=at
    )
    check_run_here(dossier)
    check_state(dossier, *RUNNING)
    if not may_verify(dossier, at=at):
        raise NoTimeToVerify(
            _("Hồ sơ %(code)s không áp dụng được thời hạn xác minh: thủ tục không có, đã áp dụng, hoặc đã quá hạn.")
            % {"code": dossier.code}
        )
    if not reason:
        raise ReasonMissing(_("Ghi cần xác minh điều gì, ở đâu."))
    old, since = dossier.due_at, dossier.clock_started_at or at
    law = dossier.version.sheet["limit"]["verify"].get("law") or dossier.version.sheet["limit"].get("law", {})
    named = ", ".join(filter(None, (law.get("act", ""), law.get("article", ""))))
    clock.turn(dossier, ClockEntry.Kind.EXTENSION, reason=_("Cần xác minh: %s") % reason, law=named, by=by, at=at)
    clock.promise(
        dossier,
        Promise.Kind.VERIFYING,
        start_at=since,
        limit=dossier.version.verify_limit,
        stops=clock.stops(dossier),
        reason=_("Cần xác minh: %s") % reason,
        by=by,
        at=at,
    )
    clock.follow_promise(dossier, old_due_at=old, by=by, at=at)
    moves.refresh_work(dossier, at=at)
    moves.trace(dossier, "dossier.take_time_to_verify", by=by, at=at, data={"reason": reason})
    words: dict[str, object] = {"reason": reason, "old_due_at": in_words(old), "due_at": in_words(dossier.due_at)}
    moves.tell(dossier, "dossier_verifying", key="verifying", at=at, data=words)
    return dossier
