"""What the desk of incoming documents shows beside its lists: today's entries, frequent senders, what I can do."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from congvu.documents.lifecycle import Direction, State
from congvu.documents.models import Delivery, Directive, Document, DocumentLink, Holding
from congvu.documents.queries.arrivals import works_on
from congvu.documents.queries.seen import seen
from congvu.documents.queries.works import held_parts, in_hand_counts
from congvu.documents.rules import has_task
from congvu.kit.actors import Actor
from congvu.people import queries as people
from congvu.people.queries import Grant

MOST_KINDS = 6
MOST_SENDERS = 200
MOST_PHRASES = 5
LOOKED_AT = 60


def frequent_senders(*, agency_id: int) -> list[str]:
    """Return the bodies that an agency's latest arrivals came from, the most frequent first."""
    return _frequent(agency_id, Direction.INCOMING, "organ_name", among=2000, most=MOST_SENDERS)


def frequent_kinds(*, agency_id: int) -> list[int]:
    """Return the kinds of an agency's latest documents, by their keys, the most frequent first."""
    return _frequent(agency_id, Direction.OUTGOING, "kind_id", among=500, most=MOST_KINDS)


def _frequent(agency_id: int, direction: str, name: str, *, among: int, most: int) -> list[Any]:
    latest = Document.objects.filter(agency_id=agency_id, direction=direction).order_by("-sort_at", "-id")
    found = Counter(latest.values_list(name, flat=True)[:among])
    return [value for value, _times in found.most_common(most)]


def just_registered(*, agency_id: int, public_id: str) -> Document | None:
    """Return what was entered last, as the address of the form says."""
    try:
        return Document.objects.filter(agency_id=agency_id, public_id=UUID(public_id)).select_related("kind").first()
    except ValueError:
        return None


def registered_on(*, agency_id: int, day: date) -> int:
    """Return how many documents an agency registered on a day."""
    of_year = Document.objects.filter(agency_id=agency_id, direction=Direction.INCOMING, arrival_year=day.year)
    return of_year.filter(registered_at__date=day).count()


def own_phrases(*, official_id: int) -> list[str]:
    """Return what a leader wrote most often in the last notes, to be taken again by one press."""
    last = Directive.objects.filter(by__id=official_id).order_by("-id").values_list("text", flat=True)[:LOOKED_AT]
    return [text for text, times in Counter(last).most_common(MOST_PHRASES) if times > 1 and len(text) < 200]


def waiting_to_sign(*, grants: Iterable[Grant], official_id: int) -> int:
    """Return how many outgoing documents wait for an official's signature."""
    return in_hand_counts(grants=grants, official_id=official_id).get(Holding.Task.SIGN, 0)


def answers_of(document: Document) -> list[Document]:
    """Return the outgoing documents that answer this one."""
    links = DocumentLink.objects.filter(target=document, kind=DocumentLink.Kind.ANSWERS).select_related("source")
    return [link.source for link in links.order_by("id")]


def arrival_deeds(document: Document, *, by: Actor, at: datetime) -> set[str]:
    """Return what somebody can do with an arrived document now: the buttons that its page shows."""
    state, found = document.state, set[str]()

    def held(*roles: str, unit_id: int | None = None) -> bool:
        return people.holds(by=by, roles=roles, agency_id=document.agency_id, unit_id=unit_id, at=at)

    if state == State.ARRIVED and held("clerk"):
        found |= {"register", "return"}
    if state == State.REGISTERED and has_task(document, Holding.Task.DIRECT, by=by, at=at):
        found.add("direct")
    if state in (State.DIRECTED, State.IN_PROGRESS, State.INFORMED) and held("leader"):
        found.add("direct")
    led = state in (State.DIRECTED, State.IN_PROGRESS) and document.unit_id
    if led and held("unit_head", unit_id=document.unit_id):
        found |= {"assign", "hand-back"}
    if has_task(document, Holding.Task.COORDINATE, by=by, at=at):
        found.add("opinion")
    if state == State.IN_PROGRESS and works_on(document, by=by, at=at):
        found |= {"answer", "complete"}
    if state == State.COMPLETED and held("unit_head", "leader", unit_id=document.unit_id):
        found.add("reopen")
    asked = Delivery.objects.filter(arrival=document, status=Delivery.Status.RECALL_REQUESTED)
    if held("clerk", "leader") and asked.exists():
        found |= {"agree-recall", "refuse-recall"}
    return found


def of_agency(
    *, grants: Iterable[Grant], official_id: int, agency_id: int, words: str = "", limit: int = 30
) -> list[Document]:
    """Return documents of an agency, in and out, that an official sees, the newest first; ``words`` are folded."""
    asked = Q(agency_id=agency_id)
    for word in words.split():
        asked &= Q(folded__contains=word)
    return seen(asked, held=grants, official_id=official_id, size=limit).rows


def in_hand(*, grants: Iterable[Grant], official_id: int, size: int = 100) -> list[Holding]:
    """Return all open works on documents, in and out, that wait for an official, the most urgent first."""
    # of one's own and of each role apart: each is read in its order by an index of its own
    found: dict[int, Holding] = {}
    for mine in held_parts(grants, official_id):
        rows = Holding.objects.filter(mine, done_at=None).select_related("document__kind")
        found |= {row.pk: row for row in rows.order_by("sort_at", "id")[:size]}
    return sorted(found.values(), key=lambda row: (row.sort_at, row.pk))[:size]
