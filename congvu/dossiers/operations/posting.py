"""Public notice (niêm yết công khai): put up what the sheet lets be shown, take it down when its time is over."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from congvu.catalogue import queries as catalogue
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Conclusion, Dossier, PublicNotice
from congvu.dossiers.operations import moves
from congvu.dossiers.operations.handing import pass_on
from congvu.dossiers.operations.reception import ReasonMissing, check_state, in_words
from congvu.dossiers.operations.records import keep_record
from congvu.dossiers.operations.work import StepHasOwnAction, allowed, processing, step_of
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal, Stale
from congvu.kit.text import clean
from congvu.processes import queries as processes
from congvu.processes.models import Step
from congvu.workdays import queries as workdays

FOUND = (Conclusion.NO_OBJECTION, Conclusion.OBJECTION)


class StillHanging(Refusal):
    """The notice must hang until its time is over."""


def notice_rows(dossier: Dossier) -> list[dict[str, str]]:
    """Return what a public notice says of a dossier: the answers that the sheet names, and no other."""
    shown = dossier.version.sheet.get("public_notice", {}).get("shows", [])
    with override("vi"):  # what hangs in public is Vietnamese, whatever the screen of who puts it up
        rows = [row for section in dossier.version.form.summary(dossier.values) for row in section.rows]
    return [{"label": row.label, "value": row.value} for pointer in shown for row in rows if row.pointer == pointer]


@transaction.atomic
def put_up(*, dossier_id: int, step_id: int, places: str, contact: str, by: Actor, at: dt.datetime) -> PublicNotice:
    """Put the notice up: on the portal at once, and on paper at the places named, for the days of the step.

    :raises ReasonMissing: without places, or without whom to turn to
    :raises Stale: when it hangs already
    """
    places, contact = clean(places), clean(contact)
    dossier = moves.lock(dossier_id)
    check_state(dossier, State.ACCEPTED, State.PROCESSING)
    step = _notice_step(dossier, step_id)
    by = allowed(dossier, step, by=by, at=at)
    if PublicNotice.objects.filter(step_id=step.pk).exists():
        raise Stale(_("Thông báo của hồ sơ %(code)s đã được niêm yết.") % {"code": dossier.code})
    if not (places and contact):
        raise ReasonMissing(_("Ghi nơi niêm yết và nơi nhận ý kiến của người dân."))
    days = processes.planned_step(dossier.version.definition_id, step.bpmn_id).days or 0
    told = dossier.version.sheet["public_notice"]
    law = told["law"]
    processing(dossier, by=by, at=at)
    notice = PublicNotice.objects.create(
        dossier=dossier,
        step_id=step.pk,
        agency_id=step.agency_id,
        title=catalogue.words(told["title"])[:300],
        rows=notice_rows(dossier),
        places=places,
        contact=contact[:300],
        law=f"{law['act']} {law.get('article', '')}".strip()[:200],
        days=days,
        posted_at=at,
        ends_at=workdays.due(start=at, limit=workdays.Limit(days, workdays.Unit.CALENDAR_DAY)).due_at,
        by=by.snapshot(),
    )
    moves.refresh_work(dossier, at=at)
    moves.trace(dossier, "dossier.put_up", by=by, at=at, data={"ends_at": notice.ends_at.isoformat()})
    moves.tell(
        dossier,
        "notice_put_up",
        key=f"notice:{notice.pk}",
        at=at,
        data={"ends_at": in_words(notice.ends_at), "path": f"/niem-yet/{notice.public_id}/"},
    )
    return notice


@transaction.atomic
def take_down(*, dossier_id: int, step_id: int, conclusion: str, content: str, by: Actor, at: dt.datetime) -> Dossier:
    """Take the notice down when its time is over, write down what people said, and end the step.

    :param conclusion: ``no_objection`` or ``objection``; the last needs words
    :raises StillHanging: before its time is over, or when it was never put up
    :raises ReasonMissing: without a conclusion, or without the objections
    """
    content = clean(content)
    dossier = moves.lock(dossier_id)
    check_state(dossier, State.ACCEPTED, State.PROCESSING)
    step = _notice_step(dossier, step_id)
    by = allowed(dossier, step, by=by, at=at)
    notice = PublicNotice.objects.filter(step_id=step.pk, ended_at=None).first()
    if notice is None:
        raise StillHanging(_("Hồ sơ %(code)s chưa niêm yết.") % {"code": dossier.code})
    if at < notice.ends_at:
        raise StillHanging(
            _("Phải niêm yết đủ %(days)s ngày, đến %(when)s.") % {"days": notice.days, "when": in_words(notice.ends_at)}
        )
    if conclusion not in FOUND or (conclusion == Conclusion.OBJECTION and not content):
        raise ReasonMissing(_("Chọn kết quả niêm yết; có ý kiến phản đối thì ghi rõ ai, nội dung gì."))
    notice.ended_at = at
    notice.save(update_fields=["ended_at"])
    found = Conclusion(conclusion)
    keep_record(dossier, step, found, content=content, place=notice.places, happened_at=at, by=by, at=at)
    said: dict[str, object] = {f"{step.bpmn_id}_conclusion": conclusion}
    steps = pass_on(dossier, step, note=str(found.label), data=said, by=by, at=at)
    moves.refresh_work(dossier, steps=steps, at=at)
    moves.trace(dossier, "dossier.take_down", by=by, at=at, data=said)
    return dossier


def _notice_step(dossier: Dossier, step_id: int) -> Step:
    step = step_of(dossier, step_id)
    if step.kind != "notice":
        raise StepHasOwnAction(_("Bước «%(step)s» không phải bước niêm yết.") % {"step": step.name})
    return step
