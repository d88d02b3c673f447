"""Several at once, with real threads and connections: numbers, signatures, recall."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection

from congvu.documents import operations
from congvu.documents.lifecycle import State
from congvu.documents.models import Delivery, Document, Holding
from congvu.documents.operations import numbers, papers
from congvu.documents.tests.arriving import hire
from congvu.documents.tests.drafts import open_sending
from congvu.kit.errors import Declined, Refusal
from congvu.numbering.models import BookEntry
from congvu.people.models import Role

pytestmark = pytest.mark.django_db(transaction=True)
CLERKS = 50


@pytest.fixture
def sending(settings, tmp_path):
    settings.VAR = tmp_path
    return open_sending()


def at_once(*deeds):
    """Let every deed begin at the same moment, each on a connection of its own; return what came of each."""
    gate = threading.Barrier(len(deeds), timeout=60)

    def run(deed):
        try:
            connection.ensure_connection()
            gate.wait()
            return deed()
        except (Declined, OperationalError) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(deeds)) as room:
        return list(room.map(run, deeds))


def signed_many(sending, count):
    """Return documents that wait for their numbers: copies of one that went the whole way so far."""
    first = sending.brought("approve_format")
    paper = papers.main_file(first).use
    made = []
    for _turn in range(count):
        document = Document.objects.get(pk=first.pk)
        document.pk = document.public_id = None
        document.public_id = Document._meta.get_field("public_id").default()
        document.state = State.SIGNED
        document._state.adding = True
        document.save()
        papers.replace_main(document, paper, at=sending.office.now)
        operations.hand_to(document, Holding.Task.NUMBER, role=Role.CLERK, at=sending.office.now)
        made.append(document.pk)
    return made


def test_fifty_clerks_number_at_once_and_one_dies_in_the_middle(sending, monkeypatch):
    waiting, by = signed_many(sending, CLERKS), sending.office.by("clerk")
    doomed, write = waiting[20], numbers.write_number

    def dying(document, paper, *, at):
        done = write(document, paper, at=at)
        if document.pk == doomed:  # the number is taken: now the machine goes down
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return done

    monkeypatch.setattr(numbers, "write_number", dying)
    results = at_once(*[lambda pk=pk: operations.number(document_id=pk, **by) for pk in waiting])
    assert [pk for pk, found in zip(waiting, results, strict=True) if isinstance(found, Exception)] == [doomed]
    given = sorted(Document.objects.filter(number__isnull=False).values_list("number", flat=True))
    assert given == list(range(1, CLERKS)), "neither a gap nor a number twice"

    monkeypatch.setattr(numbers, "write_number", write)
    again = operations.number(document_id=doomed, **by)
    assert again.number == CLERKS
    assert BookEntry.objects.count() == CLERKS


def test_two_at_one_document_one_signs_or_one_returns(sending):
    document = sending.brought("approve_format")
    by = sending.office.by("leader")
    results = at_once(
        lambda: operations.sign(document_id=document.pk, **by),
        lambda: operations.send_back(document_id=document.pk, reason="Sửa lại", **by),
        lambda: operations.sign(document_id=document.pk, **by),
    )
    document.refresh_from_db()
    assert sum(isinstance(found, Document) for found in results) == 1
    assert document.state in {State.SIGNED, State.DRAFT}
    assert document.moves.count() == 5, "one step more than before, not two"


def test_two_leaders_note_on_one_document_and_the_second_is_told(sending):
    office = sending.office
    document = office.registered()
    deputy = hire(office.agency, office.units, "deputy", "Lê Phó Giám Đốc", "Phó Giám đốc", "leader", None)
    at = office.by("leader")["at"]

    def note(by, unit):
        lead = operations.Party(unit_id=office.units[unit].pk)
        given = operations.NoteIn(text=f"Giao {unit}", lead=lead, days=3, seen=0)
        return lambda: operations.direct(document_id=document.pk, given=given, by=by, at=at)

    results = at_once(note(office.people["leader"], "KT"), note(deputy, "VP"))
    assert document.directives.count() == 1
    (told,) = [one for one in results if isinstance(one, Refusal)]
    assert "vừa bút phê" in str(told)
    document.refresh_from_db()
    assert document.holdings.filter(done_at=None).count() == 1, "one unit has it, not two"


def test_recall_and_registration_never_both_win(sending):
    for _turn in range(4):
        document = sending.brought("issue")
        delivery = document.deliveries.get()
        arrival = operations.arrive(delivery_id=delivery.pk, at=sending.office.now)
        here, there = sending.office.by("clerk"), sending.other.by("clerk")
        results = at_once(
            lambda pk=document.pk, by=here: operations.recall(document_id=pk, reason="Sai", **by),
            lambda pk=arrival.pk, by=there: operations.register(document_id=pk, **by),
        )
        delivery.refresh_from_db()
        arrival.refresh_from_db()
        assert isinstance(results[0], Document), results
        assert (delivery.status, arrival.state) in {
            (Delivery.Status.RECALL_AGREED, State.RECALLED),
            (Delivery.Status.RECALL_REQUESTED, State.REGISTERED),
        }
        assert isinstance(results[1], Document) is (arrival.state == State.REGISTERED)


def test_recall_and_delivery_at_once_leave_nothing_on_the_receivers_desk(sending):
    document = sending.brought("issue")
    delivery = document.deliveries.get()
    by = sending.office.by("clerk")
    at_once(
        lambda: operations.recall(document_id=document.pk, reason="Sai", **by),
        lambda: operations.arrive(delivery_id=delivery.pk, at=by["at"]),
    )
    operations.arrive(delivery_id=delivery.pk, at=by["at"])  # the outbox tries again
    delivery.refresh_from_db()
    assert delivery.status == Delivery.Status.RECALL_AGREED
    assert not Holding.objects.filter(agency=sending.other.agency, done_at=None).exists()
