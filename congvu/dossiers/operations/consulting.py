"""Asking others (lấy ý kiến): whom and what, their answers, and what follows when nobody answers in time."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Conclusion, Dossier, StepRecord
from congvu.dossiers.operations import moves
from congvu.dossiers.operations.handing import pass_on
from congvu.dossiers.operations.reception import ReasonMissing, check_state
from congvu.dossiers.operations.records import keep_record
from congvu.dossiers.operations.work import StepHasOwnAction, allowed, processing, step_of
from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.errors import NotAllowed, Refusal
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.places.models import valid_on
from congvu.processes import operations as processes
from congvu.processes import queries as process_queries
from congvu.processes.models import Step

MOST_ASKED = 20
OPINIONS = (Conclusion.AGREED, Conclusion.AGREED_IF, Conclusion.DISAGREED)


class NobodyToAsk(Refusal):
    """Whom to ask is missing, unknown, or asked twice."""


class NotYetSilent(Refusal):
    """The time to answer is not over."""


@transaction.atomic
def consult(
    *, dossier_id: int, step_id: int, agency_ids: Sequence[int], question: str, by: Actor, at: dt.datetime
) -> Dossier:
    """End a step by asking other agencies at once; each has the step's limit to answer (NĐ 61/2018 Đ.19.5).

    :param agency_ids: whom to ask; each becomes a coordinator of the dossier
    :raises NobodyToAsk: without anybody, or with an agency that is not in being
    :raises ReasonMissing: without a question
    :raises StepHasOwnAction: when nobody is asked at this step
    """
    question = clean(question)
    dossier = moves.lock(dossier_id)
    check_state(dossier, State.ACCEPTED, State.PROCESSING)
    step = step_of(dossier, step_id)
    asks = process_queries.planned_step(dossier.version.definition_id, step.bpmn_id).asks
    if not asks:
        raise StepHasOwnAction(_("Ở bước «%(step)s» không lấy ý kiến.") % {"step": step.name})
    by = allowed(dossier, step, by=by, at=at)
    wanted = list(dict.fromkeys(agency_ids))
    found = Agency.objects.filter(valid_on(timezone.localdate(at)), pk__in=wanted)
    agencies = {one.pk: one for one in found.exclude(pk=dossier.competent_agency_id)}
    if not wanted or len(agencies) != len(wanted) or len(wanted) > MOST_ASKED:
        raise NobodyToAsk(
            _("Chọn từ 1 đến %(most)s cơ quan khác, đang hoạt động, để lấy ý kiến.") % {"most": MOST_ASKED}
        )
    if not question:
        raise ReasonMissing(_("Ghi nội dung cần cho ý kiến để cơ quan được hỏi biết phải trả lời gì."))
    asked = [{"name": agencies[one].name, "agency_id": one} for one in wanted]
    processing(dossier, by=by, at=at)
    data = {asks: asked, f"{asks}_question": question}
    steps = pass_on(dossier, step, note=question, data=data, by=by, at=at)
    moves.refresh_work(dossier, steps=steps, at=at)
    moves.trace(dossier, "dossier.consult", by=by, at=at, data={"agencies": wanted, "question": question})
    return dossier


@transaction.atomic
def answer(
    *,
    dossier_id: int,
    step_id: int,
    conclusion: str,
    content: str,
    file_use: uuid.UUID | None = None,
    file_owner: str = "",
    by: Actor,
    at: dt.datetime,
) -> Dossier:
    """Answer as the agency consulted; what it says is kept and the dossier goes back to the lead.

    :param conclusion: ``agreed``, ``agreed_if`` or ``disagreed``; the last two need words
    :raises ReasonMissing: without a conclusion, or without the words it needs
    :raises Stale: when the time was over meanwhile, or a colleague was faster
    """
    content = clean(content)
    dossier = moves.lock(dossier_id)
    step = step_of(dossier, step_id)
    if step.kind != "consult":
        raise StepHasOwnAction(_("Bước «%(step)s» không phải bước cho ý kiến.") % {"step": step.name})
    check_state(dossier, State.ACCEPTED, State.PROCESSING)
    by = allowed(dossier, step, by=by, at=at)
    if conclusion not in OPINIONS:
        raise ReasonMissing(_("Chọn ý kiến: đồng ý, đồng ý kèm yêu cầu, hoặc không đồng ý."))
    if not content and conclusion != Conclusion.AGREED:
        raise ReasonMissing(_("Ghi rõ yêu cầu hoặc lý do không đồng ý."))
    processing(dossier, by=by, at=at)
    _end(
        dossier,
        step,
        Conclusion(conclusion),
        content=content,
        file_use=file_use,
        file_owner=file_owner,
        by=by,
        at=at,
    )
    moves.trace(dossier, "dossier.answer", by=by, at=at, data={"step": step.bpmn_id, "conclusion": conclusion})
    return dossier


@transaction.atomic
def pass_over_silence(*, step_id: int, at: dt.datetime) -> bool:
    """Take note that a consulted agency let its time pass: where the sheet says so it counts as agreement, else the
    lead is told by a row on its work list (NĐ 61/2018 Đ.19.5). The timer calls it.

    :returns: whether it was news
    """
    found = process_queries.step(step_id)
    dossier = Dossier.objects.filter(run_id=found.run_id).values_list("pk", flat=True).first()
    if dossier is None:
        return False
    held = moves.lock(dossier)
    step = step_of(held, step_id)
    late = step.is_open and step.due_at is not None and step.due_at <= at and step.overdue_at is None
    if not late or held.state not in {State.ACCEPTED, State.PROCESSING}:
        return False
    planned = process_queries.planned_step(held.version.definition_id, step.bpmn_id)
    if planned.silence == "agree":
        law = held.version.silence_law
        words = _("Đến %(when)s không có ý kiến trả lời, coi là đồng ý.") % {
            "when": timezone.localtime(step.due_at).strftime("%H:%M %d/%m/%Y")
        }
        _end(held, step, Conclusion.SILENT, content=words, law=law, by=SYSTEM, at=at)
        moves.trace(held, "dossier.silence_agrees", by=SYSTEM, at=at, data={"step": step.bpmn_id, "law": law})
    else:
        processes.note_overdue(step_id=step.pk, by=SYSTEM, at=at)
        moves.refresh_work(held, at=at)
        moves.trace(held, "dossier.consultation_overdue", by=SYSTEM, at=at, data={"step": step.bpmn_id})
    return True


@transaction.atomic
def go_without(*, dossier_id: int, step_id: int, reason: str, by: Actor, at: dt.datetime) -> Dossier:
    """Go on, as the lead, without an opinion whose time is over; silence is not agreement here, and the trace says so.

    :raises NotYetSilent: while its time runs
    :raises ReasonMissing: without a reason
    """
    reason = clean(reason)
    dossier = moves.lock(dossier_id)
    check_state(dossier, State.ACCEPTED, State.PROCESSING)
    by = people.require(
        by=by, roles=["case_officer", "unit_head", "leader"], agency_id=dossier.competent_agency_id, at=at
    )
    step = step_of(dossier, step_id)
    if step.kind != "consult":
        raise NotAllowed(_("Bước «%(step)s» không phải bước cho ý kiến.") % {"step": step.name})
    if step.is_open and (step.due_at is None or at < step.due_at):
        raise NotYetSilent(_("Cơ quan được hỏi còn thời hạn trả lời ở bước «%(step)s».") % {"step": step.name})
    if not reason:
        raise ReasonMissing(_("Ghi lý do giải quyết tiếp mà không chờ ý kiến."))
    _end(dossier, step, Conclusion.WITHOUT, content=reason, by=by, at=at)
    moves.trace(dossier, "dossier.go_without", by=by, at=at, data={"step": step.bpmn_id, "reason": reason})
    return dossier


def _end(
    dossier: Dossier,
    step: Step,
    conclusion: Conclusion,
    *,
    content: str,
    law: str = "",
    file_use: uuid.UUID | None = None,
    file_owner: str = "",
    by: Actor,
    at: dt.datetime,
) -> StepRecord:
    record = keep_record(
        dossier,
        step,
        conclusion,
        content=content,
        law=law,
        file_use=file_use,
        file_owner=file_owner,
        happened_at=at,
        by=by,
        at=at,
    )
    said = {"conclusion": str(conclusion), "agency_id": step.agency_id}
    data = said if step.instance_key else {f"{step.bpmn_id}_conclusion": str(conclusion)}
    steps = pass_on(dossier, step, note=f"{record.said}. {content}".strip(), data=data, by=by, at=at)
    moves.refresh_work(dossier, steps=steps, at=at)
    return record
