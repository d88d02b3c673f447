"""Scenes of incoming documents: an office with units and people, a document at its door."""

import datetime as dt
import io
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from pypdf import PdfWriter

from congvu.documents import operations, queries
from congvu.documents.lifecycle import Direction, State
from congvu.documents.models import Delivery, Document, Holding, Kind
from congvu.documents.operations import sight
from congvu.documents.operations.same_day import register_by
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.text import fold
from congvu.people import operations as people
from congvu.people.models import Agency, OrgUnit

SINCE = dt.date(2026, 1, 1)
OPENED = dt.datetime(2026, 1, 2, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@dataclass
class Office:
    """A department with two divisions: clerk, director, a head and an officer in each division."""

    agency: Agency
    units: dict[str, OrgUnit]
    people: dict[str, Actor]
    now: dt.datetime = field(default_factory=lambda: OPENED.replace(month=11, day=20, hour=9))

    def by(self, role: str) -> dict[str, Any]:
        """Return who acts and when, a minute after the last."""
        self.now += dt.timedelta(minutes=1)
        return {"by": self.people[role], "at": self.now}

    def arrival(self, **more: Any) -> Document:
        """Take in a letter that came by post."""
        given = {
            "kind_id": letter().pk,
            "organ_name": "Sở Giả Định",
            "code": "123/SGĐ-VP",
            "issued_on": dt.date(2026, 11, 18),
            "subject": "Báo cáo kết quả cải cách hành chính năm 2026",
            "came_by": "post",
            **more,
        }
        return operations.take_in(agency_id=self.agency.pk, given=operations.ArrivalIn(**given), **self.by("clerk"))

    def registered(self, **more: Any) -> Document:
        """Take in and register."""
        return operations.register(document_id=self.arrival(**more).pk, **self.by("clerk"))

    def in_progress(self, **more: Any) -> Document:
        """Register, note on, give to the officer of the economic division."""
        document = self.registered(**more)
        lead = operations.Party(unit_id=self.units["KT"].pk)
        note = operations.NoteIn(text="Phòng Kinh tế chủ trì tham mưu trả lời.", lead=lead, days=5)
        operations.direct(document_id=document.pk, given=note, **self.by("leader"))
        operations.assign(document_id=document.pk, official_id=self.people["officer"].id or 0, **self.by("head"))
        document.refresh_from_db()
        return document


def letter() -> Kind:
    """The kind công văn of the state."""
    operations.load_kinds(by=SYSTEM, at=OPENED)
    return Kind.objects.get(realm="state", code=18)


def open_office(code: str = "H24.77", name: str = "Sở Thí Dụ") -> Office:
    """Open a department with its divisions and people."""
    agency = people.open_agency(code=code, name=name, kind="department", valid_from=SINCE, by=SYSTEM, at=OPENED)
    units = {
        key: people.open_unit(
            agency_id=agency.pk,
            code=key,
            name=title,
            kind=OrgUnit.Kind.DIVISION,
            valid_from=SINCE,
            by=SYSTEM,
            at=OPENED,
        )
        for key, title in (("VP", "Văn phòng"), ("KT", "Phòng Kinh tế"))
    }
    staff = {
        "clerk": ("Ngô Thị Văn Thư", "Văn thư", "clerk", "VP"),
        "leader": ("Đào Văn Giám Đốc", "Giám đốc", "leader", None),
        "head": ("Vũ Văn Trưởng", "Trưởng phòng", "unit_head", "KT"),
        "officer": ("Phạm Thị Chuyên", "Chuyên viên", "case_officer", "KT"),
        "colleague": ("Trần Văn Cùng", "Chuyên viên", "case_officer", "KT"),
        "other_head": ("Lý Văn Chánh", "Chánh Văn phòng", "unit_head", "VP"),
    }
    return Office(agency, units, {key: hire(agency, units, key, *facts) for key, facts in staff.items()})


def hire(
    agency: Agency, units: dict[str, OrgUnit], key: str, full_name: str, title: str, role: str, unit: str | None
) -> Actor:
    """Enrol an official with a post and a role, in a unit or in the whole agency."""
    official = people.enrol(staff_code=f"{agency.code}-{key}", full_name=full_name, by=SYSTEM, at=OPENED)
    unit_id = units[unit].pk if unit else None
    people.appoint(
        official_id=official.pk,
        agency_id=agency.pk,
        unit_id=unit_id,
        title=title,
        valid_from=SINCE,
        by=SYSTEM,
        at=OPENED,
    )
    people.grant_role(
        official_id=official.pk,
        role=role,
        agency_id=agency.pk,
        unit_id=None if role == "clerk" else unit_id,
        valid_from=SINCE,
        by=SYSTEM,
        at=OPENED,
    )
    return Actor(kind=ActorKind.OFFICIAL, id=official.pk, name=full_name)


def outgoing(office: Office, state: str = State.ISSUED, **more: Any) -> Document:
    """A document that the office drew up."""
    facts = {
        "code": "7/STD-KT",
        "number": 7,
        "notation": "STD-KT",
        "subject": "Trả lời kết quả cải cách hành chính",
        "organ_name": office.agency.name,
        "issued_on": office.now.date(),
        "sort_at": office.now,
        "created_at": office.now,
        "issued_at": office.now if state == State.ISSUED else None,
        **more,
    }
    found = Document(
        agency=office.agency, organ=office.agency, direction=Direction.OUTGOING, state=state, kind=letter(), **facts
    )
    found.folded = fold(f"{found.code} {found.organ_name} {found.subject}")
    found.save()
    if found.drafter_id:
        sight.let_in([sight.of_drafter(found)])
    return found


def shares(agency: Agency, now: dt.datetime) -> dict[str, tuple[int, int]]:
    """How an agency keeps the rules within a month of a moment: of each share its number, out of which number."""
    month = dt.timedelta(days=30)
    found = queries.compliance(agency_ids=[agency.pk], since=now - month, until=now + month, now=now)
    return {one.key: (one.count, one.of) for one in found[agency.pk]}


def delivered(sender: Office, receiver: Office, **more: Any) -> Delivery:
    """A document of one office that has just arrived in another."""
    sent = outgoing(sender, **more)
    arrival = Document.objects.create(
        agency=receiver.agency,
        direction=Direction.INCOMING,
        state=State.ARRIVED,
        kind=sent.kind,
        code=sent.code,
        number=sent.number,
        notation=sent.notation,
        organ=sender.agency,
        organ_name=sender.agency.name,
        subject=sent.subject,
        issued_on=sent.issued_on,
        recipients=[{"agency": receiver.agency.pk, "name": receiver.agency.name, "role": "to", "copies": 1}],
        came_by="system",
        arrived_at=receiver.now,
        created_at=receiver.now,
        sort_at=receiver.now,
        folded=sent.folded,
    )
    operations.begin(arrival, by=SYSTEM, at=receiver.now)
    until = register_by(arrival, receiver.now)
    operations.hand_to(arrival, Holding.Task.RECEIVE, role="clerk", due_at=until, at=receiver.now)
    return Delivery.objects.create(
        document=sent,
        receiver=receiver.agency,
        receiver_name=receiver.agency.name,
        way=Delivery.Way.SYSTEM,
        status=Delivery.Status.ARRIVED,
        arrival=arrival,
        sent_at=receiver.now,
        arrived_at=receiver.now,
        changed_at=receiver.now,
        created_at=receiver.now,
    )


def pdf(pages: int = 1) -> io.BytesIO:
    """A small whole PDF without text."""
    writer, sink = PdfWriter(), io.BytesIO()
    for _page in range(pages):
        writer.add_blank_page(595, 842)
    writer.write(sink)
    sink.seek(0)
    return sink
