"""A petition's way: received, sorted, answered by a leader, published without a name; every limit a dated row."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core import mail

from congvu.audit.models import Reading
from congvu.dossiers.tests import scenes
from congvu.feedback import operations, queries
from congvu.feedback.models import Petition, PetitionState
from congvu.feedback.petitioning import PetitionMoveRefused
from congvu.feedback.tests.scenes import GIVEN, VISITOR
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed
from congvu.notices.models import Delivery, Notice
from congvu.numbering.models import BookEntry
from congvu.people import operations as people

pytestmark = pytest.mark.django_db
FRIDAY = scenes.at("2026-11-20 09:05")


@pytest.fixture(scope="module")
def agencies(django_db_setup, django_db_blocker):
    """A ward with its officials, and the city's office, which receives what names no agency."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        scenes.open_places()
        staff = {}
        for code, name in (("H24.900", "Ủy ban nhân dân phường Thí Dụ"), ("H24.901", "Văn phòng thành phố")):
            agency = people.open_agency(
                code=code, name=name, kind="commune", valid_from=dt.date(2026, 1, 1), by=SYSTEM, at=FRIDAY
            )
            staff[agency] = {
                role: scenes.hire(agency, role, f"Cán bộ {role}", "Công chức") for role in ("reception", "leader")
            }
        yield staff
        transaction.set_rollback(True)


@pytest.fixture
def ward(agencies):
    return next(iter(agencies))


@pytest.fixture
def staff(agencies, ward):
    return agencies[ward]


def filed(ward, by=VISITOR, at=FRIDAY, **more):
    return operations.file_petition(given=replace(GIVEN, **{"agency_id": ward.pk, **more}), by=by, at=at)


def test_a_petition_is_received_with_a_code_a_number_and_a_letter(ward):
    petition = filed(ward)
    assert petition.state == PetitionState.RECEIVED
    assert petition.number == "1/2026/PAKN"
    assert petition.due_at == scenes.at("2026-11-30 17:00")  # 24/11 is a holiday
    entry = BookEntry.objects.get(subject=petition.subject)
    assert "Trần Văn Thử" not in str(entry.cells)
    assert Delivery.objects.get(subject=petition.subject).address == "thu@example.vn"
    assert petition.follow_code in Notice.objects.get(subject=petition.subject).body_vi
    assert queries.petition_by_code(petition.follow_code.lower()) == petition
    assert not mail.outbox


def test_what_names_no_agency_goes_to_whoever_receives_it(agencies, ward):
    first = filed(ward, agency_id=None).agency
    assert first == min(agencies, key=lambda agency: agency.sort_key)


@pytest.mark.parametrize("field", ["name", "address", "phone", "title", "text"])
def test_what_a_petition_needs_is_asked_for(ward, field):
    with pytest.raises(operations.PetitionUnfit) as refused:
        filed(ward, **{field: " "})
    assert refused.value.field == field


def test_a_whole_way_to_the_published_answer(ward, staff):
    petition = filed(ward)
    operations.accept_petition(
        petition_id=petition.pk, is_conduct=True, by=staff["reception"], at=at("2026-11-23 10:00")
    )
    petition.refresh_from_db()
    assert petition.due_at == scenes.at("2026-12-14 17:00")  # 15 working days after 20/11
    operations.prepare_answer(
        petition_id=petition.pk, text="Đã nhắc nhở.", by=staff["reception"], at=at("2026-11-23 14:00")
    )
    with pytest.raises(NotAllowed):
        operations.answer(
            petition_id=petition.pk, text="x", is_founded=True, by=staff["reception"], at=at("2026-11-23 15:00")
        )
    operations.answer(
        petition_id=petition.pk, text="Xin lỗi ông.", is_founded=True, by=staff["leader"], at=at("2026-11-25 09:00")
    )
    petition.refresh_from_db()
    assert petition.due_at == scenes.at("2026-11-27 17:00")
    assert queries.published_petition(petition.public_id) is None
    words = {"title": "Chờ lâu", "text": "Chờ hai giờ.", "answer": "Đã mở thêm quầy."}
    operations.publish(petition_id=petition.pk, **words, by=staff["leader"], at=at("2026-11-26 09:00"))
    [shown] = queries.published_petitions(text="mo them quay").rows
    assert shown == petition
    operations.rate_answer(follow_code=petition.follow_code, score=5, by=VISITOR, at=at("2026-11-27 09:00"))
    assert [(one.deed, one.is_late) for one in petition.events.all()] == [
        ("file", False), ("accept", False), ("prepare", False), ("answer", False), ("publish", False), ("rate", False),
    ]  # fmt: skip
    assert "Khách" not in str([one.by for one in petition.events.all()])


@pytest.mark.parametrize(
    "told", ["ông Trần Văn Thử", "tran van thu", "gọi 0912 345 678", "thu@example.vn", "căn cước 031190001234"]
)
def test_what_tells_who_the_sender_is_is_not_published(ward, staff, told):
    petition = answered(ward, staff)
    words = {"title": "Chờ lâu", "text": f"Theo {told}", "answer": "Đã mở thêm quầy."}
    with pytest.raises(operations.PetitionUnfit) as refused:
        operations.publish(petition_id=petition.pk, **words, by=staff["leader"], at=at("2026-11-26 09:00"))
    assert refused.value.field == "text"
    assert queries.published_petition(petition.public_id) is None


def test_an_answer_that_cannot_be_told_without_the_name_is_withheld_with_reason(ward, staff):
    petition = answered(ward, staff)
    operations.withhold(petition_id=petition.pk, reason="Chỉ một hộ", by=staff["leader"], at=at("2026-11-26 09:00"))
    petition.refresh_from_db()
    assert (petition.due_at, petition.state) == (None, PetitionState.ANSWERED)
    assert queries.desk_counts(agency_ids=[ward.pk])["to_publish"] == 0


def test_asking_stops_the_clock_and_what_is_said_begins_it_anew(ward, staff):
    petition = filed(ward)
    operations.ask_sender(petition_id=petition.pk, what="Quầy nào?", by=staff["reception"], at=at("2026-11-23 10:00"))
    petition.refresh_from_db()
    assert petition.due_at is None
    operations.complete_petition(follow_code=petition.follow_code, text="Quầy 3", by=VISITOR, at=at("2026-12-01 10:00"))
    petition.refresh_from_db()
    assert petition.text.endswith("Quầy 3")
    operations.accept_petition(
        petition_id=petition.pk, is_conduct=False, by=staff["reception"], at=at("2026-12-02 10:00")
    )
    petition.refresh_from_db()
    assert petition.due_at == scenes.at("2026-12-22 17:00")
    with pytest.raises(PetitionMoveRefused):
        operations.complete_petition(
            follow_code=petition.follow_code, text="Nữa", by=VISITOR, at=at("2026-12-03 10:00")
        )


def test_forwarding_hands_it_to_the_other_agency_alone(agencies, ward, staff):
    petition, office = filed(ward), next(one for one in agencies if one != ward)
    operations.forward(
        petition_id=petition.pk,
        agency_id=office.pk,
        reason="Thuộc thẩm quyền",
        by=staff["reception"],
        at=at("2026-11-23 14:00"),
    )
    with pytest.raises(NotAllowed):
        operations.accept_petition(
            petition_id=petition.pk, is_conduct=False, by=staff["reception"], at=at("2026-11-25 10:00")
        )
    theirs = agencies[office]["reception"]
    operations.accept_petition(petition_id=petition.pk, is_conduct=False, by=theirs, at=at("2026-11-25 10:00"))
    assert operations.read_petition(public_id=petition.public_id, by=staff["leader"], at=at("2026-11-25 11:00"))
    assert BookEntry.objects.get(subject=petition.subject).notes.count() == 1


def test_a_refusal_after_two_working_days_is_late(ward, staff):
    petition = filed(ward)
    deed = {"petition_id": petition.pk, "reason": "Là đơn tố cáo; đến Ban Tiếp công dân.", "by": staff["leader"]}
    operations.refuse_petition(**deed, at=at("2026-11-26 08:30"))
    assert petition.events.last().is_late


def test_an_identity_kept_secret_opens_to_a_leader_with_reason_alone(ward, staff):
    mother = scenes.mother()
    citizen = Actor(kind=ActorKind.CITIZEN, id=mother.pk, name=mother.name, address="203.0.113.8")
    petition = filed(ward, by=citizen, is_confidential=True)
    operations.read_petition(public_id=petition.public_id, by=staff["reception"], at=FRIDAY)
    assert not Reading.objects.filter(party_id=mother.pk).exists()
    with pytest.raises(NotAllowed):
        operations.reveal_sender(petition_id=petition.pk, reason="Muốn biết", by=staff["reception"], at=FRIDAY)
    operations.reveal_sender(petition_id=petition.pk, reason="Cần mời làm việc", by=staff["leader"], at=FRIDAY)
    assert Reading.objects.get(party_id=mother.pk).purpose == "petition"
    assert mother.name not in queries.sender_shown(petition)


def test_limits_are_rows_of_a_day(ward, staff, agencies):
    admin = scenes.hire(ward, "province_admin", "Quản trị", "Công chức")
    days = {"refuse_days": 1, "ask_days": 3, "forward_days": 3, "solve_days": 10, "publish_days": 1}
    more = {"days": days, "intake_id": ward.pk, "by": admin, "at": FRIDAY}
    with pytest.raises(operations.LimitsRefused):
        operations.set_limits(valid_from=dt.date(2026, 11, 19), legal_basis="QĐ mới", **more)
    with pytest.raises(NotAllowed):
        operations.set_limits(valid_from=dt.date(2026, 12, 1), legal_basis="QĐ mới", **{**more, "by": staff["leader"]})
    operations.set_limits(valid_from=dt.date(2026, 12, 1), legal_basis="QĐ mới", **more)
    assert filed(ward).due_at == scenes.at("2026-11-30 17:00")
    later = filed(ward, at=at("2026-12-01 09:00"), agency_id=None)
    assert (later.due_at, later.agency) == (scenes.at("2026-12-04 17:00"), ward)


def test_one_address_sends_five_at_once(ward):
    for _time in range(5):
        filed(ward)
    with pytest.raises(operations.TooManyPetitions):
        filed(ward)
    assert Petition.objects.count() == 5


def answered(ward, staff):
    petition = filed(ward)
    operations.accept_petition(
        petition_id=petition.pk, is_conduct=False, by=staff["reception"], at=at("2026-11-23 10:00")
    )
    operations.answer(
        petition_id=petition.pk, text="Đã xong.", is_founded=False, by=staff["leader"], at=at("2026-11-25 09:00")
    )
    return petition


def at(text):
    return scenes.at(text)
