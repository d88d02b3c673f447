"""Delivery inside the system: the receiver's own document, made once, and what the receiver answers."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.documents.events import DeliveryAnswered
from congvu.documents.letters import GOING
from congvu.documents.lifecycle import Direction, State
from congvu.documents.models import Delivery, Document, DocumentFile, DocumentLink, Holding
from congvu.documents.operations.holding import hand_new
from congvu.documents.operations.moves import begin_all
from congvu.documents.operations.same_day import register_by
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
SELECT arrival.id, arrival.agency_id, source.words
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS arrival (id, agency_id, source_id)
JOIN documents_documenttext source ON source.document_id = arrival.source_id
"""
_COPIED = (
    *("kind_id", "number", "notation", "code", "issued_on", "organ_name", "organ_code", "subject", "urgency"),
    *("circulation", "language", "pages", "signer_id", "signer_name", "signer_position", "competence", "recipients"),
    *("due_at", "is_restricted", "folded"),
)
_MAKE = f"""
INSERT INTO documents_document ({", ".join(_COPIED)}, public_id, agency_id, realm, organ_id, copies, direction, state,
                                arrived_at, created_at, sort_at, came_by, description)
SELECT {", ".join(f"source.{column}" for column in _COPIED)}, gen_random_uuid(), receiver.id, receiver.realm,
       source.agency_id, delivery.copies, %s, %s, %s, %s, %s, 'system', ''
FROM documents_delivery AS delivery
JOIN documents_document AS source ON source.id = delivery.document_id
JOIN people_agency AS receiver ON receiver.id = delivery.receiver_id
WHERE delivery.id = ANY(%s) ORDER BY delivery.id RETURNING id
"""
_ARRIVED = """
UPDATE documents_delivery AS delivery
SET status = %s, sent_at = %s, arrived_at = %s, changed_at = %s, arrival_id = made.arrival_id
FROM unnest(%s::bigint[], %s::bigint[]) AS made (id, arrival_id) WHERE delivery.id = made.id
"""
Pair = tuple[Document, Document]
"""An issued document, and what arrived of it in one agency."""


@joining
def arrive(*, delivery_id: int, at: datetime) -> Document | None:
    """Make the receiver's own document of a delivery as :func:`arrive_all` does; return it.

    None when it was recalled before it left.
    """
    arrive_all(delivery_ids=[delivery_id], at=at)
    return Delivery.objects.select_related("arrival").get(pk=delivery_id).arrival


@joining
def arrive_all(*, delivery_ids: Sequence[int], at: datetime) -> int:
    """Make the receivers' own documents of deliveries that are on their way, with their files; the clerks have them.

    Done twice it is done once; what was recalled before it left does not arrive. Return how many did.
    """
    waiting = Delivery.objects.select_for_update(of=("self",)).filter(
        pk__in=delivery_ids, arrival=None, receiver__isnull=False, status=Status.WAITING
    )
    deliveries = list(waiting.order_by("pk"))
    if not deliveries:
        return 0
    sources = Document.objects.defer("recipients").in_bulk({one.document_id for one in deliveries})
    arrivals = _made([one.pk for one in deliveries], at=at)
    pairs = [(sources[one.document_id], arrival) for one, arrival in zip(deliveries, arrivals, strict=True)]
    begin_all(((to, _("Từ %(organ)s") % {"organ": source.organ_name}) for source, to in pairs), by=SYSTEM, at=at)
    _pass_files(pairs, at=at)
    _copy_texts(pairs)
    hand_new(arrivals, Holding.Task.RECEIVE, role=Role.CLERK, until=lambda one: register_by(one, at), at=at)
    with connection.cursor() as cursor:
        rows = [one.pk for one in deliveries], [to.pk for to in arrivals]
        cursor.execute(_ARRIVED, [Status.ARRIVED.value, at, at, at, *rows])
    _copy_links(pairs, at=at)
    lines = [
        audit.Line(action="documents.arrive", subject=to.key, label=str(to)[:200], data={"delivery": delivery.pk})
        for delivery, to in zip(deliveries, arrivals, strict=True)
    ]
    audit.record_all(lines, by=SYSTEM, at=at)
    return len(arrivals)


def _made(delivery_ids: Sequence[int], *, at: datetime) -> list[Document]:
    """Return the receivers' own documents in the order of the deliveries.

    Copied in the database: the list of receivers alone is long where everybody is one.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MAKE, [Direction.INCOMING.value, State.ARRIVED.value, at, at, at, list(delivery_ids)])
        keys = [key for (key,) in cursor.fetchall()]
    made = Document.objects.defer("recipients").in_bulk(keys)
    return [made[key] for key in keys]


def _pass_files(pairs: Sequence[Pair], *, at: datetime) -> None:
    rows: dict[int, list[DocumentFile]] = defaultdict(list)
    going = DocumentFile.objects.filter(role__in=GOING, replaced_at=None, document__in={one.pk for one, _to in pairs})
    for row in going.select_related("use"):
        rows[row.document_id].append(row)
    passed = [(row, to) for source, to in pairs for row in rows[source.pk]]
    gifts = [files.Gift(use_id=row.use_id, from_owner=row.use.owner, owner=to.key) for row, to in passed]
    DocumentFile.objects.bulk_create(
        DocumentFile(document=to, role=row.role, use=use, ordinal=row.ordinal, added_at=at)
        for (row, to), use in zip(passed, files.give(gifts=gifts, by=SYSTEM, at=at), strict=True)
    )


def _copy_texts(pairs: Sequence[Pair]) -> None:
    columns = [to.pk for _one, to in pairs], [to.agency_id for _one, to in pairs], [one.pk for one, _to in pairs]
    with connection.cursor() as cursor:
        cursor.execute(_COPY_WORDS, columns)


def _copy_links(pairs: Sequence[Pair], *, at: datetime) -> None:
    """Let a replacement or a correction stand beside what it replaces or corrects at the receiver too."""
    told = defaultdict(list)
    for link in DocumentLink.objects.filter(source__in={one.pk for one, _to in pairs}, kind__in=NOTES):
        told[link.source_id].append(link)
    for source, arrival in pairs:
        for link in told[source.pk]:
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
