"""Decisions beside the process: withdrawal, financial duty, stopping."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier
from congvu.dossiers.operations import charging, clock, moves
from congvu.dossiers.operations.reception import ReasonMissing, check_run_here, check_state
from congvu.kit.actors import Actor
from congvu.kit.text import clean
from congvu.payments import operations as payments
from congvu.payments import queries as payment_queries
from congvu.people import queries as people
from congvu.processes import operations as processes


@transaction.atomic
def decide_withdrawal(*, dossier_id: int, granted: bool, reason: str = "", by: Actor, at: dt.datetime) -> Dossier:
    """Give the dossier back (it stops), or refuse with a reason (it goes on where it was).

    :raises ReasonMissing: when refused without a reason
    """
    reason = clean(reason)
    dossier = moves.lock(dossier_id)
    check_run_here(dossier)
    agency_id = dossier.competent_agency_id if dossier.run_id else dossier.receiving_agency_id
    by = people.require(by=by, roles=["case_officer", "reception"], agency_id=agency_id, at=at)
    check_state(dossier, State.WITHDRAW_REQUESTED)
    if not granted and not reason:
        raise ReasonMissing(_("Ghi lý do không đồng ý cho rút hồ sơ."))
    if granted:
        end(dossier, reason=_("Người nộp rút hồ sơ"), by=by, at=at)
    else:
        before = State(dossier.state_before or State.REGISTERED)
        if before == State.PAYMENT_REQUIRED and not payment_queries.is_due(subject=dossier.subject):
            before = State(dossier.active_state)  # paid while the answer was waited for
        if before not in {State.SUPPLEMENT_REQUIRED, State.PAYMENT_REQUIRED}:
            clock.go_on(dossier, reason=_("Không đồng ý cho rút hồ sơ"), restart=False, by=by, at=at)
        moves.move(dossier, before, by=by, at=at, note=reason)
    moves.refresh_work(dossier, at=at)
    moves.trace(dossier, "dossier.decide_withdrawal", by=by, at=at, data={"granted": granted, "reason": reason})
    moves.tell(dossier, "withdrawal_decided", key=f"withdrawal:{at.isoformat()}", at=at, data={"reason": reason})
    return dossier


@transaction.atomic
def stop(*, dossier_id: int, reason: str, law: str, by: Actor, at: dt.datetime) -> Dossier:
    """Stop processing on a legal ground.

    :raises ReasonMissing: without reason or ground
    """
    reason, law = clean(reason), clean(law)
    dossier = moves.lock(dossier_id)
    check_run_here(dossier)
    by = people.require(by=by, roles=["leader"], agency_id=dossier.competent_agency_id, at=at)
    check_state(dossier, State.PROCESSING)
    if not reason or not law:
        raise ReasonMissing(_("Ghi lý do và căn cứ pháp luật để dừng xử lý."))
    end(dossier, reason=reason, law=law, by=by, at=at)
    moves.refresh_work(dossier, at=at)
    moves.trace(dossier, "dossier.stop", by=by, at=at, data={"reason": reason, "law": law})
    moves.tell(dossier, "dossier_stopped", key="stopped", at=at, data={"reason": reason})
    return dossier


def end(dossier: Dossier, *, reason: str, law: str = "", by: Actor, at: dt.datetime) -> None:
    """End the work on a dossier: process, clock, legs; it stands as stopped."""
    if dossier.run_id:
        processes.cancel(run_id=dossier.run_id, reason=reason, by=by, at=at)
    clock.end(dossier, reason=reason, law=law, by=by, at=at)
    dossier.legs.filter(done_at=None).update(done_at=at)
    moves.move(dossier, State.STOPPED, by=by, at=at, note=reason)
    charging.cancel_charges(dossier, reason=reason, by=by, at=at)


@transaction.atomic
def require_payment(*, dossier_id: int, amount: int, reason: str, by: Actor, at: dt.datetime) -> Dossier:
    """Tell the citizen of a financial duty; the clock stops until it is met.

    :param amount: đồng
    :raises ReasonMissing: without reason, or with an amount below 1 đồng
    """
    reason = clean(reason)
    dossier = moves.lock(dossier_id)
    check_run_here(dossier)
    agency_id = dossier.competent_agency_id if dossier.run_id else dossier.receiving_agency_id
    by = people.require(by=by, roles=["reception", "case_officer", "cashier"], agency_id=agency_id, at=at)
    check_state(dossier, State.REGISTERED, State.PROCESSING)
    if amount < 1 or not reason:
        raise ReasonMissing(_("Ghi số tiền và khoản phải nộp."))
    clock.stop(dossier, reason=_("Chờ người nộp thực hiện nghĩa vụ tài chính"), by=by, at=at)
    duty = payments.Line(code="duty", name=reason[:300], amount=amount)
    charging.charge_lines(dossier, [duty], key=f"duty:{at.isoformat()}", agency_id=agency_id, by=by, at=at)
    moves.move(dossier, State.PAYMENT_REQUIRED, by=by, at=at, note=reason)
    moves.refresh_work(dossier, at=at)
    moves.trace(dossier, "dossier.require_payment", by=by, at=at, data={"amount": amount, "reason": reason})
    moves.tell(
        dossier, "payment_required", key=f"pay:{at.isoformat()}", at=at, data={"amount": amount, "reason": reason}
    )
    return dossier


@transaction.atomic
def record_payment(*, dossier_id: int, receipt: str, by: Actor, at: dt.datetime) -> Dossier:
    """Record that the financial duty was met elsewhere (the treasury, the tax office), with their receipt's number.

    The dossier goes on where it stood and the clock with it. What the agency itself collects, the cashier takes.

    :raises ReasonMissing: without the receipt's number
    """
    receipt = clean(receipt)
    dossier = moves.lock(dossier_id)
    agency_id = dossier.competent_agency_id if dossier.run_id else dossier.receiving_agency_id
    by = people.require(by=by, roles=["cashier", "reception"], agency_id=agency_id, at=at)
    check_state(dossier, State.PAYMENT_REQUIRED)
    if not receipt:
        raise ReasonMissing(_("Ghi số biên lai."))
    payments.settle_elsewhere(subject=dossier.subject, receipt=receipt, by=by, at=at)
    clock.go_on(dossier, reason=_("Đã thực hiện nghĩa vụ tài chính"), restart=False, by=by, at=at)
    moves.move(dossier, State(dossier.active_state), by=by, at=at, note=receipt)
    moves.refresh_work(dossier, at=at)
    moves.trace(dossier, "dossier.record_payment", by=by, at=at, data={"receipt": receipt})
    return dossier
