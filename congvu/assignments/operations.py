"""The only code that writes assignments: give, pass down, report, judge, extend, give back, cancel."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.assignments import rules
from congvu.assignments.lifecycle import ENDED, StepNotAllowed, check_move
from congvu.assignments.models import Assignment, AssignmentMove, Extension, Partner, State
from congvu.audit import operations as audit
from congvu.documents import operations as documents
from congvu.documents.models import Document, Urgency
from congvu.kit.actors import Actor
from congvu.kit.errors import NotAllowed, NotThere, Refusal
from congvu.kit.text import clean, fold
from congvu.people import queries as people
from congvu.people.models import Agency, Official, OrgUnit
from congvu.places.models import valid_on

__all__ = [
    "AssignmentIn",
    "AssignmentRefused",
    "AssignmentUnknown",
    "Doer",
    "StepNotAllowed",
    "answer_extension",
    "ask_extension",
    "cancel",
    "contribute",
    "explain",
    "give",
    "give_again",
    "hand_back",
    "judge",
    "pass_down",
    "report",
    "start",
]


class AssignmentRefused(Refusal):
    """Something is missing or cannot be; the text says what."""


class AssignmentUnknown(NotThere):
    """There is no such assignment, or it is not theirs to see."""

    def __init__(self) -> None:
        super().__init__(_("Không có nhiệm vụ này, hoặc nhiệm vụ không thuộc phần việc của bạn."))


@dataclass(frozen=True, kw_only=True)
class Doer:
    """Who does something: an agency, one of its units, or one of its officials."""

    agency_id: int
    unit_id: int | None = None
    official_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class AssignmentIn:
    """What is given."""

    content: str
    lead: Doer | None
    source: str = Assignment.Source.NOTE
    document_id: int | None = None
    source_text: str = ""
    wanted: str = ""
    urgency: int = Urgency.NORMAL
    partners: Sequence[Doer] = field(default_factory=tuple)
    days: int | None = None
    """The deadline in working days from now …"""
    due_on: date | None = None
    """… or as a day."""


Named = tuple[Agency, OrgUnit | None, Official | None]


@documents.without_secrets("assignment")
@transaction.atomic
def give(*, agency_id: int, given: AssignmentIn, by: Actor, at: datetime) -> Assignment:
    """Give something to be done: to a unit or a person of the agency, or to an agency directly below it.

    :raises NotAllowed: unless ``by`` leads the agency or one of its units
    :raises AssignmentRefused: no content, no lead, or somebody to whom this agency gives nothing
    :raises BadDeadline: before today, or further than a year
    """
    by = people.require(by=by, roles=rules.GIVERS, agency_id=agency_id, at=at)
    content = clean(given.content)
    if not content:
        raise AssignmentRefused(_("Ghi nội dung nhiệm vụ."))
    if given.lead is None:
        raise AssignmentRefused(_("Chọn nơi chủ trì thực hiện."))
    if given.source not in Assignment.Source.values or given.urgency not in Urgency.values:
        raise AssignmentRefused(_("Chọn nguồn và độ khẩn trong danh sách."))
    document = _document(given, agency_id)
    agency, unit, official = _named(given.lead, agency_id, at)
    due_at = documents.due_of(given.days, given.due_on, at)
    assignment = Assignment.objects.create(
        agency_id=agency_id,
        source=given.source,
        document=document,
        source_text=clean(given.source_text)[:300],
        content=content,
        wanted=clean(given.wanted)[:300],
        urgency=given.urgency,
        giver_id=by.acts_for_id or by.id or 0,
        given_by=by.snapshot(),
        given_at=at,
        lead_agency=agency,
        lead_unit=unit,
        lead=official,
        first_due_at=due_at,
        due_at=due_at,
        sort_at=due_at or at,
        folded=fold(f"{content} {given.source_text} {document or ''}")[:800],
    )
    for one in given.partners:
        its_agency, its_unit, its_official = _named(one, agency_id, at)
        Partner.objects.create(assignment=assignment, agency=its_agency, unit=its_unit, official=its_official)
    AssignmentMove.objects.create(assignment=assignment, after=State.NEW, by=by.snapshot(), at=at)
    _trace(assignment, "give", by=by, at=at)
    return assignment


@transaction.atomic
def pass_down(*, assignment_id: int, official_id: int, by: Actor, at: datetime) -> Assignment:
    """Name who does it, by the head of the unit or the leader of the agency that leads it.

    :raises AssignmentRefused: not an official of that agency
    """
    assignment = _locked(assignment_id)
    by = rules.require_lead(assignment, by=by, at=at)
    if assignment.state in ENDED or assignment.state == State.AWAITING:
        raise StepNotAllowed(_("Nhiệm vụ đã báo cáo hoặc đã kết thúc."))
    _agency, unit, official = _named(
        Doer(agency_id=assignment.lead_agency_id, official_id=official_id), assignment.lead_agency_id, at
    )
    assignment.lead, assignment.lead_unit = official, unit or assignment.lead_unit
    assignment.save(update_fields=["lead", "lead_unit"])
    _trace(assignment, "pass_down", by=by, at=at, data={"official": official_id})
    return assignment


@transaction.atomic
def start(*, assignment_id: int, by: Actor, at: datetime) -> Assignment:
    """Take it up: whoever gave it sees that it is being done."""
    assignment = _locked(assignment_id)
    by = rules.require_lead(assignment, by=by, at=at)
    _move(assignment, State.IN_PROGRESS, by=by, at=at)
    _trace(assignment, "start", by=by, at=at)
    return assignment


@documents.without_secrets("assignment")
@transaction.atomic
def report(*, assignment_id: int, words: str, product_id: int | None = None, by: Actor, at: datetime) -> Assignment:
    """Say that it is done, with the document that came of it; the giver judges it.

    :raises AssignmentRefused: neither words nor a product, or a document that is not the lead agency's
    """
    assignment, words = _locked(assignment_id), clean(words)
    by = rules.require_lead(assignment, by=by, at=at)
    product = Document.objects.filter(pk=product_id or 0, agency_id=assignment.lead_agency_id).first()
    if product_id and product is None:
        raise AssignmentRefused(_("Sản phẩm phải là văn bản của cơ quan thực hiện."))
    if not words and product is None:
        raise AssignmentRefused(_("Ghi kết quả thực hiện hoặc chọn văn bản là sản phẩm."))
    if assignment.state == State.NEW:
        _move(assignment, State.IN_PROGRESS, by=by, at=at)
    assignment.report, assignment.product, assignment.reported_at = words, product, at
    assignment.save(update_fields=["report", "product", "reported_at"])
    _move(assignment, State.AWAITING, by=by, at=at, note=words)
    _trace(assignment, "report", by=by, at=at, data={"product": product.pk if product else None})
    return assignment


@documents.without_secrets("assignment")
@transaction.atomic
def contribute(*, assignment_id: int, words: str, by: Actor, at: datetime) -> AssignmentMove:
    """Say what one does or thinks as a coordinator; it stands in the way of the assignment.

    :raises NotAllowed: who is not asked to coordinate
    :raises AssignmentRefused: without words, or it has ended
    """
    assignment, words = _locked(assignment_id), clean(words)
    found = rules.works_with(assignment, by=by, at=at)
    if found is None:
        raise NotAllowed(_("Nhiệm vụ này không giao bạn phối hợp."))
    if not words or assignment.state in ENDED:
        raise AssignmentRefused(_("Ghi ý kiến phối hợp khi nhiệm vụ đang thực hiện."))
    note = AssignmentMove.objects.create(
        assignment=assignment, before=assignment.state, after=assignment.state, by=found.snapshot(), at=at, note=words
    )
    _trace(assignment, "contribute", by=found, at=at)
    return note


@documents.without_secrets("assignment")
@transaction.atomic
def judge(
    *, assignment_id: int, is_accepted: bool, grade: int | None = None, words: str = "", by: Actor, at: datetime
) -> Assignment:
    """Accept what was reported, with a grade of 1 to 5, or have it done again with words.

    In time is what was reported before its deadline, whenever it is judged.

    :raises AssignmentRefused: accepted without a grade, or sent back without words
    """
    assignment, words = _locked(assignment_id), clean(words)[:500]
    by = rules.require_judge(assignment, by=by, at=at)
    if not is_accepted:
        if not words:
            raise AssignmentRefused(_("Ghi cần làm lại điều gì."))
        _move(assignment, State.IN_PROGRESS, by=by, at=at, note=words)
    else:
        if grade not in range(1, 6):
            raise AssignmentRefused(_("Chọn mức đánh giá từ 1 đến 5."))
        done_at, due_at = assignment.reported_at or at, assignment.due_at
        late = due_at is not None and done_at > due_at
        assignment.grade, assignment.judgement, assignment.ended_at = grade, words, at
        assignment.save(update_fields=["grade", "judgement", "ended_at"])
        _move(assignment, State.DONE_LATE if late else State.DONE_IN_TIME, by=by, at=at, note=words)
    _trace(assignment, "judge", by=by, at=at, data={"accepted": is_accepted, "grade": grade})
    return assignment


@documents.without_secrets("assignment")
@transaction.atomic
def ask_extension(*, assignment_id: int, until: date, reason: str, by: Actor, at: datetime) -> Extension:
    """Ask for more time; one request waits at a time.

    :raises AssignmentRefused: no deadline, not later than it, no reason, or a request waits already
    """
    assignment, reason = _locked(assignment_id), clean(reason)[:500]
    by = rules.require_lead(assignment, by=by, at=at)
    wanted = documents.due_of(None, until, at)
    if assignment.state not in (State.NEW, State.IN_PROGRESS) or assignment.due_at is None or wanted is None:
        raise AssignmentRefused(_("Chỉ xin gia hạn nhiệm vụ đang thực hiện và có thời hạn."))
    if wanted <= assignment.due_at:
        raise AssignmentRefused(_("Ngày xin gia hạn phải sau hạn hiện tại."))
    if not reason:
        raise AssignmentRefused(_("Ghi lý do xin gia hạn."))
    if assignment.extensions.filter(granted=None).exists():
        raise AssignmentRefused(_("Đã có một đề nghị gia hạn đang chờ trả lời."))
    asked = Extension.objects.create(
        assignment=assignment, wanted_at=wanted, reason=reason, asked_by=by.snapshot(), asked_at=at
    )
    _trace(assignment, "ask_extension", by=by, at=at, data={"until": wanted.isoformat()})
    return asked


@documents.without_secrets("assignment")
@transaction.atomic
def answer_extension(*, assignment_id: int, is_granted: bool, words: str = "", by: Actor, at: datetime) -> Extension:
    """Grant or refuse the request that waits; the first deadline stays on record.

    :raises AssignmentRefused: none waits, or refused without words
    """
    assignment, words = _locked(assignment_id), clean(words)[:500]
    by = rules.require_judge(assignment, by=by, at=at)
    asked = assignment.extensions.filter(granted=None).first()
    if asked is None:
        raise AssignmentRefused(_("Không có đề nghị gia hạn nào đang chờ."))
    if not is_granted and not words:
        raise AssignmentRefused(_("Ghi lý do không gia hạn."))
    asked.granted, asked.answer, asked.answered_by, asked.answered_at = is_granted, words, by.snapshot(), at
    asked.save()
    if is_granted:
        assignment.due_at = assignment.sort_at = asked.wanted_at
        assignment.save(update_fields=["due_at", "sort_at"])
    _trace(assignment, "answer_extension", by=by, at=at, data={"granted": is_granted})
    return asked


@documents.without_secrets("assignment")
@transaction.atomic
def explain(*, assignment_id: int, reason: str, by: Actor, at: datetime) -> Assignment:
    """Say why it is late, in the words of who leads it; the board shows it."""
    assignment, reason = _locked(assignment_id), clean(reason)[:500]
    by = rules.require_lead(assignment, by=by, at=at)
    if not reason:
        raise AssignmentRefused(_("Ghi lý do chậm."))
    assignment.late_reason = reason
    assignment.save(update_fields=["late_reason"])
    _trace(assignment, "explain", by=by, at=at)
    return assignment


@documents.without_secrets("assignment")
@transaction.atomic
def hand_back(*, assignment_id: int, reason: str, by: Actor, at: datetime) -> Assignment:
    """Give it back to who gave it: not our competence."""
    assignment, reason = _locked(assignment_id), clean(reason)
    by = rules.require_lead(assignment, by=by, at=at)
    if not reason:
        raise AssignmentRefused(_("Ghi lý do trả lại."))
    _move(assignment, State.RETURNED, by=by, at=at, note=reason)
    _trace(assignment, "hand_back", by=by, at=at)
    return assignment


@transaction.atomic
def give_again(*, assignment_id: int, lead: Doer, by: Actor, at: datetime) -> Assignment:
    """Give what came back to another lead."""
    assignment = _locked(assignment_id)
    by = rules.require_judge(assignment, by=by, at=at)
    assignment.lead_agency, assignment.lead_unit, assignment.lead = _named(lead, assignment.agency_id, at)
    assignment.save(update_fields=["lead_agency", "lead_unit", "lead"])
    _move(assignment, State.NEW, by=by, at=at)
    _trace(assignment, "give_again", by=by, at=at)
    return assignment


@documents.without_secrets("assignment")
@transaction.atomic
def cancel(*, assignment_id: int, reason: str, by: Actor, at: datetime) -> Assignment:
    """Cancel what is no longer wanted, with its reason."""
    assignment, reason = _locked(assignment_id), clean(reason)
    by = rules.require_judge(assignment, by=by, at=at)
    if not reason:
        raise AssignmentRefused(_("Ghi lý do hủy nhiệm vụ."))
    assignment.ended_at = at
    assignment.save(update_fields=["ended_at"])
    _move(assignment, State.CANCELLED, by=by, at=at, note=reason)
    _trace(assignment, "cancel", by=by, at=at)
    return assignment


def _locked(assignment_id: int) -> Assignment:
    found = Assignment.objects.select_for_update(of=("self",)).filter(pk=assignment_id).first()
    if found is None:
        raise AssignmentUnknown
    return found


def _document(given: AssignmentIn, agency_id: int) -> Document | None:
    if given.document_id is None:
        if given.source == Assignment.Source.DOCUMENT:
            raise AssignmentRefused(_("Chọn văn bản mà nhiệm vụ phát sinh."))
        return None
    found = Document.objects.filter(pk=given.document_id, agency_id=agency_id).first()
    if found is None:
        raise AssignmentRefused(_("Văn bản nguồn phải là văn bản của cơ quan giao."))
    return found


def _named(doer: Doer, giving_id: int, at: datetime) -> Named:
    """Return who does it as rows: of the giving agency, or an agency directly below it as a whole."""
    day = timezone.localdate(at)
    near = Q(pk=giving_id) | Q(parent_id=giving_id)
    agency = Agency.objects.filter(valid_on(day), near, pk=doer.agency_id).first()
    if agency is None:
        raise AssignmentRefused(_("Chỉ giao cho đơn vị, người của cơ quan hoặc cơ quan trực thuộc."))
    if doer.official_id is not None:
        post = people.posts(on=day, official_id=doer.official_id, agency_id=agency.pk).first()
        if post is None:
            raise AssignmentRefused(_("Người được giao không công tác tại cơ quan đó."))
        return agency, post.unit, post.official
    if doer.unit_id is not None:
        unit = OrgUnit.objects.filter(valid_on(day), pk=doer.unit_id, agency_id=agency.pk).first()
        if unit is None:
            raise AssignmentRefused(_("Cơ quan không có đơn vị này."))
        return agency, unit, None
    if agency.pk == giving_id:
        raise AssignmentRefused(_("Chọn nơi chủ trì thực hiện."))
    return agency, None, None


def _move(assignment: Assignment, after: State, *, by: Actor, at: datetime, note: str = "") -> None:
    before = State(assignment.state)
    check_move(before, after)
    assignment.state = after
    assignment.save(update_fields=["state"])
    AssignmentMove.objects.create(assignment=assignment, before=before, after=after, by=by.snapshot(), at=at, note=note)


def _trace(
    assignment: Assignment, action: str, *, by: Actor, at: datetime, data: dict[str, object] | None = None
) -> None:
    audit.record(
        action=f"assignments.{action}", subject=assignment.key, label=str(assignment), data=data or {}, by=by, at=at
    )
