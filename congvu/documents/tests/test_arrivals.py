"""Incoming documents: taken in, registered, noted on, given to a person, answered; or sent back, or recalled."""

import datetime as dt
import io

import pytest

from congvu.audit.models import Entry
from congvu.documents import operations, queries
from congvu.documents.lifecycle import StepNotAllowed
from congvu.documents.models import Delivery, Document, DocumentFile, Holding
from congvu.documents.tests.arriving import delivered, open_office, outgoing, pdf
from congvu.files.models import FileUse
from congvu.files.queries import FileMissing, StateSecret
from congvu.kit import outbox
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import NotAllowed
from congvu.numbering.models import Book, BookEntry
from congvu.numbering.operations import BookClosed
from congvu.people import operations as people
from congvu.people import queries as powers
from congvu.people.models import AgencySuccession
from congvu.printing import operations as printing

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return open_office()


def waits(office, role, task):
    who = office.people[role]
    grants = powers.grants(official_id=who.id, at=office.now)
    return [row.document for row in queries.waiting(grants=grants, official_id=who.id, tasks=[task]).rows]


def test_a_letter_by_post_goes_from_the_counter_to_its_answer(office):
    document = office.registered()
    assert (document.state, document.arrival_number, document.arrival_year) == ("registered", 1, 2026)
    assert waits(office, "leader", "direct") == [document]
    note = operations.NoteIn(
        text="Phòng Kinh tế chủ trì, Văn phòng phối hợp.",
        lead=operations.Party(unit_id=office.units["KT"].pk),
        coordinators=[operations.Party(unit_id=office.units["VP"].pk)],
        days=5,
    )
    directive = operations.direct(document_id=document.pk, given=note, **office.by("leader"))
    assert directive.due_at.date() == dt.date(2026, 11, 30)  # from Friday 20; Tuesday 24 is the day of culture
    assert waits(office, "head", "assign") == [document]
    assert waits(office, "other_head", "coordinate") == [document]
    operations.assign(document_id=document.pk, official_id=office.people["officer"].id, **office.by("head"))
    assert waits(office, "officer", "lead") == [document]
    operations.finish_part(document_id=document.pk, note="Văn phòng thống nhất.", **office.by("other_head"))
    answer = outgoing(office)
    operations.link_answer(document_id=document.pk, answer_id=answer.pk, **office.by("officer"))
    document.refresh_from_db()
    assert (document.state, document.holdings.filter(done_at=None).count()) == ("completed", 0)
    moves = list(document.moves.values_list("after", flat=True))
    assert moves == ["arrived", "registered", "directed", "in_progress", "completed"]


def test_paper_and_electronic_share_one_series_of_a_year(office):
    first = office.registered()
    second = delivered(open_office("H24.78", "Sở Gửi"), office).arrival
    operations.register(document_id=second.pk, **office.by("clerk"))
    office.now = office.now.replace(year=2027, month=1, day=4)
    third = office.registered(code="1/KH-X", issued_on=dt.date(2027, 1, 3))
    second.refresh_from_db()
    assert [(one.arrival_year, one.arrival_number) for one in (first, second, third)] == [
        (2026, 1),
        (2026, 2),
        (2027, 1),
    ]
    assert BookEntry.objects.filter(subject=first.key, number=1).exists()


def test_what_stands_in_the_book_already_is_said_before_it_is_entered_twice(office):
    first = office.registered()
    again = office.arrival(code=" 123 / SGĐ-VP", organ_name="sở giả định")
    assert queries.twins(again) == [first]
    with pytest.raises(operations.Twin, match="số đến 1 ngày 20/11/2026"):
        operations.register(document_id=again.pk, **office.by("clerk"))
    registered = operations.register(document_id=again.pk, is_no_twin=True, **office.by("clerk"))
    assert registered.arrival_number == 2


def test_a_closed_book_takes_no_more_and_no_number_is_lost(office):
    office.registered()
    waiting = office.arrival(code="9/X")
    Book.objects.update(closed_at=office.now)
    with pytest.raises(BookClosed):
        operations.register(document_id=waiting.pk, **office.by("clerk"))
    Book.objects.update(closed_at=None)
    assert operations.register(document_id=waiting.pk, **office.by("clerk")).arrival_number == 2


def test_the_sender_reads_each_step_of_the_receiver(office):
    delivery = delivered(open_office("H24.78", "Sở Gửi"), office)
    document, seen = delivery.arrival, []

    def status():
        delivery.refresh_from_db()
        seen.append(delivery.status)

    status()
    operations.register(document_id=document.pk, **office.by("clerk"))
    status()
    note = operations.NoteIn(text="Giao phòng.", lead=operations.Party(unit_id=office.units["KT"].pk), days=3)
    operations.direct(document_id=document.pk, given=note, **office.by("leader"))
    status()
    operations.assign(document_id=document.pk, official_id=office.people["officer"].id, **office.by("head"))
    status()
    operations.complete(document_id=document.pk, note="Đã họp thống nhất ngày 20/11.", **office.by("officer"))
    status()
    assert seen == ["01", "03", "04", "05", "06"]
    assert delivery.accepted_at is not None


def test_a_document_for_another_goes_back_with_its_reason(office):
    delivery = delivered(open_office("H24.78", "Sở Gửi"), office)
    with pytest.raises(operations.ReasonMissing):
        operations.return_to_sender(document_id=delivery.arrival_id, reason=" ", **office.by("clerk"))
    operations.return_to_sender(document_id=delivery.arrival_id, reason="Gửi nhầm cơ quan.", **office.by("clerk"))
    delivery.refresh_from_db()
    assert (delivery.status, delivery.reason) == ("02", "Gửi nhầm cơ quan.")
    with pytest.raises(StepNotAllowed):
        operations.register(document_id=delivery.arrival_id, **office.by("clerk"))


def test_a_recalled_document_is_deleted_here_and_leaves_its_trace(office):
    delivery = delivered(open_office("H24.78", "Sở Gửi"), office)
    document = delivery.arrival
    use = operations.keep_upload(stream=pdf(), name="a.pdf", agency_id=office.agency.pk, **office.by("clerk"))
    FileUse.objects.filter(pk=use.pk).update(owner=document.key)
    DocumentFile.objects.create(document=document, use=use, added_at=office.now)
    operations.register(document_id=document.pk, **office.by("clerk"))
    Delivery.objects.update(status="13", reason="Ban hành nhầm.")
    assert [one.pk for one in queries.recalls_asked([office.agency.pk])] == [delivery.pk]
    with pytest.raises(NotAllowed):
        operations.agree_to_recall(document_id=document.pk, **office.by("officer"))
    operations.agree_to_recall(document_id=document.pk, **office.by("clerk"))
    document.refresh_from_db()
    delivery.refresh_from_db()
    use.refresh_from_db()
    assert (document.state, delivery.status) == ("recalled", "15")
    assert use.released_at is not None
    assert not document.files.filter(replaced_at=None).exists()
    assert document.moves.last().note == "Ban hành nhầm."


def test_a_document_that_is_asked_back_is_not_registered_before_the_answer(office):
    delivery = delivered(open_office("H24.78", "Sở Gửi"), office)
    Delivery.objects.update(status="13")
    with pytest.raises(operations.RecallPending):
        operations.register(document_id=delivery.arrival_id, **office.by("clerk"))
    operations.refuse_recall(document_id=delivery.arrival_id, reason="Đã thực hiện xong.", **office.by("leader"))
    delivery.refresh_from_db()
    assert (delivery.status, delivery.reason) == ("16", "Đã thực hiện xong.")
    assert operations.register(document_id=delivery.arrival_id, **office.by("clerk")).arrival_number == 1


def test_everybody_does_only_their_own_step(office):
    document = office.arrival()
    note = operations.NoteIn(text="x", lead=operations.Party(unit_id=office.units["KT"].pk))
    with pytest.raises(NotAllowed):
        operations.register(document_id=document.pk, **office.by("officer"))
    operations.register(document_id=document.pk, **office.by("clerk"))
    with pytest.raises(NotAllowed):
        operations.direct(document_id=document.pk, given=note, **office.by("head"))
    operations.direct(document_id=document.pk, given=note, **office.by("leader"))
    with pytest.raises(NotAllowed):
        operations.assign(document_id=document.pk, official_id=office.people["officer"].id, **office.by("other_head"))
    operations.assign(document_id=document.pk, official_id=office.people["officer"].id, **office.by("head"))
    with pytest.raises(NotAllowed):
        operations.complete(document_id=document.pk, note="Xong.", **office.by("colleague"))
    stranger = open_office("H24.79", "Sở Lạ")
    with pytest.raises(NotAllowed):
        operations.complete(document_id=document.pk, note="Xong.", **stranger.by("leader"))
    with pytest.raises(operations.NoAnswerYet):
        operations.complete(document_id=document.pk, **office.by("officer"))


def test_what_was_put_before_one_leader_waits_for_that_one_or_the_stand_in(office):
    document = office.arrival()
    deputy = open_office("H24.80", "Sở Khác").people["leader"]
    leader = office.people["leader"]
    people.appoint(
        official_id=deputy.id,
        agency_id=office.agency.pk,
        title="Phó Giám đốc",
        valid_from=dt.date(2026, 1, 1),
        by=SYSTEM,
        at=office.now,
    )
    people.grant_role(
        official_id=deputy.id,
        role="leader",
        agency_id=office.agency.pk,
        valid_from=dt.date(2026, 1, 1),
        by=SYSTEM,
        at=office.now,
    )
    operations.register(document_id=document.pk, leader_id=leader.id, **office.by("clerk"))
    note = operations.NoteIn(text="x", readers=[operations.Party(unit_id=office.units["KT"].pk)])
    with pytest.raises(NotAllowed, match="Đào Văn Giám Đốc"):
        operations.direct(document_id=document.pk, given=note, by=deputy, at=office.now)
    people.record_absence(
        official_id=leader.id,
        delegate_id=deputy.id,
        agency_id=office.agency.pk,
        starts_at=office.now,
        ends_at=office.now + dt.timedelta(days=2),
        by=leader,
        at=office.now,
    )
    directive = operations.direct(document_id=document.pk, given=note, by=deputy, at=office.now)
    document.refresh_from_db()
    assert document.state == "informed"
    assert directive.by["name"] == "Đào Văn Giám Đốc"


def test_a_unit_gives_back_what_is_not_its_matter(office):
    document = office.in_progress()
    operations.hand_back(document_id=document.pk, reason="Thuộc Văn phòng.", **office.by("head"))
    document.refresh_from_db()
    assert document.state == "registered"
    assert waits(office, "leader", "direct") == [document]
    assert waits(office, "officer", "lead") == []


def test_a_completed_document_is_opened_again_with_who_had_it(office):
    document = office.in_progress()
    operations.complete(document_id=document.pk, note="Đã gọi điện.", **office.by("officer"))
    operations.reopen(document_id=document.pk, reason="Nơi gửi hỏi thêm.", **office.by("head"))
    assert waits(office, "officer", "lead") == [document]


@pytest.mark.parametrize("subject", ["MẬT", "Báo cáo quân số\nTỐI MẬT", "Độ mật: Tuyệt mật"])
def test_words_with_a_stamp_of_secrecy_are_kept_nowhere(office, subject):
    with pytest.raises(StateSecret):
        office.arrival(subject=subject)
    assert not Document.objects.filter(direction="in").exists()
    line = Entry.objects.get(action="documents.refuse_secret")
    assert "quân số" not in f"{line.label}{line.data}{line.subject}"


def test_a_scan_with_a_stamp_of_secrecy_is_stopped(office):
    source = '#set page(width: 210mm, height: 297mm)\n#set text(lang: "vi")\nỦY BAN NHÂN DÂN\n\nTUYỆT MẬT\n\nNội dung'
    paper = printing.print_paper(source=source, data={}, at=office.now)
    with pytest.raises(StateSecret):
        operations.keep_upload(
            stream=io.BytesIO(paper), name="bi-mat.pdf", agency_id=office.agency.pk, **office.by("clerk")
        )
    assert not FileUse.objects.exists()


def test_checks_say_what_a_clerk_has_to_look_at(office):
    paper = {one.title: one.state for one in queries.arrival_checks(office.arrival(), at=office.now)}
    assert paper == {"Chữ ký số": "look", "Nơi nhận": "look", "Đầy đủ": "look"}
    other = delivered(open_office("H24.78", "Sở Gửi"), office).arrival
    other.recipients = [{"agency": None, "name": "Sở Xa"}]
    found = {one.title: one for one in queries.arrival_checks(other, at=office.now)}
    assert [found[title].state for title in ("Chữ ký số", "Nơi nhận", "Đầy đủ")] == ["bad", "look", "bad"]
    assert "Sở Xa" in found["Nơi nhận"].words


def test_addressee_is_named_by_a_group_or_as_whose_place_was_taken(office):
    document = delivered(open_office("H24.78", "Sở Gửi"), office).arrival
    groups = queries.groups(agency_id=office.agency.pk, realm="state")

    def told(*recipients):
        document.recipients = list(recipients)
        return next(one for one in queries.arrival_checks(document, at=office.now) if one.title == "Nơi nhận")

    departments = next(one for one in groups if one.kind == "department")
    found = told({"group": departments.pk, "name": departments.name})
    assert (found.state, departments.name in found.words) == ("ok", True)
    communes = next(one for one in groups if one.kind == "commune")
    assert told({"group": communes.pk, "name": communes.name}).state == "look", "sent beside the printed receivers"
    before = open_office("H24.60", "Sở Cũ").agency
    AgencySuccession.objects.create(old=before, new=office.agency, act="Nghị quyết 1/NQ")
    found = told({"agency": before.pk, "name": "Sở Cũ"})
    assert (found.state, "Sở Cũ" in found.words) == ("look", True)
    Delivery.objects.all().delete()
    assert told({"agency": None, "name": "Sở Xa"}).state == "bad"


def test_files_of_another_clerks_shelf_are_not_taken(office):
    stranger = open_office("H24.78", "Sở Gửi")
    use = operations.keep_upload(stream=pdf(), name="a.pdf", agency_id=stranger.agency.pk, **stranger.by("clerk"))
    with pytest.raises(FileMissing):
        office.arrival(files=[str(use.pk)])
    own = operations.keep_upload(stream=pdf(3), name="a.pdf", agency_id=office.agency.pk, **office.by("clerk"))
    document = office.arrival(files=[str(own.pk)])
    assert (document.pages, document.files.get().role) == (3, "scan")


def test_the_leader_may_note_anew_and_work_goes_to_the_new_lead(office):
    document = office.in_progress()
    lead = operations.Party(official_id=office.people["other_head"].id)
    operations.direct(
        document_id=document.pk, given=operations.NoteIn(text="", lead=lead, days=2), **office.by("leader")
    )
    assert waits(office, "officer", "lead") == []
    assert waits(office, "other_head", "lead") == [document]
    with pytest.raises(operations.NobodyNamed):
        operations.direct(document_id=document.pk, given=operations.NoteIn(text="Đã xem."), **office.by("leader"))
    held = document.holdings.get(task=Holding.Task.LEAD, done_at=None)
    assert held.due_at is not None


def test_what_an_answer_answers_is_completed_when_the_answer_is_issued(office):
    document = office.in_progress()
    answer = outgoing(office, state="sealed")
    operations.link_answer(document_id=document.pk, answer_id=answer.pk, **office.by("officer"))
    document.refresh_from_db()
    assert document.state == "in_progress"
    operations.move(operations.lock(answer.pk), "issued", **office.by("clerk"))
    while outbox.deliver_due(limit=20):
        pass
    document.refresh_from_db()
    assert document.state == "completed"
    assert "7/STD-KT" in document.moves.last().note
