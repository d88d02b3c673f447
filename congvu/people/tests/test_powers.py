from datetime import date

import pytest

from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed, Refusal
from congvu.people import operations, queries
from congvu.people.models import Absence, Role, RoleHolding
from congvu.people.tests.conftest import NOW, START, actor, moment


@pytest.fixture
def chair(ward):
    return ward.hire("nq-chutich", "Nguyễn Văn Khánh", "Chủ tịch", Role.LEADER)


@pytest.fixture
def deputy(ward):
    return ward.hire("nq-phochutich", "Trịnh Thị Bích Thủy", "Phó Chủ tịch", Role.RECEPTION)


def away(chair, deputy, ward, *, first=19, last=25, by=SYSTEM):
    return operations.record_absence(
        official_id=chair.id,
        delegate_id=deputy.id,
        agency_id=ward.agency.id,
        starts_at=moment(first),
        ends_at=moment(last),
        reason="Đi công tác",
        by=by,
        at=moment(18),
    )


def test_role_holds_in_its_agency_only(ward, neighbour, chair):
    assert queries.holds(by=actor(chair), roles=[Role.LEADER], agency_id=ward.agency.id, at=NOW)
    assert not queries.holds(by=actor(chair), roles=[Role.LEADER], agency_id=neighbour.agency.id, at=NOW)
    assert not queries.holds(by=actor(chair), roles=[Role.CLERK], agency_id=ward.agency.id, at=NOW)


def test_role_in_one_unit_does_not_reach_another(ward):
    officer = ward.hire("nq-hotich", "Phạm Văn Đức", "Công chức tư pháp - hộ tịch", Role.CASE_OFFICER, unit="VP")
    asked = {"by": actor(officer), "roles": [Role.CASE_OFFICER], "agency_id": ward.agency.id, "at": NOW}
    assert queries.holds(**asked, unit_id=ward.units["VP"].id)
    assert not queries.holds(**asked, unit_id=ward.units["PVHCC"].id)
    assert queries.holds(**asked)


def test_role_ends_on_the_day_it_is_taken_back(ward, chair):
    holding = operations.grant_role(
        official_id=chair.id, role=Role.CLERK, agency_id=ward.agency.id, valid_from=START, by=SYSTEM, at=NOW
    )
    operations.end_role(holding_id=holding.id, on=date(2026, 11, 21), by=SYSTEM, at=NOW)
    asked = {"by": actor(chair), "roles": [Role.CLERK], "agency_id": ward.agency.id}
    assert queries.holds(**asked, at=moment(20, 23))
    assert not queries.holds(**asked, at=moment(21, 0))


def test_powers_of_a_closed_agency_are_gone(ward, neighbour, chair):
    operations.close_agency(
        agency_id=ward.agency.id, on=date(2026, 11, 1), successor_ids=[neighbour.agency.id], by=SYSTEM, at=NOW
    )
    assert queries.grants(official_id=chair.id, at=NOW) == ()


def test_refusal_names_the_role_in_vietnamese(chair, ward):
    with pytest.raises(NotAllowed, match="Văn thư"):
        queries.require(by=actor(chair), roles=[Role.CLERK], agency_id=ward.agency.id, at=NOW)


def test_citizens_and_visitors_hold_nothing(ward, chair):
    for kind in (ActorKind.CITIZEN, ActorKind.PARTNER, ActorKind.VISITOR):
        stranger = Actor(kind=kind, name="Ai đó", id=chair.id)
        assert not queries.holds(by=stranger, roles=list(Role), at=NOW)


def test_stand_in_acts_in_own_name_for_the_absent(ward, chair, deputy):
    away(chair, deputy, ward)
    signer = queries.require(by=actor(deputy), roles=[Role.LEADER], agency_id=ward.agency.id, at=NOW)
    assert (signer.name, signer.title, signer.agency_code) == ("Trịnh Thị Bích Thủy", "Phó Chủ tịch", "H24.166")
    assert (signer.acts_for, signer.acts_for_id) == ("Nguyễn Văn Khánh", chair.id)
    assert str(signer) == "Trịnh Thị Bích Thủy, Phó Chủ tịch (thay Nguyễn Văn Khánh)"


def test_stand_in_uses_own_power_where_they_have_it(ward, chair, deputy):
    operations.grant_role(
        official_id=deputy.id, role=Role.LEADER, agency_id=ward.agency.id, valid_from=START, by=SYSTEM, at=NOW
    )
    away(chair, deputy, ward)
    signer = queries.require(by=actor(deputy), roles=[Role.LEADER], agency_id=ward.agency.id, at=NOW)
    assert signer.acts_for == ""
    given = queries.require(by=actor(deputy), roles=[Role.LEADER], agency_id=ward.agency.id, holder_id=chair.id, at=NOW)
    assert given.acts_for == "Nguyễn Văn Khánh"


def test_stand_in_has_the_power_only_while_the_other_is_away(ward, chair, deputy):
    absence = away(chair, deputy, ward)
    asked = {"by": actor(deputy), "roles": [Role.LEADER], "agency_id": ward.agency.id}
    assert not queries.holds(**asked, at=moment(19, 8))
    assert queries.holds(**asked, at=moment(19, 9))
    assert not queries.holds(**asked, at=moment(25, 9))
    operations.end_absence(absence_id=absence.id, agency_id=ward.agency.id, by=SYSTEM, at=moment(20, 12))
    assert not queries.holds(**asked, at=moment(20, 12))


def test_powers_do_not_pass_on_a_second_time(ward, chair, deputy):
    clerk = ward.hire("nq-vanthu", "Hoàng Thị Ngọc", "Văn thư", Role.CLERK)
    away(chair, deputy, ward)
    Absence.objects.create(official=deputy, delegate=clerk, starts_at=moment(19), ends_at=moment(25))
    roles = {grant.role for grant in queries.grants(official_id=clerk.id, at=NOW)}
    assert roles == {Role.CLERK, Role.RECEPTION}


def test_power_over_powers_is_not_delegated(ward, deputy):
    admin = ward.hire("nq-quantri", "Lưu Đình Long", "Chuyên viên", Role.AGENCY_ADMIN, Role.CLERK)
    away(admin, deputy, ward)
    roles = {grant.role for grant in queries.grants(official_id=deputy.id, at=NOW)}
    assert roles == {Role.RECEPTION, Role.CLERK}


def test_stand_in_gets_nothing_in_agencies_they_do_not_work_in(ward, neighbour, chair, deputy):
    operations.grant_role(
        official_id=chair.id, role=Role.LEADER, agency_id=neighbour.agency.id, valid_from=START, by=SYSTEM, at=NOW
    )
    away(chair, deputy, ward)
    assert not queries.holds(by=actor(deputy), roles=[Role.LEADER], agency_id=neighbour.agency.id, at=NOW)


def test_stand_in_must_work_there_and_be_present(ward, neighbour, chair, deputy):
    outsider = neighbour.hire("tn-chutich", "Bùi Văn Ánh", "Chủ tịch", Role.LEADER)
    with pytest.raises(Refusal, match="Bùi Văn Ánh không giữ vị trí nào"):
        away(chair, outsider, ward)
    away(chair, deputy, ward)
    with pytest.raises(Refusal, match="cũng vắng mặt"):
        away(deputy, chair, ward)
    with pytest.raises(Refusal, match="đã được ghi vắng mặt"):
        away(chair, deputy, ward, first=24, last=26)


def test_absence_is_arranged_by_leader_or_administrator_only(ward, chair, deputy):
    with pytest.raises(NotAllowed):
        away(chair, deputy, ward, by=actor(deputy))
    away(deputy, chair, ward, by=actor(chair))


def test_administrator_gives_roles_at_home_only(ward, neighbour, chair):
    admin = ward.hire("nq-quantri", "Lưu Đình Long", "Chuyên viên", Role.AGENCY_ADMIN)
    gift = {"official_id": chair.id, "valid_from": START, "by": actor(admin), "at": NOW}
    operations.grant_role(role=Role.CLERK, agency_id=ward.agency.id, **gift)
    with pytest.raises(NotAllowed):
        operations.grant_role(role=Role.CLERK, agency_id=neighbour.agency.id, **gift)
    with pytest.raises(NotAllowed):
        operations.grant_role(role=Role.AUDITOR, agency_id=ward.agency.id, **gift)
    with pytest.raises(NotAllowed, match="tự giao"):
        operations.grant_role(role=Role.LEADER, agency_id=ward.agency.id, **{**gift, "official_id": admin.id})
    with pytest.raises(Refusal, match="đã có vai trò này"):
        operations.grant_role(role=Role.CLERK, agency_id=ward.agency.id, **gift)


def test_province_administrator_reaches_every_agency(ward, neighbour, chair):
    admin = ward.hire("hp-quantri", "Nguyễn Hải Đăng", "Chuyên viên", Role.PROVINCE_ADMIN)
    asked = {"roles": [Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN], "agency_id": neighbour.agency.id}
    assert queries.require(by=actor(admin), at=NOW, **asked).agency_code == "H24.166"
    operations.grant_role(
        official_id=chair.id, role=Role.AUDITOR, agency_id=ward.agency.id, valid_from=START, by=actor(admin), at=NOW
    )


def test_several_posts_at_once_each_with_its_title(ward, neighbour, chair):
    operations.appoint(
        official_id=chair.id,
        agency_id=neighbour.agency.id,
        title="Quyền Chủ tịch",
        valid_from=START,
        by=SYSTEM,
        at=NOW,
    )
    on = date(2026, 11, 20)
    assert queries.title_of(official_id=chair.id, agency_id=ward.agency.id, on=on) == "Chủ tịch"
    assert queries.title_of(official_id=chair.id, agency_id=neighbour.agency.id, on=on) == "Quyền Chủ tịch"


def test_officials_with_a_role_stand_in_vietnamese_order_of_given_names(ward):
    for number, name in enumerate(("Nguyễn Văn Đức", "Trần Thị Ánh", "Lê Văn Dũng")):
        ward.hire(f"nq-{number}", name, "Công chức", Role.CASE_OFFICER, unit="VP")
    found = queries.officials_with(role=Role.CASE_OFFICER, agency_id=ward.agency.id, at=NOW)
    assert [official.full_name for official in found] == ["Trần Thị Ánh", "Lê Văn Dũng", "Nguyễn Văn Đức"]
    desk = ward.units["PVHCC"].id
    assert not queries.officials_with(role=Role.CASE_OFFICER, agency_id=ward.agency.id, unit_id=desk, at=NOW)


def test_grants_are_read_once_until_something_changes(ward, chair, deputy, django_assert_num_queries):
    away(chair, deputy, ward)
    with django_assert_num_queries(4):  # the stamps, then absences, posts and roles
        assert len(queries.grants(official_id=deputy.id, at=NOW)) == 2
    with django_assert_num_queries(0):
        assert queries.holds(by=actor(deputy), roles=[Role.LEADER], agency_id=ward.agency.id, at=NOW)
    RoleHolding.objects.filter(official=chair).delete()
    with django_assert_num_queries(4):
        assert not queries.holds(by=actor(deputy), roles=[Role.LEADER], agency_id=ward.agency.id, at=NOW)


def test_who_leaves_the_agency_leaves_their_powers(ward, neighbour, chair):
    operations.grant_role(
        official_id=chair.id, role=Role.CLERK, agency_id=neighbour.agency.id, valid_from=START, by=SYSTEM, at=NOW
    )
    post = queries.posts(official_id=chair.id, on=NOW.date()).get()
    operations.end_post(post_id=post.id, on=date(2026, 11, 21), by=SYSTEM, at=NOW)
    assert {grant.role for grant in queries.grants(official_id=chair.id, at=moment(20))} == {Role.LEADER, Role.CLERK}
    assert {grant.role for grant in queries.grants(official_id=chair.id, at=moment(21))} == {Role.CLERK}


def test_staff_roles_and_absences_of_an_agency(ward, chair, deputy):
    away(chair, deputy, ward)
    today = NOW.date()
    assert list(queries.staff(agency_id=ward.agency.id, on=today)) == [chair, deputy]
    assert list(queries.search_officials("khanh nguyen", agency_id=ward.agency.id, on=today)) == [chair]
    assert [row.role for row in queries.roles(agency_id=ward.agency.id, on=today)] == [Role.LEADER, Role.RECEPTION]
    assert [row.delegate for row in queries.absences(agency_id=ward.agency.id, at=NOW)] == [deputy]
    assert not queries.absences(agency_id=ward.agency.id, at=moment(25)).exists()


def test_dates_the_wrong_way_round_are_refused(ward, chair):
    gift = {"official_id": chair.id, "agency_id": ward.agency.id, "by": SYSTEM, "at": NOW}
    with pytest.raises(Refusal, match="sau ngày bắt đầu"):
        operations.grant_role(role=Role.CLERK, valid_from=START, valid_to=date(2025, 6, 1), **gift)
    with pytest.raises(Refusal, match="sau ngày bắt đầu"):
        operations.appoint(title="X", valid_from=START, valid_to=date(2025, 6, 1), **gift)
