"""Two checks before the signature: content by the head of the unit, format by the clerk (NĐ 30/2020 Đ.12)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.documents import rules
from congvu.documents.lifecycle import State
from congvu.documents.models import Document, DraftVersion, Holding, Kind
from congvu.documents.operations import numbers, papers
from congvu.documents.operations.competence import check_competence
from congvu.documents.operations.drafting import DraftRefused, deviations, set_signer
from congvu.documents.operations.holding import done, hand_to, work_due
from congvu.documents.operations.moves import check_stands, lock, move, trace
from congvu.documents.secrecy import without_secrets
from congvu.kit.actors import Actor
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.people.models import Role

Task = Holding.Task
WAITING = {
    State.CONTENT_CHECK: Task.CHECK_CONTENT,
    State.FORMAT_CHECK: Task.CHECK_FORMAT,
    State.SIGNING: Task.SIGN,
}


class FormatDeviates(DraftRefused):
    """The draft deviates from Annex I; it is mended, or let pass with a reason."""


def latest(document: Document) -> DraftVersion:
    """Return the version that stands now."""
    return document.versions.order_by("-ordinal").select_related("file__blob")[0]


@without_secrets("note")
@transaction.atomic
def submit(*, document_id: int, note: str = "", by: Actor, at: datetime) -> Document:
    """Hand a draft to the head of its unit, who answers for the content (Đ.12.1); without a unit to a leader.

    :raises DraftRefused: there is no subject, or nobody to sign it
    """
    document = lock(document_id)
    check_stands(document, State.DRAFT)
    by = rules.require_holder(document, Task.WRITE, by=by, at=at)
    if not document.subject:
        raise DraftRefused(_("Ghi trích yếu nội dung trước khi trình."))
    if document.signer_id is None:
        raise DraftRefused(_("Chọn người ký trước khi trình."))
    done(document, [Task.WRITE, Task.READ], at=at)
    role = _content_role(document, at=at)
    unit_id = document.unit_id if role == Role.UNIT_HEAD else None
    hand_to(document, Task.CHECK_CONTENT, role=role, unit_id=unit_id, due_at=work_due(document), at=at)
    move(document, State.CONTENT_CHECK, by=by, at=at, note=clean(note))
    trace(document, "submit", by=by, at=at)
    return document


def _content_role(document: Document, *, at: datetime) -> str:
    if document.unit_id is None:
        return Role.LEADER
    heads = people.officials_with(role=Role.UNIT_HEAD, agency_id=document.agency_id, unit_id=document.unit_id, at=at)
    return Role.UNIT_HEAD if heads.exists() else Role.LEADER


@without_secrets("note")
@transaction.atomic
def approve_content(*, document_id: int, note: str = "", by: Actor, at: datetime) -> Document:
    """Let the content pass and hand the draft to the clerk, who answers for the format (Đ.12.2)."""
    document = lock(document_id)
    check_stands(document, State.CONTENT_CHECK)
    by = rules.require_holder(document, Task.CHECK_CONTENT, by=by, at=at)
    done(document, [Task.CHECK_CONTENT], at=at)
    hand_to(document, Task.CHECK_FORMAT, role=Role.CLERK, due_at=work_due(document), at=at)
    move(document, State.FORMAT_CHECK, by=by, at=at, note=clean(note))
    trace(document, "approve_content", by=by, at=at)
    return document


@without_secrets("note")
@transaction.atomic
def approve_format(*, document_id: int, accepting: str = "", by: Actor, at: datetime) -> Document:
    """Let the format pass: the paper is made as it will be signed, and its signer has it in hand.

    A kind whose number comes before the signature is numbered now.

    :param accepting: why deviations are let pass, needed when there are some
    :raises FormatDeviates: there are, and no reason is given; they are named
    :raises WrongCompetence: the signer may not sign such a document any more
    """
    document = lock(document_id)
    check_stands(document, State.FORMAT_CHECK)
    by = rules.require_holder(document, Task.CHECK_FORMAT, by=by, at=at)
    accepting = clean(accepting)[:500]
    version = latest(document)
    version.deviations = deviations(document, version)
    version.save(update_fields=["deviations"])
    if version.deviations and not accepting:
        named = "; ".join(f"{one['box']}: {one['found']}" for one in version.deviations)
        raise FormatDeviates(
            _("Thể thức chưa đúng Phụ lục I NĐ 30/2020/NĐ-CP: %(named)s. Trả lại để sửa, hoặc ghi lý do chấp nhận.")
            % {"named": named}
        )
    check_competence(document, official_id=document.signer_id, at=at)
    paper = papers.ready_paper(document, version, at=at)
    done(document, [Task.CHECK_FORMAT], at=at)
    if document.kind.number_comes == Kind.NumberComes.BEFORE_SIGNING and not document.number:
        paper = numbers.give_number(document, paper, by=by, at=at)
    papers.keep_main(document, paper, by=by, at=at)
    hand_to(document, Task.SIGN, official_id=document.signer_id, due_at=work_due(document), at=at)
    move(document, State.SIGNING, by=by, at=at, note=accepting)
    data = {"deviations": len(version.deviations), "sha256": papers.digest(paper)}
    trace(document, "approve_format", by=by, at=at, data=data)
    return document


@without_secrets("note")
@transaction.atomic
def send_back(*, document_id: int, reason: str, by: Actor, at: datetime) -> Document:
    """Return a draft to its drafter with the reason, by who has it to check or to sign.

    A number it had stays with it: the paper is made anew with the same number.

    :raises DraftRefused: without a reason
    """
    reason = clean(reason)[:2000]
    document = lock(document_id)
    check_stands(document, *WAITING)
    by = rules.require_holder(document, WAITING[State(document.state)], by=by, at=at)
    if not reason:
        raise DraftRefused(_("Ghi lý do trả lại để người soạn biết cần sửa gì."))
    done(document, at=at)
    hand_to(document, Task.WRITE, official_id=document.drafter_id, due_at=work_due(document), at=at)
    move(document, State.DRAFT, by=by, at=at, note=reason)
    trace(document, "send_back", by=by, at=at, data={"reason": reason})
    return document


@transaction.atomic
def change_signer(*, document_id: int, power_id: int, by: Actor, at: datetime) -> Document:
    """Let another competent person sign a paper that waits for its signature: the paper is made anew with their name.

    By the clerk of the agency, who made it ready for signing.

    :raises DraftRefused: that power does not cover the kind
    """
    document = lock(document_id)
    check_stands(document, State.SIGNING)
    by = people.require(by=by, roles=[Role.CLERK], agency_id=document.agency_id, at=at)
    set_signer(document, power_id, at=at)
    document.save()
    paper = papers.ready_paper(document, latest(document), at=at)
    if document.number:
        paper = numbers.write_number(document, paper, at=at)
    papers.keep_main(document, paper, by=by, at=at)
    done(document, [Task.SIGN], at=at)
    hand_to(document, Task.SIGN, official_id=document.signer_id, due_at=work_due(document), at=at)
    trace(document, "change_signer", by=by, at=at, data={"signer": document.signer_id})
    return document
