"""Assignments: given, passed down, extended, reported, judged; what is late and why."""

import datetime as dt

import pytest

from congvu.assignments import operations, queries
from congvu.assignments.models import Assignment
from congvu.documents.tests.arriving import open_office, outgoing
from congvu.files.queries import StateSecret
from congvu.kit.errors import NotAllowed
from congvu.people import queries as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return open_office()


def give(office, **more):
    lead = operations.Doer(agency_id=office.agency.pk, unit_id=office.units["KT"].pk)
    facts = {"content": "Rà soát thủ tục", "lead": lead, "source": "meeting", "source_text": "Giao ban", "days": 3}
    given = operations.AssignmentIn(**{**facts, **more})
    return operations.give(agency_id=office.agency.pk, given=given, **office.by("leader"))


def view(office, role, name):
    who = office.people[role].id
    grants = people.grants(official_id=who, at=office.now)
    return queries.assignments(grants=grants, official_id=who, view=name, now=office.now).rows


def test_from_the_meeting_to_the_grade(office):
    task = give(office)
    assert view(office, "head", "mine") == [task]
    operations.pass_down(assignment_id=task.pk, official_id=office.people["officer"].id, **office.by("head"))
    assert view(office, "officer", "mine") == [task]
    assert view(office, "colleague", "all") == []
    operations.start(assignment_id=task.pk, **office.by("officer"))
    product = outgoing(office)
    operations.report(assignment_id=task.pk, words="Đã rà soát.", product_id=product.pk, **office.by("officer"))
    with pytest.raises(NotAllowed):
        operations.judge(assignment_id=task.pk, is_accepted=True, grade=5, **office.by("officer"))
    operations.judge(assignment_id=task.pk, is_accepted=False, words="Thiếu phụ lục.", **office.by("leader"))
    operations.report(assignment_id=task.pk, words="Đã bổ sung.", **office.by("officer"))
    with pytest.raises(operations.AssignmentRefused, match="1 đến 5"):
        operations.judge(assignment_id=task.pk, is_accepted=True, **office.by("leader"))
    operations.judge(assignment_id=task.pk, is_accepted=True, grade=4, **office.by("leader"))
    task.refresh_from_db()
    assert (task.state, task.grade) == ("done_in_time", 4)
    assert [move.after for move in task.moves.all()] == [
        "new",
        "in_progress",
        "awaiting",
        "in_progress",
        "awaiting",
        "done_in_time",
    ]


def test_more_time_is_asked_for_once_and_the_first_deadline_stays_on_record(office):
    task = give(office)
    ask = {"assignment_id": task.pk, "until": dt.date(2026, 12, 10)}
    with pytest.raises(operations.AssignmentRefused, match="lý do"):
        operations.ask_extension(**ask, reason="", **office.by("head"))
    operations.ask_extension(**ask, reason="Chờ số liệu.", **office.by("head"))
    with pytest.raises(operations.AssignmentRefused, match="đang chờ"):
        operations.ask_extension(**ask, reason="Nữa.", **office.by("head"))
    with pytest.raises(NotAllowed):
        operations.answer_extension(assignment_id=task.pk, is_granted=True, **office.by("head"))
    operations.answer_extension(assignment_id=task.pk, is_granted=True, **office.by("leader"))
    first = task.first_due_at
    task.refresh_from_db()
    assert task.due_at.date() == dt.date(2026, 12, 10)
    assert task.first_due_at == first


def test_what_is_late_says_where_it_hangs_and_why(office):
    task = give(office)
    office.now += dt.timedelta(days=20)
    assert view(office, "leader", "late") == [task]
    assert queries.why_late(task) == "chưa phân công người thực hiện"
    operations.start(assignment_id=task.pk, **office.by("head"))
    operations.explain(assignment_id=task.pk, reason="Thiếu số liệu của xã.", **office.by("head"))
    task.refresh_from_db()
    assert queries.why_late(task) == "đang làm, chưa báo cáo: Thiếu số liệu của xã."
    operations.report(assignment_id=task.pk, words="Xong.", **office.by("head"))
    operations.judge(assignment_id=task.pk, is_accepted=True, grade=3, **office.by("leader"))
    task.refresh_from_db()
    assert task.state == "done_late"
    lines = queries.board(
        agency_ids=[office.agency.pk],
        since=office.now - dt.timedelta(days=60),
        until=office.now + dt.timedelta(days=1),
        now=office.now,
    )
    assert [(line.name, line.given, line.late, line.done_late) for line in lines] == [("Phòng Kinh tế", 1, 0, 1)]


def test_only_heads_give_and_only_to_their_own(office):
    stranger = open_office("H24.78", "Sở Lạ")
    with pytest.raises(operations.AssignmentRefused, match="trực thuộc"):
        give(office, lead=operations.Doer(agency_id=stranger.agency.pk))
    given = operations.AssignmentIn(
        content="x", lead=operations.Doer(agency_id=office.agency.pk, unit_id=office.units["KT"].pk)
    )
    with pytest.raises(NotAllowed):
        operations.give(agency_id=office.agency.pk, given=given, **office.by("officer"))
    task = give(office)
    with pytest.raises(NotAllowed):
        operations.start(assignment_id=task.pk, **stranger.by("leader"))
    assert view(stranger, "leader", "all") == []


def test_a_department_below_does_what_the_agency_above_gives(office):
    below = open_office("H24.78", "Chi cục Thí Dụ")
    below.agency.parent = office.agency
    below.agency.save()
    task = give(office, lead=operations.Doer(agency_id=below.agency.pk))
    assert view(below, "leader", "mine") == [task]
    operations.pass_down(assignment_id=task.pk, official_id=below.people["officer"].id, **below.by("leader"))
    operations.hand_back(assignment_id=task.pk, reason="Không thuộc thẩm quyền.", **below.by("officer"))
    operations.give_again(
        assignment_id=task.pk,
        lead=operations.Doer(agency_id=office.agency.pk, official_id=office.people["head"].id),
        **office.by("leader"),
    )
    operations.cancel(assignment_id=task.pk, reason="Không còn cần.", **office.by("leader"))
    assert Assignment.objects.get().state == "cancelled"


def test_words_with_a_stamp_of_secrecy_are_kept_nowhere(office):
    with pytest.raises(StateSecret):
        give(office, content="Kế hoạch\nTỐI MẬT")
    assert not Assignment.objects.exists()
    task = give(office)
    for do, more in ((operations.report, {"words": "MẬT"}), (operations.hand_back, {"reason": "Độ mật: Mật"})):
        with pytest.raises(StateSecret):
            do(assignment_id=task.pk, **more, **office.by("head"))
    assert task.moves.count() == 1


def test_coordinator_has_it_in_a_list_of_its_own_and_says_what_it_did(office):
    partner = operations.Doer(agency_id=office.agency.pk, unit_id=office.units["VP"].pk)
    task = give(office, partners=[partner])
    assert view(office, "other_head", "with") == [task]
    assert view(office, "head", "with") == []
    operations.contribute(assignment_id=task.pk, words="Đã gửi số liệu.", **office.by("other_head"))
    assert [one.note for one in task.moves.all()] == ["", "Đã gửi số liệu."]
    with pytest.raises(NotAllowed):
        operations.contribute(assignment_id=task.pk, words="Tôi nữa.", **office.by("colleague"))
    operations.cancel(assignment_id=task.pk, reason="Thôi.", **office.by("leader"))
    assert view(office, "other_head", "with") == []
    with pytest.raises(operations.AssignmentRefused):
        operations.contribute(assignment_id=task.pk, words="Muộn.", **office.by("other_head"))
