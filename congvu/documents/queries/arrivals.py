"""Questions about what arrived: twins in the book, what waits for whom, the book's lines."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from congvu.documents.lifecycle import Direction, State
from congvu.documents.models import Delivery, Directive, Document, DocumentLink, DocumentMove, Holding
from congvu.documents.queries.seen import seen
from congvu.documents.queries.works import open_counts, open_works
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.paging import SIZE, Page, keyset
from congvu.kit.text import fold
from congvu.people import queries as people
from congvu.people.queries import Grant

LAST = 5
"""Twins that are shown."""


def twins(document: Document) -> list[Document]:
    """Return what stands in the agency's book already with the same number, symbol and body (NĐ 30/2020, Annex VI)."""
    if not document.code:
        return []
    codes = {document.code}
    if document.number is not None:
        codes |= {f"{document.number}/{document.notation}", f"{document.number:02}/{document.notation}"}
    written = Q()
    for code in codes:
        written |= Q(code__iexact=code)
    same = Document.objects.filter(
        written, agency_id=document.agency_id, direction=Direction.INCOMING, arrival_number__isnull=False
    ).exclude(pk=document.pk)
    if document.issued_on:
        same = same.filter(Q(issued_on=None) | Q(issued_on__year=document.issued_on.year))
    organ = fold(document.organ_name)
    return [one for one in same.order_by("-registered_at")[: LAST * 10] if fold(one.organ_name) == organ][:LAST]


def standing_as(by: Actor, *, official_id: int, agency_id: int, at: datetime) -> Actor | None:
    """Return the actor as the trace names them when a work of that official is theirs: own, or of the absent one."""
    if by.kind != ActorKind.OFFICIAL or by.id is None:
        return None
    title = people.title_of(official_id=by.id, agency_id=agency_id, on=timezone.localdate(at))
    if by.id == official_id:
        agency = people.agency_of_id(agency_id)
        return replace(by, title=title, agency_code=agency.code, agency_name=agency.name)
    for grant in people.grants(official_id=by.id, at=at):
        if grant.delegated and grant.official_id == official_id and grant.agency_id == agency_id:
            return replace(
                by,
                title=title,
                agency_code=grant.agency_code,
                agency_name=grant.agency_name,
                acts_for=grant.official_name,
                acts_for_id=official_id,
            )
    return None


def open_task(document: Document, *, tasks: Collection[str], by: Actor, at: datetime) -> Holding | None:
    """Return the first open work on the document that waits for ``by``, personally or by role."""
    for held in document.holdings.filter(task__in=tasks, done_at=None).order_by("id"):
        if held.official_id is not None:
            if standing_as(by, official_id=held.official_id, agency_id=held.agency_id, at=at):
                return held
        elif people.holds(by=by, roles=[held.role], agency_id=held.agency_id, unit_id=held.unit_id, at=at):
            return held
    return None


def works_on(document: Document, *, by: Actor, at: datetime) -> Actor | None:
    """Return the actor as the trace names them when the document is theirs to settle, else None."""
    for held in document.holdings.filter(task=Holding.Task.LEAD, done_at=None, official__isnull=False):
        found = standing_as(by, official_id=held.official_id or 0, agency_id=held.agency_id, at=at)
        if found:
            return found
    wanted = [("unit_head", document.unit_id)] if document.unit_id else []
    for role, unit_id in [*wanted, ("leader", None)]:
        if people.holds(by=by, roles=[role], agency_id=document.agency_id, unit_id=unit_id, at=at):
            return people.require(by=by, roles=[role], agency_id=document.agency_id, unit_id=unit_id, at=at)
    return None


def waiting(
    *, grants: Iterable[Grant], official_id: int, tasks: Collection[str], after: str | None = None, size: int = SIZE
) -> Page[Holding]:
    """Return the open works of these kinds on arrived documents that wait for an official, the most urgent first."""
    rows = Holding.objects.select_related("document", "document__kind", "unit", "official")
    return open_works(
        rows.prefetch_related(directives_kept()),
        grants=grants,
        official_id=official_id,
        tasks=tasks,
        direction=Direction.INCOMING,
        after=after,
        size=size,
    )


def waiting_counts(*, grants: Iterable[Grant], official_id: int) -> dict[str, int]:
    """Return how many open works of each kind on arrived documents wait for an official."""
    return open_counts(grants=grants, official_id=official_id, direction=Direction.INCOMING)


def directives_kept() -> "Prefetch[str, QuerySet[Directive], str]":
    """Return the notes of leaders for a list in one query."""
    return Prefetch("document__directives", queryset=Directive.objects.order_by("id"))


def arrivals(
    *,
    grants: Iterable[Grant],
    official_id: int,
    state: str = "",
    words: str = "",
    after: str | None = None,
    size: int = SIZE,
) -> Page[Document]:
    """Return what arrived and is open to an official, the newest first, of one state or all.

    :param words: folded (``kit.text.fold``); each stands in code, body or subject
    """
    asked = Q(state=state) if state in State.values else Q()
    for word in words.split():
        asked &= Q(folded__contains=word)
    return seen(asked, held=grants, official_id=official_id, direction=Direction.INCOMING, after=after, size=size)


def book_lines(
    *, agency_id: int, year: int, month: int | None = None, after: str | None = None, size: int = 100
) -> Page[Document]:
    """Return registered documents of a year in the order of their arrival numbers, with what the book's columns ask."""
    return keyset(_in_book(agency_id, year, month), order=("arrival_number", "id"), after=after, size=size)


def book_of_month(*, agency_id: int, year: int, month: int | None = None) -> list[Document]:
    """Return all lines of a month, or of the year, to be printed."""
    return list(_in_book(agency_id, year, month).order_by("arrival_number", "id"))


def _in_book(agency_id: int, year: int, month: int | None) -> QuerySet[Document]:
    found = Document.objects.filter(
        agency_id=agency_id, direction=Direction.INCOMING, arrival_year=year, arrival_number__isnull=False
    )
    if month:
        found = found.filter(registered_at__month=month)
    answers = DocumentLink.objects.filter(kind=DocumentLink.Kind.ANSWERS).select_related("source").order_by("id")
    return found.select_related("kind", "unit").prefetch_related(
        Prefetch("directives", queryset=Directive.objects.select_related("lead_unit", "lead").order_by("id")),
        Prefetch("linked_from", queryset=answers, to_attr="answers"),
        Prefetch("holdings", queryset=Holding.objects.select_related("official", "unit").order_by("id")),
        Prefetch("moves", queryset=DocumentMove.objects.order_by("id")),
    )


def recalls_asked(agency_ids: Collection[int]) -> list[Delivery]:
    """Return deliveries to these agencies that their senders ask back, the oldest first."""
    asked = Delivery.objects.filter(receiver_id__in=agency_ids, status=Delivery.Status.RECALL_REQUESTED)
    return list(asked.select_related("arrival", "arrival__kind", "document").order_by("changed_at", "id")[:200])


def latest_answers(*, agency_id: int, since: date, limit: int = 50) -> list[Document]:
    """Return outgoing documents of an agency of the last 90 days that may be the answer, the newest first."""
    found = Document.objects.filter(
        agency_id=agency_id, direction=Direction.OUTGOING, created_at__date__gte=since - timedelta(days=90)
    )
    return list(found.exclude(state__in=[State.CANCELLED, State.RECALLED]).order_by("-sort_at", "-id")[:limit])
