"""A hall with two lines, three counters and officials who sit there."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.people import operations as people
from congvu.people.models import Agency, Party
from congvu.queueing import operations
from congvu.queueing.models import Counter, Line

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
SINCE = dt.date(2026, 1, 1)


def at(text: str) -> dt.datetime:
    """Read ``2026-11-20 09:05`` as Vietnamese time."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=HANOI)


NOW = at("2026-11-20 08:00")
"""A Friday on which offices work from 7:30."""
OPENED = at("2026-01-02 08:00")


def hire(agency: Agency, role: str, name: str, code: str) -> Actor:
    """Enrol an official with a post and a role."""
    official = people.enrol(staff_code=code, full_name=name, by=SYSTEM, at=OPENED)
    people.appoint(
        official_id=official.pk, agency_id=agency.pk, title="Công chức", valid_from=SINCE, by=SYSTEM, at=OPENED
    )
    people.grant_role(official_id=official.pk, role=role, agency_id=agency.pk, valid_from=SINCE, by=SYSTEM, at=OPENED)
    return Actor(kind=ActorKind.OFFICIAL, id=official.pk, name=name)


def person(identifier: str, name: str) -> Party:
    """Take in a citizen."""
    return people.take_party(
        kind="person", identifier_kind="personal", identifier=identifier, name=name, by=SYSTEM, at=OPENED
    )


class HallScene:
    """An agency's hall: line A takes appointments, line B does not."""

    def __init__(self) -> None:
        self.agency: Agency = people.open_agency(
            code="H24.900",
            name="Ủy ban nhân dân phường Thí Dụ",
            kind="commune",
            valid_from=SINCE,
            by=SYSTEM,
            at=OPENED,
        )
        self.first = hire(self.agency, "reception", "Lê Văn Một", "q1")
        self.second = hire(self.agency, "reception", "Lê Văn Hai", "q2")
        self.clerk = hire(self.agency, "clerk", "Ngô Thị Ba", "q3")
        self.civil = self.line("A", "Hộ tịch", places=2, slot_minutes=30)
        self.other = self.line("B", "Việc khác")
        self.counters = [self.counter(number, [self.civil, self.other]) for number in (1, 2)]
        self.mother = person("031190001234", "Nguyễn Thị Hồng Ánh")

    def line(self, letter: str, name: str, **more: int) -> Line:
        return operations.set_line(agency_id=self.agency.pk, letter=letter, name=name, by=SYSTEM, at=NOW, **more)

    def counter(self, number: int, lines: list[Line]) -> Counter:
        return operations.set_counter(
            agency_id=self.agency.pk, number=number, line_ids=[line.pk for line in lines], by=SYSTEM, at=NOW
        )

    def sit_down(self) -> None:
        for counter, official in zip(self.counters, (self.first, self.second), strict=True):
            operations.sit(counter_id=counter.pk, by=official, at=NOW)

    def take(self, line: Line, minutes: int = 0, by: Actor | None = None, why_first: str = "") -> str:
        at = NOW + dt.timedelta(minutes=minutes)
        return operations.take_ticket(line_id=line.pk, why_first=why_first, by=by or self.first, at=at).code


@pytest.fixture
def hall(db):
    return HallScene()
