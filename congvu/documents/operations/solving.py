"""The end of the way: answered by an outgoing document or settled otherwise, opened again, read for information."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.documents.lifecycle import Direction, State
from congvu.documents.models import Delivery, Document, DocumentLink, Holding, Remark
from congvu.documents.operations.holding import done, hand_to
from congvu.documents.operations.moves import DocumentUnknown, lock, move, trace
from congvu.documents.operations.registering import ReasonMissing
from congvu.documents.operations.senders import tell_sender
from congvu.documents.queries.arrivals import open_task, works_on
from congvu.documents.rules import require_holder
from congvu.documents.secrecy import without_secrets
from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.errors import NotAllowed, Refusal
from congvu.kit.operation import joining
from congvu.kit.text import clean
from congvu.people import queries as people


class NoAnswerYet(Refusal):
    """A document is completed with an answer, or with words about what was done."""


@transaction.atomic
def link_answer(*, document_id: int, answer_id: int, by: Actor, at: datetime) -> DocumentLink:
    """Note that an outgoing document of the agency answers this one; issued already, it completes it.

    :raises NotAllowed: unless ``by`` works on the document
    :raises DocumentUnknown: no outgoing document of the agency has that number
    """
    document = lock(document_id)
    by = require_worker(document, by=by, at=at)
    answer = Document.objects.filter(pk=answer_id, agency_id=document.agency_id, direction=Direction.OUTGOING).first()
    if answer is None:
        raise DocumentUnknown
    link, _made = DocumentLink.objects.get_or_create(
        source=answer, target=document, kind=DocumentLink.Kind.ANSWERS, defaults={"by": by.snapshot(), "at": at}
    )
    trace(document, "link_answer", by=by, at=at, data={"answer": answer.pk})
    if answer.state == State.ISSUED and document.state == State.IN_PROGRESS:
        _complete(document, _("Trả lời bằng văn bản %(code)s") % {"code": answer.code}, by=by, at=at)
    return link


@joining
def answer_issued(answer_id: int, *, by: Actor, at: datetime) -> list[Document]:
    """Complete what an issued document answers; return what was completed."""
    answer = Document.objects.get(pk=answer_id)
    asked = Document.objects.select_for_update(of=("self",)).filter(
        linked_from__source=answer, linked_from__kind=DocumentLink.Kind.ANSWERS, state=State.IN_PROGRESS
    )
    words = _("Trả lời bằng văn bản %(code)s") % {"code": answer.code}
    return [_complete(document, words, by=by, at=at) for document in asked.order_by("pk")]


@without_secrets("note")
@transaction.atomic
def complete(*, document_id: int, note: str = "", by: Actor, at: datetime) -> Document:
    """Say that a document is settled: its answer went out, or the note tells what was done in its place.

    :raises NotAllowed: unless ``by`` works on the document
    :raises NoAnswerYet: no issued answer and no words
    :raises StepNotAllowed: nobody has it in hand
    """
    document, note = lock(document_id), clean(note)
    by = require_worker(document, by=by, at=at)
    answered = document.linked_from.filter(kind=DocumentLink.Kind.ANSWERS, source__state=State.ISSUED).exists()
    if not note and not answered:
        raise NoAnswerYet(_("Gắn văn bản trả lời đã phát hành, hoặc ghi đã giải quyết thế nào."))
    return _complete(document, note, by=by, at=at)


def _complete(document: Document, note: str, *, by: Actor, at: datetime) -> Document:
    move(document, State.COMPLETED, by=by, at=at, note=note)
    done(document, at=at)
    tell_sender(document, Delivery.Status.COMPLETED, at=at)
    trace(document, "complete", by=by, at=at)
    return document


@without_secrets("note")
@transaction.atomic
def reopen(*, document_id: int, reason: str, by: Actor, at: datetime) -> Document:
    """Take a completed document up again, with whoever had it last.

    :raises NotAllowed: unless ``by`` heads the unit or leads the agency
    :raises ReasonMissing: without a reason
    """
    document, reason = lock(document_id), clean(reason)
    by = people.require(
        by=by, roles=("leader", "unit_head"), agency_id=document.agency_id, unit_id=document.unit_id, at=at
    )
    if not reason:
        raise ReasonMissing(_("Ghi lý do mở lại."))
    move(document, State.IN_PROGRESS, by=by, at=at, note=reason)
    last = document.holdings.filter(task=Holding.Task.LEAD).order_by("id").last()
    hand_to(
        document,
        Holding.Task.LEAD,
        unit_id=document.unit_id,
        role="" if last and last.official_id else "unit_head",
        official_id=last.official_id if last else None,
        due_at=document.due_at,
        at=at,
    )
    tell_sender(document, Delivery.Status.IN_PROGRESS, at=at)
    trace(document, "reopen", by=by, at=at)
    return document


@without_secrets("note")
@transaction.atomic
def finish_part(*, document_id: int, note: str, by: Actor, at: datetime) -> Remark:
    """Give what was asked of a coordinator: an opinion that stands with the document.

    :raises NotAllowed: unless ``by`` is asked to coordinate
    :raises ReasonMissing: without words
    """
    document, note = lock(document_id), clean(note)
    by = require_holder(document, Holding.Task.COORDINATE, by=by, at=at)
    if not note:
        raise ReasonMissing(_("Ghi ý kiến phối hợp."))
    held = open_task(document, tasks=[Holding.Task.COORDINATE], by=by, at=at)
    if held is not None:
        held.done_at = at
        held.save(update_fields=["done_at"])
    remark = Remark.objects.create(document=document, text=note, by=by.snapshot(), at=at)
    trace(document, "finish_part", by=by, at=at)
    return remark


def require_worker(document: Document, *, by: Actor, at: datetime) -> Actor:
    """Let through whoever has the document in hand, the head of its unit and the agency's leader.

    :raises NotAllowed: anybody else
    """
    if by == SYSTEM:
        return by
    found = works_on(document, by=by, at=at)
    if found is None:
        raise NotAllowed(_("Văn bản này không giao cho bạn. Hãy báo lãnh đạo đơn vị nếu cần chuyển."))
    return found
