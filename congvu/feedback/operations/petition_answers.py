"""Answering a petition and publishing the answer: prepared by whoever handles it, given by a leader."""

import datetime as dt
import re

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.feedback import limits
from congvu.feedback.models import Petition
from congvu.feedback.operations.petition_filing import PetitionUnfit
from congvu.feedback.operations.petition_handling import words_in
from congvu.feedback.operations.petition_moves import handled, move, next_due, tell, trace
from congvu.feedback.petitioning import after
from congvu.kit.actors import Actor
from congvu.kit.text import clean, fold
from congvu.numbering import operations as numbering

_PRIVATE = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?:\d[ .]?){9,}")
"""Addresses of letters; runs of digits as long as a telephone or a personal number."""


@transaction.atomic
def prepare_answer(*, petition_id: int, text: str, by: Actor, at: dt.datetime) -> Petition:
    """Keep the answer as prepared, for a leader to give.

    :raises NotAllowed, PetitionMoveRefused: no role there, or it is not being handled
    :raises PetitionUnfit: no words
    """
    petition, by = handled("prepare", petition_id, by=by, at=at)
    after("answer", petition.state)
    petition.draft = words_in(text, "text", _("Ghi nội dung trả lời."))
    petition.save(update_fields=["draft"])
    trace(petition, "prepare", by=by, at=at)
    return petition


@transaction.atomic
def answer(*, petition_id: int, text: str, is_founded: bool, by: Actor, at: dt.datetime) -> Petition:
    """Give the answer as a leader of the agency; the sender is told at once.

    :param is_founded: whether the petition was found to be right
    :raises NotAllowed, PetitionMoveRefused, PetitionUnfit: as for :func:`prepare_answer`
    """
    petition, by = handled("answer", petition_id, by=by, at=at)
    petition.answer = words_in(text, "text", _("Ghi nội dung trả lời."))
    petition.is_founded, petition.answered_at = is_founded, at
    known = limits.rules_on(petition.received_at.date())
    move(petition, "answer", due_at=limits.end_of(known.solve_days, start=petition.complete_at), by=by, at=at)
    numbering.note_in_book(subject=petition.subject, text=_("Đã trả lời."), by=by, at=at)
    tell(petition, "petition_answered", key="answered", at=at)
    return petition


def searched(title: str, text: str, answer: str) -> str:
    """Return what everybody finds a published petition by."""
    return fold(f"{title}\n{text}\n{answer}")


@transaction.atomic
def publish(*, petition_id: int, title: str, text: str, answer: str, by: Actor, at: dt.datetime) -> Petition:
    """Show question and answer to everybody, in words that name no citizen.

    :raises NotAllowed, PetitionMoveRefused: as for :func:`prepare_answer`
    :raises PetitionUnfit: words are missing, or something in them tells who the sender is
    """
    petition, by = handled("publish", petition_id, by=by, at=at)
    petition.public_title = words_in(title, "title", _("Ghi tóm tắt để công khai."))[:200]
    petition.public_text = words_in(text, "text", _("Ghi nội dung để công khai."))
    petition.public_answer = words_in(answer, "answer", _("Ghi câu trả lời để công khai."))
    for field in ("title", "text", "answer"):
        _keep_private(petition, field)
    petition.published_at, petition.ended_reason = at, ""
    petition.public_search = searched(petition.public_title, petition.public_text, petition.public_answer)
    known, since = limits.rules_on(petition.received_at.date()), petition.answered_at or at
    move(petition, "publish", due_at=limits.end_of(known.publish_days, start=since), by=by, at=at)
    return petition


@transaction.atomic
def withhold(*, petition_id: int, reason: str, by: Actor, at: dt.datetime) -> Petition:
    """Write down why an answer is not shown publicly: it cannot be told without telling who asked.

    :raises NotAllowed, PetitionMoveRefused, PetitionUnfit: as for :func:`publish`
    """
    petition, by = handled("withhold", petition_id, by=by, at=at)
    after("publish", petition.state)
    petition.ended_reason = words_in(reason, "reason", _("Ghi lý do không công khai."))
    petition.due_at = next_due(petition)
    petition.save(update_fields=["ended_reason", "due_at"])
    trace(petition, "withhold", note=petition.ended_reason, by=by, at=at)
    return petition


def _keep_private(petition: Petition, field: str) -> None:
    words = getattr(petition, f"public_{field}")
    found = _PRIVATE.search(words)
    known = [petition.sender_name, petition.follow_code]
    told = found.group() if found else next((one for one in known if _says(words, one)), "")
    if told:
        raise PetitionUnfit(
            field, _("Bỏ “%(words)s” trước khi công khai: chỗ này cho biết người gửi là ai.") % {"words": clean(told)}
        )


def _says(words: str, name: str) -> bool:
    return len(name) > 3 and re.search(rf"\b{re.escape(fold(name))}\b", fold(words)) is not None
