"""The life of a document: drawn up, checked, signed, numbered, sealed and sent by one agency; settled by another."""

import datetime as dt
from typing import Any

from django.utils import timezone

from congvu.documents import operations as documents
from congvu.documents.models import Delivery, Document, Holding, SigningPower, State
from congvu.kit.errors import Refusal
from congvu.people import queries as people
from congvu.people.models import Agency, OrgUnit
from congvu.simulation.dice import Dice
from congvu.simulation.hands import Doer, doer, later
from congvu.simulation.models import City, Life
from congvu.workdays import queries as workdays

DECISION, LETTER = 2, 18
ARRIVALS_FROM = 1_000_000_000
"""Numbers of the lives of arrivals begin here: a thousand to each letter."""
MINUTES = {
    State.DRAFT: 180,
    State.CONTENT_CHECK: 150,
    State.FORMAT_CHECK: 60,
    State.SIGNING: 120,
    State.SIGNED: 30,
    State.NUMBERED: 15,
    State.SEALED: 15,
    State.ARRIVED: 60,
    State.REGISTERED: 150,
    State.DIRECTED: 120,
    State.IN_PROGRESS: 1400,
}
"""Working minutes that a document waits in each state, in the middle."""
LATE = 0.02
"""Share of works on documents that nobody hurries for their limit."""
DEEDS = {
    State.DRAFT: "submit",
    State.CONTENT_CHECK: "approve_content",
    State.FORMAT_CHECK: "approve_format",
    State.SIGNING: "sign",
    State.SIGNED: "number",
    State.NUMBERED: "seal",
    State.SEALED: "issue",
    State.ARRIVED: "register",
}
SUBJECTS = (
    (LETTER, "báo cáo kết quả cải cách hành chính tháng {month}"),
    (LETTER, "phối hợp xác minh thông tin hộ tịch"),
    (LETTER, "đăng ký lớp tập huấn nghiệp vụ một cửa"),
    (LETTER, "rà soát thủ tục hành chính quý {quarter}"),
    (LETTER, "tăng cường vệ sinh môi trường, chỉnh trang đô thị"),
    (LETTER, "cung cấp số liệu chuyển đổi số"),
    (LETTER, "phòng, chống bão và tìm kiếm cứu nạn"),
    (LETTER, "tuyên truyền dịch vụ công trực tuyến"),
    (DECISION, "Về việc kiện toàn Tổ công tác cải cách hành chính"),
    (DECISION, "Về việc khen thưởng tập thể, cá nhân tháng {month}"),
    (DECISION, "Về việc ban hành lịch tiếp công dân quý {quarter}"),
)
BASIS = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;\n"
    "Theo đề nghị của Trưởng phòng Văn hóa - Xã hội."
)
BODIES = {
    DECISION: (
        "Điều 1. Nội dung như tên gọi của Quyết định này, kèm danh sách.\n"
        "Điều 2. Chánh Văn phòng và các phòng chịu trách nhiệm thi hành Quyết định này./."
    ),
    LETTER: (
        "Thực hiện chương trình công tác năm, Ủy ban nhân dân đề nghị quý cơ quan phối hợp về việc {subject}.\n"
        "Ý kiến gửi về trước ngày 15 của tháng sau để tổng hợp.\nTrân trọng./."
    ),
}


def act(city: City, life: Life, at: dt.datetime) -> None:
    """Let happen what happens to a document at ``at``.

    :raises NotNow: when nobody can do it at this moment
    :raises Refusal: when the rules speak against it
    """
    dice = Dice(city.seed, life.number, life.turn)
    if life.subject_id is None:
        life.subject_id = _begun(city, life, dice, at).pk
    else:
        _act(city, life, Document.objects.get(pk=life.subject_id or 0), dice, at)


def next_at(city: City, life: Life, at: dt.datetime) -> dt.datetime | None:
    """Return when something happens next to a document as it stands now, None when it is over."""
    dice = Dice(city.seed, life.number, life.turn, "next")
    document = Document.objects.get(pk=life.subject_id or 0)
    minutes = MINUTES.get(State(document.state))
    return _by_its_limit(document, at, dice.around(minutes, 0.6), dice) if minutes else None


def _by_its_limit(document: Document, at: dt.datetime, minutes: float, dice: Dice) -> dt.datetime:
    """Return the moment so many working minutes later; officials mind the limit of a work, but for one of many."""
    held = document.holdings.filter(done_at=None, due_at__gt=at).order_by("id").first()
    if held is not None and held.due_at is not None and not dice.happens(LATE):
        minutes = min(minutes, dice.uniform(0.3, 0.9) * workdays.working_minutes(at, held.due_at))
    return later(at, minutes, dice)


def _begun(city: City, life: Life, dice: Dice, at: dt.datetime) -> Document:
    """Let an officer of the agency begin a draft."""
    units = OrgUnit.objects.filter(agency_id=life.agency_id, code__in=["VHXH", "KT", "VP"], valid_to=None)
    unit = dice.pick(sorted(units, key=lambda one: one.code))
    powers = SigningPower.objects.filter(
        agency_id=life.agency_id, valid_to=None, valid_from__lte=timezone.localdate(at)
    )
    power = dice.pick(list(powers.order_by("id")))
    code, subject = dice.pick(SUBJECTS)
    subject = subject.format(month=at.month, quarter=(at.month + 2) // 3)
    officer = doer(city, role="case_officer", agency_id=life.agency_id, unit_id=unit.pk, at=at)
    draft = documents.Draft(
        kind=code,
        subject=subject,
        parts={"basis": BASIS if code == DECISION else "", "body": BODIES[code].format(subject=subject)},
        power_id=power.pk,
        recipients=[{"agency": one.pk, "name": one.name, "role": "to"} for one in _receivers(city, life, dice)],
        urgency=1 if dice.happens(0.06) else 0,
    )
    return documents.begin_draft(agency_id=life.agency_id, unit_id=unit.pk, draft=draft, by=officer.actor, at=at)


def _receivers(city: City, life: Life, dice: Dice) -> list[Agency]:
    ids = city.lives.filter(kind=Life.Kind.DOSSIER).exclude(agency_id=life.agency_id).values("agency_id")
    others = list(Agency.objects.filter(pk__in=ids).order_by("code"))
    return dice.sample(others, k=min(len(others), dice.choice((1, 1, 2, 3, 4))))


def _act(city: City, life: Life, document: Document, dice: Dice, at: dt.datetime) -> None:
    held = document.holdings.filter(done_at=None).order_by("id").first()
    if held is None:
        raise Refusal(f"nobody holds document {document.pk}")
    who = _holder(city, document, held, at)
    common: dict[str, Any] = {"document_id": document.pk, "by": who.actor, "at": at}
    match State(document.state):
        case State.REGISTERED:
            _direct(document, common, dice)
        case State.DIRECTED:
            _assign(document, common, dice, at)
        case State.IN_PROGRESS:
            documents.complete(note="Đã thực hiện, báo cáo theo yêu cầu.", **common)
        case state:
            getattr(documents, DEEDS[state])(**common)
    who.busy(dice.around(12 * who.hand.pace, 0.5), at=at)
    if document.state == State.SEALED:
        _arrive(city, life, document, dice, at)


def _holder(city: City, document: Document, held: Holding, at: dt.datetime) -> Doer:
    return doer(
        city,
        role=held.role,
        agency_id=held.agency_id,
        unit_id=held.unit_id,
        assignee_id=held.official_id,
        in_person=held.task == Holding.Task.SIGN,
        at=at,
    )


def _direct(document: Document, common: dict[str, Any], dice: Dice) -> None:
    units = OrgUnit.objects.filter(agency_id=document.agency_id, code__in=["VHXH", "KT", "VP"], valid_to=None)
    lead = documents.Party(unit_id=dice.pick(sorted(units, key=lambda one: one.code)).pk)
    documents.direct(given=documents.NoteIn(text="", lead=lead, days=dice.choice((3, 5, 7, 10))), **common)


def _assign(document: Document, common: dict[str, Any], dice: Dice, at: dt.datetime) -> None:
    there = people.officials_with(role="case_officer", agency_id=document.agency_id, unit_id=document.unit_id, at=at)
    documents.assign(official_id=dice.pick(list(there)).pk, **common)


def _arrive(city: City, life: Life, document: Document, dice: Dice, at: dt.datetime) -> None:
    """Let an issued document arrive at once, and begin its lives at the receivers."""
    for place, delivery in enumerate(Delivery.objects.filter(document=document).order_by("id")):
        arrival = documents.arrive(delivery_id=delivery.pk, at=at)
        if arrival is not None:
            Life.objects.create(
                city=city,
                number=ARRIVALS_FROM + life.number * 1000 + place,
                kind=Life.Kind.ARRIVAL,
                agency_id=arrival.agency_id,
                what=str(arrival.kind_id),
                begins_at=at,
                next_at=_by_its_limit(arrival, at, dice.around(60), dice),
                turn=1,
                subject_id=arrival.pk,
            )
