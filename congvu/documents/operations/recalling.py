"""Recall by the sender (NĐ 30/2020 Đ.18.4, Annex VI.8): frozen here, deleted or asked for at each receiver."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.documents.lifecycle import State
from congvu.documents.models import Delivery, Document, DocumentText
from congvu.documents.operations.delivering import answer
from congvu.documents.operations.drafting import DraftRefused
from congvu.documents.operations.holding import done
from congvu.documents.operations.mailing import stop_mail
from congvu.documents.operations.moves import check_stands, lock, move, trace
from congvu.documents.secrecy import without_secrets
from congvu.files import operations as files
from congvu.kit.actors import Actor
from congvu.kit.text import clean
from congvu.numbering import operations as numbering
from congvu.people import queries as people
from congvu.people.models import Role

Status = Delivery.Status


@without_secrets("note")
@transaction.atomic
def recall(*, document_id: int, reason: str, by: Actor, at: datetime) -> Document:
    """Take an issued document back: it stays here, frozen, with its number.

    What has not left goes nowhere; what waits for its registration is taken away with its files at once; of a
    registered one the receiver's clerk is asked (13), who agrees (15) or refuses (16). Paper is asked for outside.

    :raises DraftRefused: without a reason
    :raises NotAllowed: unless a clerk or a leader of the agency
    """
    reason = clean(reason)[:500]
    document = lock(document_id)
    check_stands(document, State.ISSUED)
    by = people.require(by=by, roles=[Role.CLERK, Role.LEADER], agency_id=document.agency_id, at=at)
    if not reason:
        raise DraftRefused(_("Ghi lý do thu hồi."))
    for delivery in document.deliveries.order_by("id"):
        _ask_back(delivery, reason, by=by, at=at)
    words = _("Thu hồi: %(reason)s") % {"reason": reason}
    numbering.note_in_book(subject=document.key, text=words, by=by, at=at)
    done(document, at=at)
    move(document, State.RECALLED, by=by, at=at, note=reason)
    trace(document, "recall", by=by, at=at, data={"reason": reason})
    return document


def _ask_back(delivery: Delivery, reason: str, *, by: Actor, at: datetime) -> None:
    """Ask one receiver. The receiver's document is locked before its delivery, as the receiver's own operations do."""
    if delivery.status == Status.REJECTED or (delivery.arrival_id is None and _stop(delivery, reason, at=at)):
        return
    delivery.refresh_from_db()
    arrival = lock(delivery.arrival_id or 0)
    if arrival.state == State.ARRIVED:
        take_away(arrival, reason=reason, by=by, at=at)
        answer(delivery_id=delivery.pk, status=Status.RECALL_AGREED, reason=reason, at=at)
    elif arrival.state not in {State.RETURNED, State.RECALLED}:
        answer(delivery_id=delivery.pk, status=Status.RECALL_REQUESTED, reason=reason, at=at)


def _stop(delivery: Delivery, reason: str, *, at: datetime) -> bool:
    """Stop what has not arrived; say no, holding no lock, when it arrived meanwhile."""
    outside = delivery.way != Delivery.Way.SYSTEM
    with transaction.atomic():
        if Delivery.objects.select_for_update().get(pk=delivery.pk).arrival_id is None:
            outside = outside and not stop_mail(delivery, at=at)
            status = Status.RECALL_REQUESTED if outside else Status.RECALL_AGREED
            answer(delivery_id=delivery.pk, status=status, reason=reason, at=at)
            return True
        transaction.set_rollback(True)
    return False


def take_away(arrival: Document, *, reason: str, by: Actor, at: datetime) -> None:
    """Delete a locked arrival's files and close its way, as the sender asked; its row and history stay."""
    files.release_all(owners=[arrival.key], by=by, at=at)
    arrival.files.filter(replaced_at=None).update(replaced_at=at)
    DocumentText.objects.filter(document=arrival).delete()
    done(arrival, at=at)
    move(arrival, State.RECALLED, by=by, at=at, note=reason)
    trace(arrival, "take_away", by=by, at=at, data={"reason": reason})
