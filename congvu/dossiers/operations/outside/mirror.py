"""Mirroring: what the other system says takes effect on our dossier, by our table of moves and no other way."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from congvu.catalogue import queries as catalogue
from congvu.dossiers.events import ResultReturned
from congvu.dossiers.lifecycle import CLOSED, PAUSED, RUNNING, State
from congvu.dossiers.models import Dossier, Outcome, OutsideCase, OutsideMessage, Promise, Slip, SupplementRequest
from congvu.dossiers.operations import charging, clock, decisions, moves, results
from congvu.dossiers.operations.outside.told import Told
from congvu.dossiers.operations.outside.ways import way
from congvu.dossiers.operations.outside.writing import result_of
from congvu.dossiers.operations.reception import in_words
from congvu.dossiers.operations.vaulting import end_of
from congvu.files.models import FileUse
from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.outbox import announce
from congvu.payments import operations as payments
from congvu.vault import operations as vault
from congvu.workdays import queries as workdays

Effect = OutsideMessage.Outcome


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A paper of the result, taken in as the dossier's file."""

    name: str
    use: FileUse


def mirror(
    dossier: Dossier, told: Told, files: Sequence[FetchedFile], *, by: Actor, at: dt.datetime
) -> tuple[OutsideMessage.Outcome, str]:
    """Let one message take effect on a locked dossier; return what came of it, and why when nothing did.

    What is older than what we know changes no state, but a result that it carries is kept. A state that our table of
    moves cannot reach is left for a person to look at.
    """
    case = OutsideCase.objects.select_for_update().get(dossier=dossier)
    if told.their_number and not case.number:
        case.number = told.their_number
        dossier.aliases.get_or_create(issuer=case.system, code=told.their_number)
    effect, problem = _effect(dossier, case, told, files, by=by, at=at)
    case.save()
    moves.refresh_work(dossier, at=at)
    data: dict[str, object] = {"system": case.system, "message": told.number, "state": told.state, "effect": effect}
    moves.trace(dossier, "dossier.mirror_state", by=by, at=at, data=data)
    return effect, problem


def _effect(
    dossier: Dossier, case: OutsideCase, told: Told, files: Sequence[FetchedFile], *, by: Actor, at: dt.datetime
) -> tuple[OutsideMessage.Outcome, str]:
    current = State(dossier.state)
    if told.state is None:
        return Effect.KNOWN, ""
    if case.acknowledged_at is None and told.state != State.REGISTERED:
        case.acknowledged_at = told.at
    ahead = way(current, told.state, State(dossier.active_state))
    if case.told_at and (told.at < case.told_at or (told.at == case.told_at and not ahead)):
        _keep_result(dossier, told, files, at=at)
        return Effect.LATE, ""
    if told.state == current:
        case.told_at = told.at
        _take_over_day(dossier, told, by=by, at=at)
        return Effect.KNOWN, ""
    if not ahead:
        return Effect.CONFLICT, _("Hồ sơ đang «%(here)s», bên kia báo «%(there)s»") % {
            "here": current.label,
            "there": told.state.label,
        }
    case.told_at = told.at
    for step in ahead:
        _enter(dossier, step, told, files, by=by, at=at)
    _take_over_day(dossier, told, by=by, at=at)
    return Effect.APPLIED, ""


def _enter(
    dossier: Dossier, step: State, told: Told, files: Sequence[FetchedFile], *, by: Actor, at: dt.datetime
) -> None:
    """Make one move of the table, with all that belongs to it."""
    before, note = State(dossier.state), told.words if step == told.state else ""
    if before in PAUSED and step not in PAUSED | CLOSED:
        _go_on(dossier, told, by=by)
    if step == State.ACCEPTED and before == State.REGISTERED:
        dossier.received_at = told.received_at or told.at
        dossier.competent_received_at = dossier.received_at
        moves.move(dossier, step, by=by, at=told.at, note=note)
        clock.start(dossier, by=by, at=dossier.received_at)
        due: dict[str, object] = {"due_at": in_words(told.due_at or dossier.due_at)}
        moves.tell(dossier, "dossier_accepted", key="accepted:outside", at=at, data=due)
    elif step == State.SUPPLEMENT_REQUIRED:
        _ask(dossier, told, by=by, at=at)
    elif step == State.PAYMENT_REQUIRED:
        _demand(dossier, told, by=by, at=at)
    elif step == State.NOT_ACCEPTED:
        moves.move(dossier, step, by=by, at=told.at, note=note)
        charging.cancel_charges(dossier, reason=note, by=by, at=at)
        moves.tell(dossier, "dossier_refused", key="refused", at=at, data={"reason": note})
    elif step == State.STOPPED:
        decisions.end(dossier, reason=note or _("Cơ quan giải quyết báo dừng xử lý"), by=by, at=told.at)
        moves.tell(dossier, "dossier_stopped", key="stopped", at=at, data={"reason": note})
    elif step == State.DONE:
        dossier.outcome = Outcome.GRANTED if told.granted else Outcome.REFUSED
        _keep_result(dossier, told, files, at=at)
        results.finish(dossier, steps=(), by=by, at=told.at, note=note)
    elif step == State.RETURNED:
        dossier.returned_at = told.at
        moves.move(dossier, step, by=by, at=told.at, note=note)
        announce(ResultReturned(dossier_id=dossier.pk, at=told.at.isoformat()), subject=dossier.subject)
        moves.tell(dossier, "result_returned", key="returned", at=at)
    else:
        moves.move(dossier, step, by=by, at=told.at, note=note)


def _go_on(dossier: Dossier, told: Told, *, by: Actor) -> None:
    """End a pause from the other side: what was asked counts as answered, the clock goes on as the sheet says."""
    waited = dossier.supplement_requests.filter(answered_at=None).update(answered_at=told.at)
    restart = bool(waited) and dossier.version.restart == "reset"
    clock.go_on(dossier, reason=told.words or _("Cơ quan giải quyết làm tiếp"), restart=restart, by=by, at=told.at)


def _ask(dossier: Dossier, told: Told, *, by: Actor, at: dt.datetime) -> None:
    """Ask the citizen on behalf of the other side; the clock stops."""
    names = {row["code"]: catalogue.words(row["name"]) for row in dossier.version.papers}
    waiting = dossier.version.supplement_limit
    answer_by = told.answer_by or (workdays.due(start=told.at, limit=waiting).due_at if waiting else None)
    items = [
        {"kind": "paper", "pointer": one.code, "label": names[one.code], "problem": one.problem or told.words}
        for one in told.asked
        if one.code in names
    ]
    request = SupplementRequest.objects.create(
        dossier=dossier,
        items=items,
        reason=told.words or _("Cơ quan giải quyết yêu cầu bổ sung"),
        contact=", ".join(filter(None, [told.who, told.unit]))[:200],
        asked_at=told.at,
        answer_by=answer_by,
        by=by.snapshot(),
    )
    clock.stop(dossier, reason=_("Chờ người nộp bổ sung"), law="NĐ 61/2018 Đ.17.2", by=by, at=told.at)
    moves.move(dossier, State.SUPPLEMENT_REQUIRED, by=by, at=told.at, note=request.reason)
    words: dict[str, object] = {"reason": request.reason, "answer_by": in_words(answer_by) or "—"}
    moves.tell(dossier, "supplement_requested", key=f"supplement:{request.pk}", at=at, data=words)


def _demand(dossier: Dossier, told: Told, *, by: Actor, at: dt.datetime) -> None:
    """Charge what the other side demands; the clock stops until it is paid."""
    lines = [
        payments.Line(code=one.code or "duty", name=one.name or told.words, amount=one.amount) for one in told.owed
    ]
    clock.stop(dossier, reason=_("Chờ người nộp thực hiện nghĩa vụ tài chính"), by=by, at=told.at)
    charging.charge_lines(
        dossier, lines, key=f"outside:{told.number}", agency_id=dossier.receiving_agency_id, by=by, at=at
    )
    moves.move(dossier, State.PAYMENT_REQUIRED, by=by, at=told.at, note=told.words)
    words: dict[str, object] = {"amount": sum(line.amount for line in lines), "reason": told.words}
    moves.tell(dossier, "payment_required", key=f"pay:{told.number}", at=at, data=words)


def _keep_result(dossier: Dossier, told: Told, files: Sequence[FetchedFile], *, at: dt.datetime) -> None:
    """Keep the papers that came, as the dossier's result and in its owner's vault; those that are there stay."""
    if not files or dossier.slips.filter(kind=Slip.Kind.RESULT).exists():
        return
    spec = result_of(dossier)
    day = (told.result_at or told.at).astimezone().date()
    dossier.result_number, dossier.result_date = told.result_number or dossier.result_number, day
    for number, one in enumerate(files):
        kind = Slip.Kind.RESULT if told.granted else Slip.Kind.REFUSAL
        slip = Slip.objects.create(
            dossier=dossier, kind=kind, file_use=one.use.pk, issued_at=told.at, digest=one.use.blob.sha256
        )
        if not told.granted:
            continue
        vault.keep(
            owner_id=dossier.owner_id,
            agency_id=dossier.competent_agency_id,
            kind=str(spec.get("paper_kind") or dossier.version.procedure.code),
            name=one.name or catalogue.words(spec["name"]),
            number=dossier.result_number,
            issued_on=day,
            valid_from=day,
            valid_to=end_of(day, spec.get("valid_months")),
            file_use=slip.file_use,
            file_owner=dossier.subject,
            origin=dossier.subject,
            origin_part=f"result:{number}" if number else "result",
            by=SYSTEM,
            at=at,
        )


def _take_over_day(dossier: Dossier, told: Told, *, by: Actor, at: dt.datetime) -> None:
    """Show the citizen the day that the other side promised; ours by law stands beside it, and both are scored."""
    if told.due_at is None or told.due_at == dossier.due_at or dossier.state not in RUNNING:
        return
    ours, kind = dossier.due_at, Promise.Kind.CONFIRMED
    reason = _("Ngày do cơ quan giải quyết hẹn")
    clock.give_day(dossier, kind, due_at=told.due_at, reason=reason, limit=dossier.limit, by=by, at=at)
    dossier.statutory_due_at = dossier.statutory_due_at or ours
