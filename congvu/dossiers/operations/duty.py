"""The financial duty that another agency works out (tax): told with its amount, it stops the clock until it is met."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier
from congvu.dossiers.operations import charging, clock, moves
from congvu.dossiers.operations.handing import pass_on
from congvu.dossiers.operations.reception import ReasonMissing, check_state
from congvu.dossiers.operations.work import StepHasOwnAction, allowed, processing, step_of
from congvu.kit.actors import Actor
from congvu.kit.money import dong
from congvu.kit.text import clean
from congvu.payments import operations as payments


@transaction.atomic
def tell_duty(
    *, dossier_id: int, step_id: int, amount: int, reason: str, number: str, by: Actor, at: dt.datetime
) -> Dossier:
    """End the step by telling the owner what to pay, by which notice; nothing to pay lets the dossier go on at once.

    :param amount: đồng, 0: nothing is owed
    :param number: number and date of the agency's notice of the duty
    :raises ReasonMissing: without what it is for, or without the notice's number
    """
    reason, number = clean(reason), clean(number)
    dossier = moves.lock(dossier_id)
    check_state(dossier, State.ACCEPTED, State.PROCESSING)
    step = step_of(dossier, step_id)
    if step.kind != "duty":
        raise StepHasOwnAction(_("Bước «%(step)s» không xác định nghĩa vụ tài chính.") % {"step": step.name})
    by = allowed(dossier, step, by=by, at=at)
    if amount < 0 or not reason or not number:
        raise ReasonMissing(_("Ghi số tiền (0 nếu không phải nộp), khoản phải nộp và số thông báo."))
    processing(dossier, by=by, at=at)
    told = _("%(reason)s: %(amount)s, thông báo số %(number)s") % {
        "reason": reason,
        "amount": dong(amount),
        "number": number,
    }
    if amount:
        clock.stop(dossier, reason=_("Chờ người nộp thực hiện nghĩa vụ tài chính"), by=by, at=at)
        line = payments.Line(code="duty", name=f"{reason} ({number})"[:300], amount=amount)
        key = f"duty:{step.pk}"
        charging.charge_lines(dossier, [line], key=key, agency_id=step.agency_id, by=by, at=at)
        moves.move(dossier, State.PAYMENT_REQUIRED, by=by, at=at, note=told)
        moves.tell(dossier, "payment_required", key=key, at=at, data={"amount": amount, "reason": reason})
    data = {f"{step.bpmn_id}_amount": amount}
    steps = pass_on(dossier, step, note=told, data=data, by=by, at=at)
    moves.refresh_work(dossier, steps=steps, at=at)
    moves.trace(dossier, "dossier.tell_duty", by=by, at=at, data={"amount": amount, "number": number})
    return dossier
