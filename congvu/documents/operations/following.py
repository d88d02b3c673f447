"""What a replacement or a correction does: at the sender when it is issued, at a receiver when it is registered.

Whoever got the first one gets what follows it; books say so on both sides; work on what was replaced ends, and who had
it in hand reads the new one (NĐ 30/2020 Đ.18.4).
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from congvu.documents.lifecycle import State
from congvu.documents.models import Delivery, Document, DocumentLink, Holding
from congvu.documents.operations.holding import done, hand_to
from congvu.documents.operations.moves import lock, move, trace
from congvu.documents.operations.senders import tell_sender
from congvu.kit.actors import Actor
from congvu.numbering import operations as numbering

Kind = DocumentLink.Kind
FOLLOWING = (Kind.REPLACES, Kind.CORRECTS)
AT_WORK = frozenset({State.REGISTERED, State.DIRECTED, State.IN_PROGRESS})


def words_of(kind: str, document: Document) -> str:
    """Say what became of the first one: "Thay thế bằng văn bản 15/QĐ-UBND ngày 20/11/2026"."""
    said = {
        Kind.REPLACES: _("Thay thế bằng văn bản %(code)s ngày %(day)s"),
        Kind.CORRECTS: _("Đính chính bằng văn bản %(code)s ngày %(day)s"),
    }[Kind(kind)]
    return said % {"code": document.code, "day": f"{document.issued_on:%d/%m/%Y}" if document.issued_on else "…"}


def receivers_before(document: Document) -> list[dict[str, Any]]:
    """Return the agencies that got on the system what this document replaces or corrects, as receivers."""
    first = document.links.filter(kind__in=FOLLOWING).values("target")
    sent = Delivery.objects.filter(document__in=first, way=Delivery.Way.SYSTEM, receiver__isnull=False)
    sent = sent.exclude(status__in=[Delivery.Status.REJECTED, Delivery.Status.RECALL_AGREED]).order_by("id")
    return [{"agency": one.receiver_id, "name": one.receiver_name, "role": "to"} for one in sent]


def note_issued(document: Document, *, by: Actor, at: datetime) -> None:
    """Write into the sender's book, beside the first one, what follows it."""
    for link in document.links.filter(kind__in=FOLLOWING).select_related("target"):
        numbering.note_in_book(subject=link.target.key, text=words_of(link.kind, document), by=by, at=at)


def take_effect(arrival: Document, *, by: Actor, at: datetime) -> list[Document]:
    """Let a replacement or correction that was just registered do its work on the receiver's first one.

    :return: the documents it follows
    """
    found = []
    for link in arrival.links.filter(kind__in=FOLLOWING).order_by("id"):
        first = lock(link.target_id)
        words = words_of(link.kind, arrival)
        numbering.note_in_book(subject=first.key, text=words, by=by, at=at)
        for held in first.holdings.filter(done_at=None).exclude(task=Holding.Task.RECEIVE):
            hand_to(
                arrival, Holding.Task.READ, official_id=held.official_id, role=held.role, unit_id=held.unit_id, at=at
            )
        if link.kind == Kind.REPLACES and first.state in AT_WORK:
            move(first, State.COMPLETED, by=by, at=at, note=words)
            done(first, at=at)
            tell_sender(first, Delivery.Status.COMPLETED, at=at)
        trace(first, "followed", by=by, at=at, data={"by": arrival.pk, "kind": link.kind})
        found.append(first)
    return found
