"""The receiver's side of a recall: what came is deleted, its trace stays (NĐ 30/2020 Đ.18, Annex VI.8)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.documents.models import Delivery, Document
from congvu.documents.operations.delivering import answer
from congvu.documents.operations.moves import DocumentUnknown, lock, trace
from congvu.documents.operations.recalling import take_away
from congvu.documents.operations.registering import ReasonMissing
from congvu.documents.secrecy import without_secrets
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
    take_away(document, reason=delivery.reason, by=by, at=at)
    answer(delivery_id=delivery.pk, status=Delivery.Status.RECALL_AGREED, reason=delivery.reason, at=at)
    return document


@without_secrets("note")
@transaction.atomic
def refuse_recall(*, document_id: int, reason: str, by: Actor, at: datetime) -> Document:
    """Keep a document that its sender asks back, and say why; work on it goes on.

    :raises ReasonMissing: without a reason
    """
    document, delivery = _asked(document_id)
    by = people.require(by=by, roles=ANSWERERS, agency_id=document.agency_id, at=at)
    if not clean(reason):
        raise ReasonMissing(_("Ghi lý do không đồng ý thu hồi."))
    answer(delivery_id=delivery.pk, status=Delivery.Status.RECALL_REFUSED, reason=clean(reason), at=at)
    trace(document, "refuse_recall", by=by, at=at)
    return document


def _asked(document_id: int) -> tuple[Document, Delivery]:
    document = lock(document_id)
    asked = Delivery.objects.select_for_update().filter(arrival=document, status=Delivery.Status.RECALL_REQUESTED)
    delivery = asked.first()
    if delivery is None:
        raise DocumentUnknown
    return document, delivery
