"""From issue to the receivers' lists: twenty documents a second to three agencies each, then one to five hundred."""

import threading
import time

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from congvu.documents import operations
from congvu.documents.models import Delivery, Document, Holding
from congvu.documents.tests.arriving import OPENED, SINCE
from congvu.documents.tests.drafts import Sending
from congvu.kit.actors import SYSTEM
from congvu.people import operations as people
from congvu.people.models import Agency
from tools.bench import scale
from tools.bench.figures import Figures

A_SECOND, RECEIVERS, PROVINCE = 20, 3, 500
PATIENCE = 120.0
LOOKS = 0.02
"""Seconds between two looks at what has arrived."""


def prepare(sending: Sending, *, number: int) -> list[int]:
    """Bring a document to its last step and copy it; return the ids of documents that wait to be issued.

    The first goes to every agency of the province, the others to three each.
    """
    agencies = [_agency(one) for one in range(PROVINCE)]
    some = [{"agency": one.pk, "name": one.name, "role": "to"} for one in agencies[:RECEIVERS]]
    original = sending.brought("seal", recipients=some)
    scale.copy_documents(originals=[original.pk], copies=range(1, number + 1))
    everybody = [{"agency": one.pk, "name": one.name, "role": "to"} for one in agencies]
    Document.objects.filter(pk=original.pk).update(recipients=everybody)
    return [original.pk, *(original.pk + n * scale.FAR for n in range(1, number + 1))]


def _agency(number: int) -> Agency:
    name = f"Cơ quan nhận thứ {number + 1}"
    return people.open_agency(
        code=f"H24.6{number:04}", name=name, kind="department", valid_from=SINCE, by=SYSTEM, at=OPENED
    )


def measure(sending: Sending, waiting: list[int], figures: Figures) -> None:
    """Issue them while the outbox runs, at a steady pace; watch when each stands in its receivers' hands."""
    everybody, steady = waiting[0], waiting[1:]
    _issue(sending, steady.pop())
    spent = _watched(sending, steady, pace=A_SECOND)
    figures.add_times(f"issued to receivers' lists, {A_SECOND} documents a second to {RECEIVERS}", spent)
    since = time.perf_counter()
    _issue(sending, everybody)
    figures.add(f"one document issued to {PROVINCE} agencies", (time.perf_counter() - since) * 1000, "ms", 1)
    while _arrived([everybody]) < PROVINCE:
        if time.perf_counter() - since > PATIENCE:
            raise RuntimeError("not all agencies have it")
        time.sleep(LOOKS)
    figures.add(f"it is in the lists of {PROVINCE} agencies after", time.perf_counter() - since, "s", 1)


def _issue(sending: Sending, document_id: int) -> None:
    operations.issue(document_id=document_id, by=sending.office.people["clerk"], at=timezone.now())


def _watched(sending: Sending, ids: list[int], *, pace: float) -> list[float]:
    """Return how many seconds each delivery took from the press of the button."""
    begun: dict[int, float] = {}
    seen: dict[int, tuple[int, float]] = {}
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(ids, seen, over))
    watcher.start()
    first = time.perf_counter()
    for place, document_id in enumerate(ids):
        time.sleep(max(0.0, first + place / pace - time.perf_counter()))
        begun[document_id] = time.perf_counter()
        _issue(sending, document_id)
    over.set()
    watcher.join()
    return [at - begun[document_id] for document_id, at in seen.values()]


def _watch(ids: list[int], seen: dict[int, tuple[int, float]], over: threading.Event) -> None:
    """Note for each delivery when its arrival is in the hand of the receiver's clerk."""
    patience = None
    while len(seen) < len(ids) * RECEIVERS:
        rows = _in_hand(ids).exclude(pk__in=list(seen)).values_list("pk", "document_id")
        now = time.perf_counter()
        seen |= {pk: (document_id, now) for pk, document_id in rows}
        if over.is_set():
            patience = patience or now + PATIENCE
            if now > patience:
                break
        time.sleep(LOOKS)
    connection.close()


def _in_hand(ids: list[int]) -> "QuerySet[Delivery]":
    held = Holding.objects.filter(task=Holding.Task.RECEIVE, done_at=None).values("document_id")
    return Delivery.objects.filter(document_id__in=ids, arrival_id__in=held)


def _arrived(ids: list[int]) -> int:
    return _in_hand(ids).count()
