"""A ward, its neighbour, and people who may enter the control site or not."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.utils import timezone

from congvu.accounts import operations as accounts
from congvu.accounts.models import Account
from congvu.kit.actors import SYSTEM
from congvu.people import operations
from congvu.people.models import Agency, Official, OrgUnit

START = date(2025, 7, 1)
PASSWORD = "mua-xuan-tren-song-cam"


@dataclass
class Office:
    agency: Agency
    unit: OrgUnit

    def hire(self, code: str, name: str, *roles: str) -> Official:
        now = timezone.now()
        official = operations.take_on(
            staff_code=code,
            full_name=name,
            agency_id=self.agency.id,
            unit_id=self.unit.id,
            title="Công chức",
            valid_from=START,
            by=SYSTEM,
            at=now,
        )
        for role in roles:
            operations.grant_role(
                official_id=official.id, role=role, agency_id=self.agency.id, valid_from=START, by=SYSTEM, at=now
            )
        return official


def found(code: str, name: str) -> Office:
    now = timezone.now()
    agency = operations.open_agency(code=code, name=name, kind="commune", valid_from=START, by=SYSTEM, at=now)
    unit = operations.open_unit(
        agency_id=agency.id, code="VP", name="Văn phòng", kind="office", valid_from=START, by=SYSTEM, at=now
    )
    return Office(agency, unit)


@pytest.fixture
def ward(db):
    return found("H24.166", "Ủy ban nhân dân phường Ngô Quyền")


@pytest.fixture
def neighbour(db):
    return found("H24.182", "Ủy ban nhân dân phường Thủy Nguyên")


@pytest.fixture
def enter(client, ward):
    """Log in as a new official of the ward with one role; return the client."""

    def logged_in(role: str, office: Office = ward):
        official = office.hire(f"x-{role}", f"Người {role}", role)
        account = accounts.open_account(
            official_id=official.id, username=f"x-{role}", password=PASSWORD, by=SYSTEM, at=timezone.now()
        )
        client.force_login(Account.objects.get(pk=account.pk))
        client.official = official
        return client

    return logged_in
