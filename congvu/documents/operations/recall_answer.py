"""The receiver's side of a recall: what came is deleted, its trace stays (NĐ 30/2020 Đ.18, Annex VI.8)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.documents.lifecycle import State
from congvu.documents.models import Delivery, Document, DocumentFile, DocumentText
from congvu.documents.operations.holding import done
from congvu.documents.operations.moves import DocumentUnknown, lock, move, trace
from congvu.documents.operations.registering import ReasonMissing
from congvu.files import operations as files
from congvu.kit.actors import Actor
from congvu.kit.text import clean
from congvu.people import queries as people

ANSWERERS = ("clerk", "leader")


@transaction.atomic
def agree_to_recall(*, document_id: int, by: Actor, at: datetime) -> Document:
    """Give a document back that its sender recalls: files and their text are deleted here, row and way stay.

    :raises NotAllowed: unless ``by`` is clerk or leader of the agency
    :raises DocumentUnknown: nobody asks it back
    """
    document, delivery = _asked(document_id)
    by = people.require(by=by, roles=ANSWERERS, agency_id=document.agency_id, at=at)
    move(document, State.RECALLED, by=by, at=at, note=delivery.reason)
    done(document, at=at)
    gone = files.release_all(owners=[document.key], by=by, at=at)
    DocumentFile.objects.filter(document=document, replaced_at=None).update(replaced_at=at)
    DocumentText.objects.filter(document=document).delete()
    _answer(delivery, Delivery.Status.RECALL_AGREED, delivery.reason, at)
    trace(document, "agree_to_recall", by=by, at=at, data={"files": gone})
    return document


@transaction.atomic
def refuse_recall(*, document_id: int, reason: str, by: Actor, at: datetime) -> Document:
    """Keep a document that its sender asks back, and say why; work on it goes on.

    :raises ReasonMissing: without a reason
    """
    document, delivery = _asked(document_id)
    by = people.require(by=by, roles=ANSWERERS, agency_id=document.agency_id, at=at)
    if not clean(reason):
        raise ReasonMissing(_("Ghi lý do không đồng ý thu hồi."))
    _answer(delivery, Delivery.Status.RECALL_REFUSED, clean(reason), at)
    trace(document, "refuse_recall", by=by, at=at)
    return document


def _asked(document_id: int) -> tuple[Document, Delivery]:
    document = lock(document_id)
    asked = Delivery.objects.select_for_update().filter(arrival=document, status=Delivery.Status.RECALL_REQUESTED)
    delivery = asked.first()
    if delivery is None:
        raise DocumentUnknown
    return document, delivery


def _answer(delivery: Delivery, status: str, reason: str, at: datetime) -> None:
    delivery.status, delivery.reason, delivery.changed_at = status, reason[:500], at
    delivery.save(update_fields=["status", "reason", "changed_at"])
