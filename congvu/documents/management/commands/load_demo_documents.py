"""Signing powers of the demo's invented leaders, and documents of every state, so that each page has something."""

from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from congvu.documents import operations
from congvu.documents.models import Document, SigningPower
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.people import queries as people
from congvu.people.models import Agency, Official, Role, RoleHolding

SENDER, RECEIVER, UNIT = "H24.166", "H24.182", "VHXH"
DRAFTER, HEAD, CLERK, CHAIR = "nq-vanhoa", "nq-truongvh", "nq-vanthu", "nq-chutich"
STEPS = ("submit", "approve_content", "approve_format", "sign", "number", "seal", "issue")
BASIS = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;\n"
    "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;\n"
    "Theo đề nghị của Trưởng phòng Văn hóa - Xã hội."
)
DECISION = (
    "Điều 1. {what}\nĐiều 2. Giao Phòng Văn hóa - Xã hội chủ trì, phối hợp với Văn phòng và các đơn vị liên quan\n"
    "1. Tổ chức thực hiện theo đúng tiến độ;\n2. Báo cáo kết quả trước ngày 20 hằng tháng.\n"
    "Điều 3. Quyết định này có hiệu lực kể từ ngày ký.\n"
    "Chánh Văn phòng, Trưởng phòng Văn hóa - Xã hội và các cá nhân có liên quan chịu trách nhiệm thi hành "
    "Quyết định này./."
)
LETTER = (
    "Thực hiện chương trình công tác năm, Ủy ban nhân dân phường đề nghị quý cơ quan {what}\n"
    "Ý kiến gửi về Ủy ban nhân dân phường trước ngày 15 của tháng để tổng hợp.\n"
    "Rất mong nhận được sự phối hợp của quý cơ quan./."
)
PAPERS: tuple[tuple[int, str, str, str], ...] = (
    (2, "Về việc thành lập Tổ công tác chuyển đổi số", "Thành lập Tổ công tác chuyển đổi số của phường.", ""),
    (18, "Về việc phối hợp tổ chức Ngày hội đọc sách", "phối hợp tổ chức Ngày hội đọc sách năm 2026.", "submit"),
    (10, "Tuyên truyền dịch vụ công trực tuyến quý I", "", "approve_content"),
    (2, "Về việc kiện toàn Ban Chỉ đạo cải cách hành chính", "Kiện toàn Ban Chỉ đạo.", "approve_format"),
    (18, "Về việc góp ý quy chế phối hợp", "góp ý dự thảo quy chế phối hợp.", "approve_format"),
    (7, "Kết luận cuộc họp giao ban tháng", "", "sign"),
    (2, "Về việc khen thưởng tổ dân phố văn hóa", "Khen thưởng 12 tổ dân phố văn hóa.", "number"),
    (18, "Về việc đăng ký lớp tập huấn văn thư", "cử cán bộ dự lớp tập huấn văn thư.", "seal"),
    (18, "Về việc báo cáo kết quả cải cách hành chính", "gửi báo cáo kết quả cải cách hành chính.", "issue"),
    (2, "Về việc ban hành lịch tiếp công dân", "Ban hành lịch tiếp công dân định kỳ.", "issue"),
)
"""Code of the kind, subject, what it is about, and the last step that is done."""


class Command(BaseCommand):
    """May be run again: powers and documents that are there stay as they are."""

    help = "Ghi thẩm quyền ký và lập văn bản thử nghiệm"

    def handle(self, *args: Any, **options: Any) -> None:
        """Give the powers, then make the documents."""
        now = timezone.now()
        self.stdout.write(f"signing powers: {self._powers(now)}")
        sender = Agency.objects.filter(code=SENDER, valid_to=None).first()
        if sender and not Document.objects.filter(agency=sender).exists():
            self.stdout.write(f"documents: {_documents(sender, now)}")

    def _powers(self, now: datetime) -> int:
        """Let every leader sign as their post says: a deputy KT., the head of a collective body TM."""
        given, today = 0, timezone.localdate(now)
        holdings = RoleHolding.objects.filter(role=Role.LEADER, valid_to=None).select_related("agency", "official")
        for holding in holdings:
            title = people.title_of(official_id=holding.official_id, agency_id=holding.agency_id, on=today)
            if not title or SigningPower.objects.filter(agency=holding.agency, official=holding.official).exists():
                continue
            is_deputy = title.lower().startswith("phó ")
            is_body = holding.agency.kind in {Agency.Kind.COMMUNE, Agency.Kind.PROVINCE, Agency.Kind.COUNCIL}
            operations.give_power(
                agency_id=holding.agency_id,
                official_id=holding.official_id,
                competence="KT." if is_deputy else ("TM." if is_body else ""),
                position=title,
                legal_basis="Quy chế làm việc của cơ quan",
                valid_from=holding.valid_from or today,
                by=SYSTEM,
                at=now,
            )
            given += 1
        return given


def _actor(staff_code: str) -> Actor:
    official = Official.objects.get(staff_code=staff_code)
    return Actor(kind=ActorKind.OFFICIAL, id=official.pk, name=official.full_name)


def _documents(sender: Agency, now: datetime) -> int:
    today = timezone.localdate(now)
    receiver = Agency.objects.get(code=RECEIVER, valid_to=None)
    unit = people.unit(agency_id=sender.pk, code=UNIT, on=today)
    powers = SigningPower.objects.filter(agency=sender).select_related("official")
    power = next(one for one in powers if one.official.staff_code == CHAIR)
    for turn, (kind, subject, what, last) in enumerate(PAPERS):
        at = now - timedelta(minutes=5 * (len(PAPERS) - turn))
        body = {2: DECISION, 18: LETTER}.get(kind, "1. Nội dung thứ nhất.\n2. Nội dung thứ hai.").format(what=what)
        draft = operations.Draft(
            kind=kind,
            subject=subject,
            parts={"basis": BASIS if kind == 2 else "", "body": body},
            power_id=power.pk,
            recipients=[{"agency": receiver.pk, "name": receiver.name, "role": "to"}],
            urgency=1 if turn == 3 else 0,
            due_at=now + timedelta(days=turn + 1),
        )
        document = operations.begin_draft(agency_id=sender.pk, unit_id=unit.pk, draft=draft, by=_actor(DRAFTER), at=at)
        _go(document, last, at)
    return len(PAPERS)


def _go(document: Document, last: str, at: datetime) -> None:
    hands = (DRAFTER, HEAD, CLERK, CHAIR, CLERK, CLERK, CLERK)
    for step, (who, name) in enumerate(zip(hands, STEPS, strict=True), 1):
        if not last:
            return
        moment = at + timedelta(seconds=20 * step)
        getattr(operations, name)(document_id=document.pk, by=_actor(who), at=moment)
        if name == last:
            return
