"""Who has a document in hand: handing it on, taking it out of a hand, what was seen."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from congvu.documents.models import Document, DocumentLink, Holding, Urgency
from congvu.documents.operations import sight
from congvu.kit.actors import Actor
from congvu.kit.operation import joining
from congvu.people import queries as people

EARLIER = {
    Urgency.URGENT: timedelta(days=1),
    Urgency.VERY_URGENT: timedelta(days=3),
    Urgency.AT_ONCE: timedelta(days=30),
    Urgency.TIMED: timedelta(days=30),
}
"""How much before its day an urgent document stands in a list of work."""


def hand_to(
    document: Document,
    task: Holding.Task,
    *,
    official_id: int | None = None,
    role: str = "",
    unit_id: int | None = None,
    due_at: datetime | None = None,
    at: datetime,
) -> Holding:
    """Put a document into somebody's hand: a named official's, or that of whoever has a role (in a unit).

    Given twice for the same task it stays one open row.
    """
    if not official_id and not role:
        raise ValueError("a document is handed to somebody")
    sort_at = (due_at or at) - EARLIER.get(Urgency(document.urgency), timedelta())
    who = {"official_id": official_id, "role": "" if official_id else role, "unit_id": unit_id}
    row, made = Holding.objects.get_or_create(
        document=document,
        agency_id=document.agency_id,
        task=task,
        done_at=None,
        **who,
        defaults={"begun_at": at, "due_at": due_at, "sort_at": sort_at},
    )
    if made:
        sight.let_in(sight.of_holding(row, document))
    elif row.due_at != due_at:
        row.due_at, row.sort_at = due_at, sort_at
        row.save(update_fields=["due_at", "sort_at"])
    return row


def hand_new(
    documents: Iterable[Document],
    task: Holding.Task,
    *,
    role: str,
    until: Callable[[Document], datetime],
    at: datetime,
) -> None:
    """Put documents that were just made, and are in nobody's hand, into that of whoever has a role in their agency.

    :param until: the limit of each
    """
    rows = [
        Holding(
            document=document,
            agency_id=document.agency_id,
            task=task,
            role=role,
            begun_at=at,
            due_at=until(document),
            sort_at=until(document) - EARLIER.get(Urgency(document.urgency), timedelta()),
        )
        for document in documents
    ]
    Holding.objects.bulk_create(rows)
    sight.let_in(one for row in rows for one in sight.of_holding(row, row.document))


def work_due(document: Document) -> datetime | None:
    """Return until when an outgoing document has to be ready: the deadline of what it answers, None without one."""
    asked = document.links.filter(kind=DocumentLink.Kind.ANSWERS, target__due_at__isnull=False)
    return asked.order_by("target__due_at").values_list("target__due_at", flat=True).first()


def done(
    document: Document, tasks: Iterable[Holding.Task] = (), *, official_id: int | None = None, at: datetime
) -> int:
    """Take the document out of hands: of these tasks (all without), of one official or of everybody; return how many.

    Who had it still sees it.
    """
    rows = Holding.objects.filter(document=document, done_at=None)
    if tasks := tuple(tasks):
        rows = rows.filter(task__in=tasks)
    if official_id is not None:
        rows = rows.filter(official_id=official_id)
    return rows.update(done_at=at)


@joining
def note_seen(document: Document, *, by: Actor, at: datetime) -> None:
    """Keep when a holder first opened the document; what is only to be read is done by that."""
    own = Holding.objects.filter(document=document, official_id__in=[who for who in (by.id, by.acts_for_id) if who])
    own.filter(seen_at=None).update(seen_at=at)
    own.filter(task=Holding.Task.READ, done_at=None).update(done_at=at)
    for held in document.holdings.filter(task=Holding.Task.READ, done_at=None, official=None):
        if people.holds(by=by, roles=[held.role], agency_id=held.agency_id, unit_id=held.unit_id, at=at):
            Holding.objects.filter(pk=held.pk).update(done_at=at, seen_at=at)
