"""Sorting a petition (phân loại): received, asked back, sent on to whom it concerns, or not received with reason."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.feedback import limits
from congvu.feedback.models import Petition
from congvu.feedback.operations.petition_filing import PetitionUnfit
from congvu.feedback.operations.petition_moves import handled, move, tell
from congvu.kit.actors import Actor
from congvu.kit.text import clean
from congvu.numbering import operations as numbering
from congvu.people import queries as people


@transaction.atomic
def accept_petition(*, petition_id: int, is_conduct: bool, by: Actor, at: dt.datetime) -> Petition:
    """Take a petition as one's own competence; the limit of solving counts since it was complete.

    :param is_conduct: it is about attitude or conduct of officials
    :raises NotAllowed: no role in the agency that has it
    :raises PetitionMoveRefused: it has been sorted already
    """
    petition, by = handled("accept", petition_id, by=by, at=at)
    petition.is_conduct = is_conduct
    known = limits.rules_on(petition.received_at.date())
    move(petition, "accept", due_at=limits.end_of(known.forward_days, start=petition.came_at), by=by, at=at)
    tell(petition, "petition_accepted", key=f"accepted:{at.isoformat()}", at=at, data={"due_at": _day(petition.due_at)})
    return petition


@transaction.atomic
def ask_sender(*, petition_id: int, what: str, by: Actor, at: dt.datetime) -> Petition:
    """Ask the sender to say more; the clock waits for them.

    :raises NotAllowed, PetitionMoveRefused: as for :func:`accept_petition`
    :raises PetitionUnfit: nothing is asked
    """
    petition, by = handled("ask", petition_id, by=by, at=at)
    petition.asked = words_in(what, "what", _("Ghi điều cần người gửi nói rõ."))
    known = limits.rules_on(petition.received_at.date())
    due_at = limits.end_of(known.ask_days, start=petition.came_at)
    move(petition, "ask", due_at=due_at, note=petition.asked, by=by, at=at)
    tell(petition, "petition_asked", key=f"asked:{at.isoformat()}", at=at, data={"reason": petition.asked})
    return petition


@transaction.atomic
def forward(*, petition_id: int, agency_id: int, reason: str, by: Actor, at: dt.datetime) -> Petition:
    """Send a petition on to the agency that it concerns; the sender is told where it is.

    :raises NotAllowed, PetitionMoveRefused: as for :func:`accept_petition`
    :raises PetitionUnfit: no reason, or to the agency that has it
    """
    petition, by = handled("forward", petition_id, by=by, at=at)
    if petition.agency_id == agency_id:
        raise PetitionUnfit("agency", _("Chọn cơ quan khác để chuyển tới."))
    words = words_in(reason, "reason", _("Ghi vì sao chuyển."))
    known = limits.rules_on(petition.received_at.date())
    due_at = limits.end_of(known.forward_days, start=petition.came_at)
    target = people.agency_of_id(agency_id)
    note = _("Chuyển %(agency)s. %(reason)s") % {"agency": target.name, "reason": words}
    numbering.note_in_book(subject=petition.subject, text=note, by=by, at=at)
    petition.came_at = at
    move(petition, "forward", due_at=due_at, note=note, by=by, at=at)
    petition.agency = target
    petition.draft = ""
    petition.save(update_fields=["agency", "draft"])
    tell(petition, "petition_forwarded", key=f"forwarded:{at.isoformat()}", at=at)
    return petition


@transaction.atomic
def refuse_petition(*, petition_id: int, reason: str, by: Actor, at: dt.datetime) -> Petition:
    """Not receive a petition, with the reason: no petition at all, or a complaint or denunciation by its own law.

    :raises NotAllowed, PetitionMoveRefused: as for :func:`accept_petition`
    :raises PetitionUnfit: no reason
    """
    petition, by = handled("refuse", petition_id, by=by, at=at)
    petition.ended_reason = words_in(reason, "reason", _("Ghi lý do không tiếp nhận và nơi người gửi cần đến."))
    known = limits.rules_on(petition.received_at.date())
    due_at = limits.end_of(known.refuse_days, start=petition.came_at)
    move(petition, "refuse", due_at=due_at, note=petition.ended_reason, by=by, at=at)
    note = _("Không tiếp nhận. %(reason)s") % {"reason": petition.ended_reason}
    numbering.note_in_book(subject=petition.subject, text=note, by=by, at=at)
    tell(petition, "petition_refused", key="refused", at=at, data={"reason": petition.ended_reason})
    return petition


def words_in(text: str, field: str, missing: str) -> str:
    """Return cleaned words.

    :raises PetitionUnfit: there are none
    """
    words = "\n".join(clean(line) for line in text.splitlines()).strip()[:5000]
    if not words:
        raise PetitionUnfit(field, missing)
    return words


def _day(at: dt.datetime | None) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y}" if at else ""
