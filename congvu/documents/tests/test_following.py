"""A replacement, a correction: to whom they go, what they do to the first one at the receiver, what the books say."""

import pytest

from congvu.documents import operations, queries
from congvu.documents.models import DocumentLink, Holding
from congvu.documents.tests.drafts import deliver, open_sending
from congvu.numbering.models import BookNote

pytestmark = pytest.mark.django_db
Kind = DocumentLink.Kind


@pytest.fixture
def sending(settings, tmp_path):
    settings.VAR = tmp_path
    return open_sending()


def at_work(sending, document):
    """The receiver registers what arrived and gives it to an officer."""
    other, arrival = sending.other, document.deliveries.get().arrival
    operations.register(document_id=arrival.pk, **other.by("clerk"))
    lead = operations.Party(official_id=other.people["officer"].id)
    operations.direct(
        document_id=arrival.pk, given=operations.NoteIn(text="Xử lý", lead=lead, days=5), **other.by("leader")
    )
    return arrival


def following(sending, first, kind):
    new = sending.begun(recipients=[])
    operations.link_document(document_id=new.pk, kind=kind, target_id=first.pk, **sending.office.by("officer"))
    new = sending.brought("issue", new)
    deliver()
    return new, new.deliveries.get().arrival


def test_replacement_reaches_who_had_the_first_one_and_ends_the_work_on_it(sending):
    first = sending.delivered()
    old = at_work(sending, first)
    new, arrived = following(sending, first, Kind.REPLACES)
    old.refresh_from_db()
    assert old.state == "in_progress", "nothing happens before the receiver's clerk has looked at it"
    assert [one.source for one in queries.followed_by(old)] == [arrived]
    operations.register(document_id=arrived.pk, **sending.other.by("clerk"))
    old.refresh_from_db()
    assert old.state == "completed"
    assert not old.holdings.filter(done_at=None).exists()
    officer = sending.other.people["officer"].id
    assert arrived.holdings.filter(task=Holding.Task.READ, official_id=officer, done_at=None).exists()
    said = sorted(BookNote.objects.values_list("text", flat=True))
    assert said == [f"Thay thế bằng văn bản {new.code} ngày 20/11/2026"] * 2, "in the sender's book and the receiver's"
    first.refresh_from_db()
    assert first.deliveries.get().status == "06"
    assert [one.source for one in queries.followed_by(first)] == [new]


def test_correction_is_read_by_who_works_on_the_first_one_and_work_goes_on(sending):
    first = sending.delivered()
    old = at_work(sending, first)
    _new, arrived = following(sending, first, Kind.CORRECTS)
    operations.register(document_id=arrived.pk, **sending.other.by("clerk"))
    old.refresh_from_db()
    assert old.state == "in_progress"
    officer = sending.other.people["officer"].id
    assert arrived.holdings.filter(task=Holding.Task.READ, official_id=officer).exists()
    assert BookNote.objects.filter(text__startswith="Đính chính bằng").count() == 2


def test_only_what_the_agency_issued_is_replaced(sending):
    draft, other_draft = sending.begun(), sending.begun()
    arrived = sending.office.in_progress()
    for target in (other_draft, arrived):
        with pytest.raises(operations.DraftRefused, match="đã phát hành"):
            operations.link_document(
                document_id=draft.pk, kind=Kind.REPLACES, target_id=target.pk, **sending.office.by("officer")
            )
    with pytest.raises(operations.DraftRefused):
        operations.link_document(
            document_id=draft.pk, kind="nonsense", target_id=arrived.pk, **sending.office.by("officer")
        )
