from datetime import date

import pytest

from congvu.audit import queries as audit
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import NotAllowed, Refusal
from congvu.people import operations, queries
from congvu.people.models import Agency, Role
from congvu.people.tests.conftest import NOW, START, actor

TODAY = date(2026, 11, 20)


def district(**given):
    row = {"code": "H24.304", "name": "Ủy ban nhân dân quận Ngô Quyền", "kind": "district", "valid_from": None}
    return operations.open_agency(**(row | given), by=SYSTEM, at=NOW)


def test_closed_agency_hands_its_work_to_the_first_successor(ward, neighbour):
    old = district()
    operations.close_agency(
        agency_id=old.id, on=START, successor_ids=[neighbour.agency.id, ward.agency.id], by=SYSTEM, at=NOW
    )
    assert queries.successor_of(old.id, date(2025, 6, 30)) == old
    assert queries.successor_of(old.id, TODAY) == neighbour.agency
    assert queries.successors(old.id) == [neighbour.agency, ward.agency]


def test_successor_of_a_successor_answers(ward, neighbour):
    old = district()
    operations.close_agency(agency_id=old.id, on=START, successor_ids=[ward.agency.id], by=SYSTEM, at=NOW)
    operations.close_agency(
        agency_id=ward.agency.id, on=date(2026, 1, 1), successor_ids=[neighbour.agency.id], by=SYSTEM, at=NOW
    )
    assert queries.successor_of(old.id, TODAY) == neighbour.agency
    operations.close_agency(agency_id=neighbour.agency.id, on=date(2026, 6, 1), by=SYSTEM, at=NOW)
    assert queries.successor_of(old.id, TODAY) is None


def test_renamed_agency_keeps_what_it_was_called(ward):
    operations.close_agency(agency_id=ward.agency.id, on=date(2026, 8, 1), by=SYSTEM, at=NOW)
    operations.open_agency(
        code="H24.166", name="Tên mới", kind="commune", valid_from=date(2026, 8, 1), by=SYSTEM, at=NOW
    )
    assert queries.agency(code="H24.166", on=date(2026, 7, 31)).name == "Ủy ban nhân dân phường Ngô Quyền"
    assert queries.agency(code="H24.166", on=date(2026, 8, 1)).name == "Tên mới"


@pytest.mark.parametrize("code", ["H24.166", "000.00.00.H24", "h24.1", "H24.", "H24.1 2"])
def test_code_taken_or_malformed_is_refused(ward, code):
    with pytest.raises(Refusal, match="sai dạng"):
        operations.open_agency(code=code, name="X", kind="commune", valid_from=START, by=SYSTEM, at=NOW)


def test_old_code_leads_to_the_agency(ward):
    operations.add_alias(agency_id=ward.agency.id, scheme="qcvn102", code="000.66.00.H24", by=SYSTEM, at=NOW)
    assert queries.agency_by_alias(scheme="qcvn102", code="000.66.00.H24", on=TODAY) == ward.agency
    assert queries.agency_by_alias(scheme="qcvn102", code="000.99.00.H24", on=TODAY) is None
    with pytest.raises(Refusal):
        operations.add_alias(agency_id=ward.agency.id, scheme="qcvn102", code="000.66.00.H24", by=SYSTEM, at=NOW)


def test_agencies_with_a_desk(ward, neighbour):
    operations.close_unit(unit_id=neighbour.units["PVHCC"].id, on=date(2026, 1, 1), by=SYSTEM, at=NOW)
    assert list(queries.agencies_with_desk(TODAY)) == [ward.agency]


def test_search_ignores_accents(ward, neighbour):
    assert list(queries.search_agencies("ngo quyen", on=TODAY)) == [ward.agency]
    assert list(queries.search_agencies("PHƯỜNG thuy", on=TODAY)) == [neighbour.agency]


def test_tree_from_below(ward):
    below = operations.open_agency(
        code="H24.166.1", name="Trạm", kind="public_unit", parent_id=ward.agency.id, valid_from=START, by=SYSTEM, at=NOW
    )
    assert queries.ancestors(below.id) == [ward.agency]
    assert list(queries.children(agency_id=ward.agency.id, on=TODAY)) == [below]


def test_only_the_province_administrator_opens_agencies(ward):
    admin = ward.hire("nq-quantri", "Lưu Đình Long", "Chuyên viên", Role.AGENCY_ADMIN)
    with pytest.raises(NotAllowed):
        operations.open_agency(code="H24.9", name="X", kind="other", valid_from=START, by=actor(admin), at=NOW)
    assert not Agency.objects.filter(code="H24.9").exists()


def test_each_change_leaves_a_line(ward):
    actions = [entry.action for entry in audit.entries(subject=f"agency:{ward.agency.id}")]
    assert sorted(actions) == ["people.open_agency", "people.open_unit", "people.open_unit"]
