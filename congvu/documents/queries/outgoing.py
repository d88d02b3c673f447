"""Questions about outgoing documents: what waits for whom, what was issued, one document's page."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Count, Q

from congvu.documents import rules
from congvu.documents.lifecycle import Direction, State
from congvu.documents.models import Delivery, Document, Holding, SigningPower
from congvu.documents.queries.seen import seen
from congvu.documents.queries.works import open_counts, open_works
from congvu.kit.actors import Actor
from congvu.kit.paging import SIZE, Page, keyset
from congvu.people import queries as people
from congvu.people.queries import Grant

Task = Holding.Task
TABS: dict[str, tuple[str, ...]] = {
    "write": (Task.WRITE,),
    "check": (Task.CHECK_CONTENT, Task.CHECK_FORMAT, Task.ALLOW_COPY),
    "sign": (Task.SIGN,),
    "number": (Task.NUMBER, Task.SEAL, Task.MAKE_COPY, Task.ISSUE),
    "read": (Task.READ,),
}
"""Parts of the work on outgoing documents, as a list shows them."""


def drafts_waiting(
    *, grants: Iterable[Grant], official_id: int, tab: str, after: str | None = None, size: int = SIZE
) -> Page[Holding]:
    """Return the open works of a tab on outgoing documents that wait for an official, the most urgent first."""
    return open_works(
        Holding.objects.select_related("document__kind", "document__unit", "document__drafter"),
        grants=grants,
        official_id=official_id,
        tasks=TABS[tab],
        direction=Direction.OUTGOING,
        after=after,
        size=size,
    )


def draft_counts(*, grants: Iterable[Grant], official_id: int) -> dict[str, int]:
    """Return how many open works of each tab wait for an official."""
    rows = open_counts(grants=grants, official_id=official_id, direction=Direction.OUTGOING)
    return {tab: sum(rows.get(task, 0) for task in tasks) for tab, tasks in TABS.items()}


def own_drafts(*, official_id: int, after: str | None = None, size: int = SIZE) -> Page[Document]:
    """Return the outgoing documents an official drew up, the newest first, wherever they stand."""
    found = Document.objects.filter(drafter_id=official_id, direction=Direction.OUTGOING).select_related("kind")
    return keyset(found, order=("-sort_at", "-id"), after=after, size=size)


def issued(
    *, held: Iterable[Grant], official_id: int, agency_ids: Collection[int], after: str | None = None, size: int = SIZE
) -> Page[Document]:
    """Return issued and recalled documents of agencies that an official sees, the newest first, with their answers."""
    asked = Q(agency_id__in=agency_ids, state__in=[State.ISSUED, State.RECALLED])
    return seen(asked, held=held, official_id=official_id, direction=Direction.OUTGOING, after=after, size=size)


def delivery_counts(documents: Iterable[Document]) -> dict[int, tuple[int, int]]:
    """Return for each document how many receivers have accepted it, of how many."""
    accepted = Q(status__in=["03", "04", "05", "06"])
    rows = (
        Delivery.objects.filter(document_id__in=[one.pk for one in documents])
        .values_list("document_id")
        .annotate(have=Count("id", filter=accepted), total=Count("id"))
    )
    return {document_id: (have, all_of) for document_id, have, all_of in rows}


def deeds(document: Document, *, by: Actor, at: datetime) -> list[str]:
    """Return what an official can do with an outgoing document now, the main thing first."""
    found = [
        name
        for state, task, names in STEPS
        if document.state == state and rules.has_task(document, task, by=by, at=at)
        for name in names
    ]
    clerk = people.holds(by=by, roles=["clerk"], agency_id=document.agency_id, at=at)
    leader = people.holds(by=by, roles=["leader"], agency_id=document.agency_id, at=at)
    if document.state == State.SIGNING and clerk:
        found.append("change_signer")
    if document.state == State.ISSUED and (clerk or leader):
        found += ["send_to", "recall", "lend_kept_copy"] if clerk else ["recall"]
    return found


STEPS: tuple[tuple[str, Holding.Task, tuple[str, ...]], ...] = (
    (State.DRAFT, Task.WRITE, ("submit", "edit", "ask_opinion", "cancel")),
    (State.CONTENT_CHECK, Task.CHECK_CONTENT, ("approve_content", "send_back")),
    (State.FORMAT_CHECK, Task.CHECK_FORMAT, ("approve_format", "send_back", "cancel")),
    (State.SIGNING, Task.SIGN, ("sign", "send_back")),
    (State.SIGNED, Task.NUMBER, ("number", "cancel")),
    (State.NUMBERED, Task.SEAL, ("seal", "cancel")),
    (State.SEALED, Task.ISSUE, ("issue", "cancel")),
    (State.COPY_ASKED, Task.ALLOW_COPY, ("allow_copy", "cancel")),
    (State.COPY_ALLOWED, Task.MAKE_COPY, ("make_copy", "cancel")),
)
"""In which state whoever has the document for a task can do what."""


def holders(document: Document) -> list[Holding]:
    """Return in whose hand a document is now."""
    return list(document.holdings.filter(done_at=None).select_related("official", "unit").order_by("id"))


def agency_powers(agency_ids: Collection[int]) -> list[SigningPower]:
    """Return every signing power of agencies that has not been over for long, those in force first."""
    return list(
        SigningPower.objects.filter(agency_id__in=agency_ids)
        .select_related("official", "agency")
        .order_by("agency__sort_key", "valid_to", "official__sort_key")
    )
