"""Delivery inside the system: the receiver's own document, made once, and what the receiver answers."""

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from congvu.documents.events import DeliveryAnswered
from congvu.documents.letters import GOING
from congvu.documents.lifecycle import Direction, State
from congvu.documents.models import Delivery, Document, DocumentFile, DocumentLink, DocumentText, Holding
from congvu.documents.operations.holding import hand_to
from congvu.documents.operations.moves import begin, trace
from congvu.files import operations as files
from congvu.kit.actors import SYSTEM
from congvu.kit.operation import joining
from congvu.kit.outbox import announce
from congvu.people.models import Role

Status = Delivery.Status
NOTES = {DocumentLink.Kind.REPLACES, DocumentLink.Kind.CORRECTS}
"""Links of the sender that the receiver's documents get too."""
_COPY_WORDS = """
INSERT INTO documents_documenttext (document_id, agency_id, words)
SELECT %s, %s, words FROM documents_documenttext WHERE document_id = %s
"""


@joining
def arrive(*, delivery_id: int, at: datetime) -> Document | None:
    """Make the receiver's own document of a delivery that is on its way, with its files; the clerk there has it.

    Done twice it is done once. None when it was recalled before it left.
    """
    delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("document__kind", "document__agency", "receiver", "arrival")
        .get(pk=delivery_id)
    )
    if delivery.arrival is not None or delivery.receiver is None or delivery.status != Status.WAITING:
        return delivery.arrival
    source = delivery.document
    arrival = _copied(source, delivery, at=at)
    begin(arrival, by=SYSTEM, at=at, note=_("Từ %(organ)s") % {"organ": source.organ_name})
    _pass_files(source, arrival, at=at)
    _copy_text(source, arrival)
    hand_to(arrival, Holding.Task.RECEIVE, role=Role.CLERK, at=at)
    delivery.arrival, delivery.status = arrival, Status.ARRIVED
    delivery.sent_at = delivery.arrived_at = delivery.changed_at = at
    delivery.save(update_fields=["arrival", "status", "sent_at", "arrived_at", "changed_at"])
    _copy_links(source, arrival, at=at)
    trace(arrival, "arrive", by=SYSTEM, at=at, data={"delivery": delivery.pk})
    return arrival


def _copied(source: Document, delivery: Delivery, *, at: datetime) -> Document:
    assert delivery.receiver is not None
    arrival = Document(
        agency=delivery.receiver,
        direction=Direction.INCOMING,
        state=State.ARRIVED,
        kind=source.kind,
        realm=delivery.receiver.realm,
        number=source.number,
        notation=source.notation,
        code=source.code,
        issued_on=source.issued_on,
        organ_id=source.agency_id,
        organ_name=source.organ_name,
        organ_code=source.organ_code,
        subject=source.subject,
        urgency=source.urgency,
        circulation=source.circulation,
        language=source.language,
        pages=source.pages,
        copies=delivery.copies,
        signer=source.signer,
        signer_name=source.signer_name,
        signer_position=source.signer_position,
        competence=source.competence,
        recipients=source.recipients,
        due_at=source.due_at,
        arrived_at=at,
        came_by="system",
        is_restricted=source.is_restricted,
        folded=source.folded,
        created_at=at,
        sort_at=at,
    )
    arrival.save(force_insert=True)
    return arrival


def _pass_files(source: Document, arrival: Document, *, at: datetime) -> None:
    rows = list(source.files.filter(role__in=GOING, replaced_at=None).select_related("use"))
    given = files.pass_all_on(uses=[(row.use_id, row.use.owner) for row in rows], owner=arrival.key, by=SYSTEM, at=at)
    DocumentFile.objects.bulk_create(
        DocumentFile(document=arrival, role=row.role, use=use, ordinal=row.ordinal, added_at=at)
        for row, use in zip(rows, given, strict=True)
    )


def _copy_text(source: Document, arrival: Document) -> None:
    if DocumentText.objects.filter(document=source).exists():
        with connection.cursor() as cursor:
            cursor.execute(_COPY_WORDS, [arrival.pk, arrival.agency_id, source.pk])


def _copy_links(source: Document, arrival: Document, *, at: datetime) -> None:
    """Let a replacement or a correction stand beside what it replaces or corrects at the receiver too."""
    for link in source.links.filter(kind__in=NOTES):
        before = Delivery.objects.filter(document_id=link.target_id, receiver_id=arrival.agency_id).first()
        if before is not None and before.arrival_id:
            DocumentLink.objects.get_or_create(
                source=arrival, target_id=before.arrival_id, kind=link.kind, defaults={"by": link.by, "at": at}
            )


@joining
def answer(*, delivery_id: int, status: str, reason: str = "", at: datetime) -> Delivery:
    """Keep what the receiver says of a delivery (QĐ 28/2018/QĐ-TTg: 02 rejected … 16 recall refused).

    Called by the receiving side, inside its own operation; the sender's page and lists show it at once.
    """
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery_id)
    if delivery.status == status:
        return delivery
    delivery.status, delivery.reason, delivery.changed_at = Status(status), reason[:500], at
    if status == Status.ACCEPTED:
        delivery.accepted_at = at
    delivery.save(update_fields=["status", "reason", "changed_at", "accepted_at"])
    announce(
        DeliveryAnswered(delivery_id=delivery.pk, status=str(status), at=at.isoformat()),
        subject=f"delivery:{delivery.pk}",
    )
    return delivery
