from datetime import date

import pytest

from congvu.audit import queries as audit
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed, Refusal
from congvu.people import operations, queries
from congvu.people.models import Party, Role
from congvu.people.tests.conftest import NOW, actor

pytestmark = pytest.mark.django_db

NUMBER = "031190012345"
BORN = date(1990, 5, 2)


@pytest.fixture
def counter(ward):
    return actor(ward.hire("nq-tiepnhan", "Nguyễn Thị Hạnh", "Công chức", Role.RECEPTION))


def take(by=SYSTEM, **given):
    row = {
        "kind": "person",
        "identifier_kind": "personal",
        "identifier": NUMBER,
        "name": "Đặng Thị Hoà",
        "birth_date": BORN,
        "sex": "female",
    }
    return operations.take_party(**(row | given), by=by, at=NOW)


def actions(party):
    return [entry.action for entry in audit.entries(subject=f"party:{party.id}")]


def test_counter_and_first_login_meet_in_one_party(counter):
    typed = take(by=counter, name="\u00d0ặng  thị hoà", phone="0912345678", birth_date=None)
    logged_in = take(verified=True)
    assert logged_in.id == typed.id
    assert (logged_in.name, logged_in.birth_date, logged_in.phone) == ("Đặng Thị Hoà", BORN, "0912345678")
    assert logged_in.verified_at == NOW
    assert set(actions(typed)) == {"people.take_party", "people.join_at_login"}


def test_slip_at_the_counter_never_shows_anothers_dossiers(counter):
    typed = take(by=counter, name="Phạm Thị Khác")
    logged_in = take(verified=True)
    typed.refresh_from_db()
    assert logged_in.id != typed.id
    assert (typed.identifier, typed.disputed_identifier) == ("", NUMBER)
    assert "people.release_identifier" in actions(typed)


def test_typed_data_never_overwrite_a_log_in(counter):
    known = take(verified=True, phone="0900000000")
    assert take(by=counter, phone="0911111111").phone == "0900000000"
    with pytest.raises(operations.IdentifierTaken) as refused:
        take(by=counter, name="Phạm Thị Khác")
    assert "Đặng" not in str(refused.value)
    known.refresh_from_db()
    assert known.name == "Đặng Thị Hoà"


def test_new_name_at_a_later_login_is_taken_over():
    known = take(verified=True)
    assert take(verified=True, name="Đặng Thị Hòa Bình").id == known.id
    known.refresh_from_db()
    assert (known.name, known.folded) == ("Đặng Thị Hòa Bình", "dang thi hoa binh")


def test_citizen_naming_somebody_else_fills_nothing_in():
    known = take(verified=True)
    other = Actor(kind=ActorKind.CITIZEN, name="Người khác", id=known.id + 1)
    assert take(by=other, email="toi@example.vn").email == ""


def test_nobody_but_the_system_verifies(counter):
    with pytest.raises(NotAllowed):
        take(by=counter, verified=True)
    with pytest.raises(NotAllowed):
        take(by=Actor(kind=ActorKind.VISITOR, name="Khách"))


def test_without_a_number_each_is_a_new_party():
    newborn = {"identifier_kind": "", "identifier": "", "name": "Trần Gia Bảo", "birth_date": None, "sex": ""}
    assert take(**newborn).id != take(**newborn).id


@pytest.mark.parametrize(
    "given",
    [
        {"identifier": "03119001234"},
        {"birth_date": date(1991, 5, 2)},
        {"sex": "male"},
        {"identifier_kind": "tax", "identifier": "0100109107"},
        {"name": " \u200b"},
        {"name": "A" * 301},
        {"email": "khong-phai-thu"},
        {"kind": "ghost"},
    ],
)
def test_malformed_party_is_refused(given):
    with pytest.raises(Refusal):
        take(**given)
    assert not Party.objects.exists()


def test_organisation_is_known_by_its_tax_code():
    company = {"kind": "organisation", "identifier_kind": "tax", "name": "Công ty ABC", "birth_date": None, "sex": ""}
    assert take(**company, identifier="0100109106").id == take(**company, identifier=" 0100109106 ").id


def test_two_rows_of_one_person_are_joined_with_a_reason(ward):
    admin = actor(ward.hire("nq-quantri", "Lưu Đình Long", "Chuyên viên", Role.AGENCY_ADMIN))
    old = take(identifier_kind="old_id", identifier="031234567", phone="0912345678")
    new = take()
    with pytest.raises(Refusal, match="lý do"):
        operations.join_parties(double_id=old.id, into_id=new.id, reason=" ", by=admin, at=NOW)
    operations.join_parties(double_id=old.id, into_id=new.id, reason="Đổi CMND sang CCCD", by=admin, at=NOW)
    new.refresh_from_db()
    assert new.phone == "0912345678"
    assert queries.same_person(old.id) == queries.same_person(new.id) == {old.id, new.id}
    assert take(identifier_kind="old_id", identifier="031234567").id == new.id
    assert "people.join_parties" in actions(new)


def test_contradicting_rows_are_not_joined(ward):
    admin = actor(ward.hire("nq-quantri", "Lưu Đình Long", "Chuyên viên", Role.AGENCY_ADMIN))
    one, other = take(), take(identifier="031190099999")
    with pytest.raises(Refusal, match="khác nhau"):
        operations.join_parties(double_id=one.id, into_id=other.id, reason="Trùng", by=admin, at=NOW)


def test_joining_is_not_for_the_counter(counter):
    one, other = take(), take(identifier_kind="passport", identifier="C1234567")
    with pytest.raises(NotAllowed):
        operations.join_parties(double_id=other.id, into_id=one.id, reason="Trùng", by=counter, at=NOW)


def test_contact_is_changed_by_oneself_or_the_desk(counter):
    party = take()
    own = Actor(kind=ActorKind.CITIZEN, name=party.name, id=party.id)
    new = {"phone": "0988", "email": "a@b.vn", "address_text": "12 Lạch Tray", "place_code": "11359", "at": NOW}
    operations.change_contact(party_id=party.id, by=own, **new)
    operations.change_contact(party_id=party.id, by=counter, **(new | {"phone": "0977"}))
    stranger = Actor(kind=ActorKind.CITIZEN, name="Khác", id=party.id + 1)
    with pytest.raises(NotAllowed):
        operations.change_contact(party_id=party.id, by=stranger, **new)


def test_found_by_number_or_by_name_without_accents():
    party = take()
    assert queries.find_party(identifier_kind="personal", identifier=NUMBER) == party
    assert list(queries.search_parties("dang hoa")) == [party]
    assert list(queries.search_parties("0311 9001 2345")) == [party]
