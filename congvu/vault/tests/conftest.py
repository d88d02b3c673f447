"""An agency with a certificate, and a citizen with a paper."""

import datetime as dt
import uuid

import pytest

from congvu.kit.actors import SYSTEM
from congvu.people import operations as people
from congvu.signing import operations as signing
from congvu.vault import operations

NOW = dt.datetime(2026, 11, 23, 3, tzinfo=dt.UTC)
SINCE = dt.date(2026, 1, 1)


class Office:
    """An agency with its people and a mother who comes there."""

    def __init__(self) -> None:
        early = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
        self.agency = people.open_agency(
            code="H24.900", name="Ủy ban nhân dân phường Thí Dụ", kind="commune", valid_from=SINCE, by=SYSTEM, at=early
        )
        self.mother = people.take_party(
            kind="person", identifier_kind="personal", identifier="031190001234", name="Nguyễn Thị Hồng Ánh",
            birth_date=dt.date(1990, 5, 4), sex="female", by=SYSTEM, at=early,
        )  # fmt: skip

    def keep(self, *, origin="test:1", at=NOW, number="1/2026", **more):
        """Keep a paper with a signed code."""
        public_id, data = uuid.uuid4(), {"number": number, "name": "Ánh", "nested": {"b": 1, "a": ["ư", 2]}}
        said = {"issued_on": at.date(), "valid_from": None, "valid_to": None, **more}
        code = operations.make_code(
            public_id=public_id, kind="certificate", number=number, agency_id=self.agency.pk, data=data, by=SYSTEM,
            at=at, **said,
        )  # fmt: skip
        return operations.keep(
            owner_id=self.mother.pk, agency_id=self.agency.pk, kind="certificate", name="Giấy chứng nhận",
            number=number, origin=origin, public_id=public_id, code_id=code.pk, by=SYSTEM, at=at, **said,
        )  # fmt: skip

    def keep_plain(self, origin="test:1"):
        """Keep a paper without a code."""
        return operations.keep(
            owner_id=self.mother.pk, agency_id=self.agency.pk, kind="certificate", name="Giấy chứng nhận",
            origin=origin, by=SYSTEM, at=NOW,
        )  # fmt: skip


@pytest.fixture
def office(db, settings, tmp_path):
    settings.VAR = tmp_path
    office = Office()
    signing.make_demo_keys(by=SYSTEM, at=NOW, official_ids=[], agency_ids=[office.agency.pk])
    return office
