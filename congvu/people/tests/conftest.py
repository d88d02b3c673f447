from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.people import operations
from congvu.people.models import Agency, Official, OrgUnit

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
START = date(2025, 7, 1)


def moment(day: int, hour: int = 9, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=HANOI)


NOW = moment(20)


def actor(official: Official) -> Actor:
    return Actor(kind=ActorKind.OFFICIAL, name=official.full_name, id=official.id)


@dataclass
class Office:
    """A People's Committee of a ward with its units."""

    agency: Agency
    units: dict[str, OrgUnit]

    def hire(self, code, name, title, *roles, unit=None):
        official = operations.enrol(staff_code=code, full_name=name, by=SYSTEM, at=NOW)
        where = {"official_id": official.id, "agency_id": self.agency.id, "valid_from": START, "by": SYSTEM, "at": NOW}
        unit_id = self.units[unit].id if unit else None
        operations.appoint(title=title, unit_id=unit_id, **where)
        for role in roles:
            operations.grant_role(role=role, unit_id=unit_id, **where)
        return official


def found(code, name):
    agency = operations.open_agency(
        code=code, name=f"Ủy ban nhân dân {name}", kind="commune", valid_from=START, by=SYSTEM, at=NOW
    )
    units = {
        unit: operations.open_unit(
            agency_id=agency.id, code=unit, name=title, kind=kind, valid_from=START, by=SYSTEM, at=NOW
        )
        for unit, title, kind in (("VP", "Văn phòng", "office"), ("PVHCC", "Trung tâm PVHCC", "desk"))
    }
    return Office(agency, units)


@pytest.fixture
def ward(db):
    return found("H24.166", "phường Ngô Quyền")


@pytest.fixture
def neighbour(db):
    return found("H24.182", "phường Thủy Nguyên")
