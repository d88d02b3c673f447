"""Party, Front and mass organisations: trees of their own, and powers that stay inside."""

import pytest

from congvu.audit.models import Entry
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import NotAllowed, Refusal
from congvu.people import operations, queries
from congvu.people.models import Agency, Role
from congvu.people.tests.conftest import NOW, START, actor


@pytest.fixture
def committee(db):
    return operations.open_agency(
        code="Z91HPTU",
        name="Thành ủy",
        kind="party_committee",
        realm="party",
        valid_from=START,
        by=SYSTEM,
        at=NOW,
    )


def grant(official, agency, role, **more):
    return operations.grant_role(
        official_id=official.id, role=role, agency_id=agency.id, valid_from=START, by=SYSTEM, at=NOW, **more
    )


def test_a_power_over_the_province_ends_at_the_border_of_its_realm(ward, committee):
    chief = ward.hire("h-1", "Lê Thị Quản", "Chuyên viên", Role.PROVINCE_ADMIN, Role.AUDITOR)
    asked = {"by": actor(chief), "at": NOW}
    assert queries.holds(roles=[Role.PROVINCE_ADMIN], agency_id=ward.agency.id, **asked)
    assert queries.holds(roles=[Role.PROVINCE_ADMIN], **asked)
    assert not queries.holds(roles=[Role.PROVINCE_ADMIN, Role.AUDITOR], agency_id=committee.id, **asked)
    assert not queries.holds(roles=[Role.PROVINCE_ADMIN], realm="party", **asked)


def test_a_power_over_the_partys_agencies_is_none_over_the_states(ward, committee):
    official = operations.take_on(
        staff_code="d-1",
        full_name="Bùi Văn Đảng",
        agency_id=committee.id,
        title="Chuyên viên",
        valid_from=START,
        by=SYSTEM,
        at=NOW,
    )
    grant(official, committee, Role.PROVINCE_ADMIN)
    asked = {"by": actor(official), "roles": [Role.PROVINCE_ADMIN], "at": NOW}
    assert queries.holds(agency_id=committee.id, **asked)
    assert not queries.holds(agency_id=ward.agency.id, **asked)
    assert not queries.holds(**asked)
    below = {"code": "Z91HPTU1", "name": "Đảng ủy phường", "kind": "party_committee", "valid_from": START}
    opened = operations.open_agency(**below, realm="party", parent_id=committee.id, by=actor(official), at=NOW)
    assert opened.parent_id == committee.id
    with pytest.raises(NotAllowed):
        operations.open_agency(**{**below, "code": "H24.9"}, by=actor(official), at=NOW)


def test_a_role_crosses_realms_only_when_that_is_said(ward, committee):
    official = ward.hire("h-2", "Trần Văn Chéo", "Công chức")
    with pytest.raises(operations.AnotherRealm, match="khối khác"):
        grant(official, committee, Role.CLERK)
    grant(official, committee, Role.CLERK, across_realms=True)
    assert Entry.objects.filter(action="people.grant_role").order_by("-id")[0].data["across_realms"] is True


def test_somebody_of_both_realms_is_no_crossing(ward, committee):
    official = ward.hire("h-3", "Đỗ Thị Kiêm", "Công chức")
    operations.appoint(
        official_id=official.id, agency_id=committee.id, title="Kiêm nhiệm", valid_from=START, by=SYSTEM, at=NOW
    )
    grant(official, committee, Role.CLERK)
    assert "across_realms" not in Entry.objects.filter(action="people.grant_role").order_by("-id")[0].data


def test_a_parent_of_another_realm_is_refused_but_mass_organisations_stand_under_the_front(ward):
    given = {"valid_from": START, "by": SYSTEM, "at": NOW}
    with pytest.raises(Refusal, match="khối khác"):
        operations.open_agency(
            code="Z92A", name="Hội", kind="mass_organisation", realm="mass", parent_id=ward.agency.id, **given
        )
    front = operations.open_agency(code="Z92HP", name="Ủy ban MTTQ", kind="front_committee", realm="front", **given)
    union = operations.open_agency(
        code="Z92HP1", name="Hội Nông dân", kind="mass_organisation", realm="mass", parent_id=front.id, **given
    )
    assert queries.tree(on=NOW.date(), realm="mass") == [(0, union)]
    assert queries.tree(on=NOW.date(), realm="front") == [(0, front)]
    assert queries.agencies_of(realms=Agency.Realm.values, on=NOW.date()) == {
        "state": 1,
        "party": 0,
        "front": 1,
        "mass": 1,
    }


def test_who_holds_powers_elsewhere_is_governed_by_the_province(ward, neighbour):
    admin = ward.hire("h-4", "Lưu Đình Long", "Chuyên viên", Role.AGENCY_ADMIN)
    chief = ward.hire("h-5", "Lê Thị Quản", "Chuyên viên", Role.PROVINCE_ADMIN)
    near, both = ward.hire("h-6", "Vũ Gần", "Công chức", Role.CLERK), ward.hire("h-7", "Ngô Hai", "Công chức")
    grant(both, neighbour.agency, Role.CLERK)
    for official, allowed in ((near, True), (both, False), (chief, False)):
        if allowed:
            assert queries.require_governor(by=actor(admin), official_id=official.id, at=NOW).agency_code
        else:
            with pytest.raises(NotAllowed, match="toàn tỉnh"):
                queries.require_governor(by=actor(admin), official_id=official.id, at=NOW)
        assert queries.require_governor(by=actor(chief), official_id=official.id, at=NOW)


def test_the_address_that_links_are_sent_to_is_not_changed_by_half_an_administrator(ward, neighbour):
    admin = ward.hire("h-4", "Lưu Đình Long", "Chuyên viên", Role.AGENCY_ADMIN)
    both = ward.hire("h-7", "Ngô Hai", "Công chức")
    grant(both, neighbour.agency, Role.LEADER)
    mend = {"official_id": both.id, "phone": "0912", "agency_id": ward.agency.id, "by": actor(admin), "at": NOW}
    operations.mend_official(full_name="Ngô Văn Hai", email="", **mend)
    with pytest.raises(NotAllowed):
        operations.mend_official(full_name="Ngô Văn Hai", email="ke-khac@vi-du.vn", **mend)
