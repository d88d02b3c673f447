"""What a step leaves in writing: minutes of a field check or a council, with the scanned paper where there is one."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Conclusion, Dossier, StepRecord
from congvu.dossiers.operations import moves, slips
from congvu.dossiers.operations.handing import pass_on
from congvu.dossiers.operations.reception import ReasonMissing, check_state
from congvu.dossiers.operations.work import StepHasOwnAction, allowed, processing, step_of
from congvu.files import operations as files
from congvu.kit.actors import Actor
from congvu.kit.text import clean
from congvu.processes.models import Step

CONCLUSIONS = {
    "verify": (Conclusion.MET, Conclusion.NOT_MET),
    "council": (Conclusion.PASSED, Conclusion.PASSED_IF, Conclusion.FAILED),
}
"""What minutes may come to, by the kind of the step."""
MOST_PARTICIPANTS = 50


@transaction.atomic
def keep_minutes(
    *,
    dossier_id: int,
    step_id: int,
    happened_at: dt.datetime | None,
    place: str,
    participants: Sequence[str],
    content: str,
    conclusion: str,
    file_use: uuid.UUID | None = None,
    file_owner: str = "",
    by: Actor,
    at: dt.datetime,
) -> Dossier:
    """Write the minutes of a field check or a council and end the step (NĐ 61/2018 Đ.17.2: time, place, who, what).

    :param happened_at: when it took place: not before the step opened, not later than now
    :param participants: one a line, name and title
    :raises ReasonMissing: naming what is missing or does not hold
    """
    place, content = clean(place), clean(content)
    people = [clean(one)[:200] for one in participants if clean(one)][:MOST_PARTICIPANTS]
    dossier = moves.lock(dossier_id)
    check_state(dossier, State.ACCEPTED, State.PROCESSING)
    step = step_of(dossier, step_id)
    if step.kind not in CONCLUSIONS:
        raise StepHasOwnAction(_("Bước «%(step)s» không lập biên bản.") % {"step": step.name})
    by = allowed(dossier, step, by=by, at=at)
    if happened_at is None or not step.ready_at.replace(second=0, microsecond=0) <= happened_at <= at:
        raise ReasonMissing(_("Ghi giờ, ngày làm việc: sau khi bước này bắt đầu và không muộn hơn lúc này."))
    if not (place and people and content):
        raise ReasonMissing(_("Biên bản cần đủ địa điểm, thành phần tham gia và nội dung."))
    if conclusion not in CONCLUSIONS[step.kind]:
        raise ReasonMissing(_("Chọn kết luận của biên bản."))
    processing(dossier, by=by, at=at)
    record = keep_record(
        dossier,
        step,
        Conclusion(conclusion),
        content=content,
        place=place,
        participants=people,
        file_use=file_use,
        file_owner=file_owner,
        happened_at=happened_at,
        by=by,
        at=at,
    )
    slips.print_minutes(dossier, record, by=by, at=at)
    said = {f"{step.bpmn_id}_conclusion": conclusion}
    steps = pass_on(dossier, step, note=str(Conclusion(conclusion).label), data=said, by=by, at=at)
    moves.refresh_work(dossier, steps=steps, at=at)
    moves.trace(dossier, "dossier.keep_minutes", by=by, at=at, data={"step": step.bpmn_id, **said})
    return dossier


def keep_record(
    dossier: Dossier,
    step: Step,
    conclusion: Conclusion,
    *,
    content: str,
    place: str = "",
    participants: Sequence[str] = (),
    law: str = "",
    file_use: uuid.UUID | None = None,
    file_owner: str = "",
    happened_at: dt.datetime,
    by: Actor,
    at: dt.datetime,
) -> StepRecord:
    """Keep what a step left in writing; its scanned paper passes to the dossier."""
    kept = None
    if file_use is not None:
        kept = files.pass_all_on(uses=[(file_use, file_owner)], owner=dossier.subject, by=by, at=at)[0].pk
    return StepRecord.objects.create(
        dossier=dossier,
        step_id=step.pk,
        step_name=step.name[:300],
        kind=step.kind,
        agency_id=step.agency_id,
        conclusion=conclusion,
        content=content,
        place=place[:300],
        participants=list(participants),
        law=law[:100],
        file_use=kept,
        by=by.snapshot(),
        happened_at=happened_at,
        recorded_at=at,
    )
