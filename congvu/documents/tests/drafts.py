"""Scenes of outgoing documents: a department that drafts, signs, seals and sends to another one."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from congvu.documents import operations
from congvu.documents.models import Document, SigningPower
from congvu.documents.tests.arriving import OPENED, SINCE, Office, open_office
from congvu.kit import outbox
from congvu.kit.actors import SYSTEM
from congvu.signing import operations as signing

DECISION, LETTER = 2, 18
BODY = (
    "Điều 1. Thành lập Tổ công tác chuyển đổi số của Sở gồm các ông, bà có tên trong danh sách kèm theo.\n"
    "Điều 2. Tổ công tác có nhiệm vụ\n1. Xây dựng kế hoạch năm 2026.\na) Rà soát dữ liệu;\nb) Đề xuất giải pháp.\n"
    "2. Báo cáo kết quả hằng tháng.\n"
    "Điều 3. Chánh Văn phòng và các ông, bà có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này./."
)
BASIS = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;\nTheo đề nghị của Trưởng phòng Kinh tế."


@dataclass
class Sending:
    """An office with a director who may sign, and an office that receives."""

    office: Office
    other: Office
    power: SigningPower

    def draft(self, **more: Any) -> operations.Draft:
        """What the officer writes: a decision to the other office."""
        facts = {
            "kind": DECISION,
            "subject": "Về việc thành lập Tổ công tác chuyển đổi số",
            "parts": {"basis": BASIS, "body": BODY},
            "power_id": self.power.pk,
            "recipients": [{"agency": self.other.agency.pk, "name": self.other.agency.name, "role": "to"}],
            **more,
        }
        return operations.Draft(**facts)

    def begun(self, **more: Any) -> Document:
        return operations.begin_draft(
            agency_id=self.office.agency.pk,
            unit_id=self.office.units["KT"].pk,
            draft=self.draft(**more),
            **self.office.by("officer"),
        )

    STEPS = (
        ("officer", "submit"),
        ("head", "approve_content"),
        ("clerk", "approve_format"),
        ("leader", "sign"),
        ("clerk", "number"),
        ("clerk", "seal"),
        ("clerk", "issue"),
    )

    def brought(self, until: str, document: Document | None = None, **more: Any) -> Document:
        """Bring a document on its way, the operation ``until`` being the last that is done."""
        document = document or self.begun(**more)
        for role, name in self.STEPS:
            document = getattr(operations, name)(document_id=document.pk, **self.office.by(role))
            if name == until:
                break
        return document

    def delivered(self, **more: Any) -> Document:
        """Issue a document and let it arrive."""
        document = self.brought("issue", **more)
        deliver()
        return document


def deliver() -> None:
    """Hand over what was announced, as the outbox process does."""
    while outbox.deliver_due(limit=50):
        pass


def open_sending(code: str = "H24.77") -> Sending:
    """Open both offices, give the director the power to sign and the keys."""
    office, other = open_office(code), open_office(f"{code}8", "Sở Nhận Thử")
    power = operations.give_power(
        agency_id=office.agency.pk,
        official_id=office.people["leader"].id or 0,
        competence="",
        position="Giám đốc",
        valid_from=SINCE,
        by=SYSTEM,
        at=OPENED,
    )
    operations.load_kinds(by=SYSTEM, at=OPENED)
    official_ids = [office.people["leader"].id or 0]
    signing.make_demo_keys(by=SYSTEM, at=OPENED, official_ids=official_ids, agency_ids=[office.agency.pk])
    return Sending(office, other, power)


def day(text: str) -> dt.date:
    """Read a day."""
    return dt.date.fromisoformat(text)
