"""What the citizen does with a dossier after filing: mend, write, take back."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.dossiers import rules
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, Message, Paper
from congvu.dossiers.operations import answer_files, charging, clock, moves
from congvu.dossiers.operations.intake import (
    FormIncomplete,
    PaperIn,
    PapersMissing,
    add_papers,
    search_text_of,
    title_of,
)
from congvu.dossiers.operations.mandates import may_follow
from congvu.dossiers.operations.reception import ReasonMissing, check_state
from congvu.dossiers.queries.account import distinct_key
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import NotAllowed, Refusal
from congvu.kit.text import clean
from congvu.payments import operations as payments
from congvu.payments import queries as payment_queries
from congvu.payments.models import Charge, Payment
from congvu.people import queries as people


class NotAsked(Refusal):
    """Only what the request names may be changed."""


def own(dossier: Dossier, by: Actor, at: dt.datetime) -> Actor:
    """Test that ``by`` is the owner, who filed it with his consent, the partner that did, or the desk where he stands.

    :raises NotAllowed: for anybody else
    """
    if by.kind == ActorKind.CITIZEN and by.id and rules.owns(people.same_person(by.id), dossier):
        return by
    if may_follow(dossier, by):
        return replace(by, acts_for=str(dossier.owner_snapshot["name"]))
    if by.kind == ActorKind.PARTNER and by.id and dossier.bundle.partner_id == by.id:
        return by
    if by.kind == ActorKind.OFFICIAL:
        return people.require(by=by, roles=["reception"], agency_id=dossier.receiving_agency_id, at=at)
    raise NotAllowed(_("Hồ sơ này không phải của bạn."))


@transaction.atomic
def supplement(
    *,
    dossier_id: int,
    values: Mapping[str, Any],
    values_owner: str = "",
    papers: Sequence[PaperIn] = (),
    by: Actor,
    at: dt.datetime,
) -> Dossier:
    """Answer a supplement request: the asked fields and papers, nothing else. The clock goes on as the procedure says.

    :param values: all answers, of which only the asked pointers may differ
    :param values_owner: under whose name new files that answer questions were stored
    :raises NotAsked: when another answer differs
    :raises FormIncomplete: when an answer does not hold
    :raises PapersMissing: when an asked paper is not there
    """
    dossier = moves.lock(dossier_id)
    by = own(dossier, by, at)
    check_state(dossier, State.SUPPLEMENT_REQUIRED)
    request = dossier.supplement_requests.get(answered_at=None)
    asked_papers = {item["pointer"] for item in request.items if item["kind"] == "paper"}
    asked_fields = [item["pointer"] for item in request.items if item["kind"] == "field"]
    outcome = dossier.version.form.clean(dict(values), context={"today": timezone.localdate(dossier.submitted_at)})
    if outcome.errors:
        raise FormIncomplete(outcome.errors)
    changed = [pointer for pointer in differing(dossier.values, outcome.values) if not _asked(pointer, asked_fields)]
    if changed:
        raise NotAsked(
            _("Chỉ sửa được những mục được yêu cầu bổ sung: %(names)s.") % {"names": ", ".join(asked_fields)}
        )
    filed = {paper.code for paper in papers}
    if lacking := [item for item in request.items if item["kind"] == "paper" and item["pointer"] not in filed]:
        raise PapersMissing([{"code": item["pointer"], "name": item["label"]} for item in lacking])
    dossier.values = dict(outcome.values)
    dossier.title = title_of(dossier.version, dossier.values)
    dossier.search_text = search_text_of(dossier)
    dossier.distinct_key = distinct_key(sheet=dossier.version.sheet, values=dossier.values)
    dossier.papers.filter(code__in=asked_papers & filed).update(check_state=Paper.Check.REPLACED)
    add_papers(dossier, [paper for paper in papers if paper.code in asked_papers], by=by, at=at)
    answer_files.take(dossier, values_owner=values_owner, by=by, at=at)
    request.answered_at = at
    request.save(update_fields=["answered_at"])
    clock.go_on(
        dossier,
        reason=_("Người nộp đã bổ sung"),
        restart=dossier.version.restart == "reset",
        by=by,
        at=at,
    )
    moves.move(dossier, State(dossier.active_state), by=by, at=at)
    charging.charge_anew(dossier, by=by, at=at)
    moves.refresh_work(dossier, at=at)
    moves.trace(dossier, "dossier.supplement", by=by, at=at, data={"fields": asked_fields, "papers": sorted(filed)})
    moves.tell(dossier, "supplement_received", key=f"supplemented:{request.pk}", at=at)
    return dossier


def differing(before: Any, after: Any, pointer: str = "") -> list[str]:
    """Return the dotted pointers at which two sets of answers differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        names = [*before, *(name for name in after if name not in before)]
        return [
            found
            for name in names
            for found in differing(before.get(name), after.get(name), f"{pointer}.{name}" if pointer else str(name))
        ]
    return [] if before == after or (before in (None, "", []) and after in (None, "", [])) else [pointer]


def _asked(pointer: str, asked: Sequence[str]) -> bool:
    return any(pointer == name or pointer.startswith(f"{name}.") for name in asked)


@transaction.atomic
def request_withdrawal(*, dossier_id: int, reason: str = "", by: Actor, at: dt.datetime) -> Dossier:
    """Ask for the dossier back; the clock stops until an officer answers.

    :raises MoveNotAllowed: when it is done or closed
    """
    reason = clean(reason)
    dossier = moves.lock(dossier_id)
    by = own(dossier, by, at)
    clock.stop(dossier, reason=_("Người nộp xin rút hồ sơ"), by=by, at=at)
    moves.move(dossier, State.WITHDRAW_REQUESTED, by=by, at=at, note=reason)
    moves.refresh_work(dossier, at=at)
    moves.trace(dossier, "dossier.request_withdrawal", by=by, at=at, data={"reason": reason})
    return dossier


@transaction.atomic
def write_message(*, dossier_id: int, text: str, by: Actor, at: dt.datetime) -> Message:
    """Write a word on the dossier: the owner to the officers, or an officer who has to do with the owner to him.

    :raises ReasonMissing: without text
    :raises NotAllowed: for anybody else
    """
    text = clean(text)
    dossier = moves.lock(dossier_id)
    from_citizen = by.kind == ActorKind.CITIZEN
    if from_citizen:
        own(dossier, by, at)
    if not from_citizen:
        grants = people.grants(official_id=by.id, at=at) if by.id else ()
        if not rules.sight_of(grants, dossier).person:
            raise NotAllowed(_("Bạn không có việc với người nộp hồ sơ này."))
    if not text:
        raise ReasonMissing(_("Viết nội dung trước khi gửi."))
    message = Message.objects.create(
        dossier=dossier, text=text[:4000], by=by.snapshot(), from_citizen=from_citizen, at=at
    )
    moves.trace(dossier, "dossier.write_message", by=by, at=at)
    if not from_citizen:
        moves.tell(dossier, "message_received", key=f"message:{message.pk}", at=at, data={"text": message.text})
    return message


def pay_for(*, dossier_id: int, gateway: str, by: Actor, at: dt.datetime) -> Payment:
    """Let the partner that filed a dossier begin to pay what is due for it; calls the network, outside a transaction.

    :param gateway: slug of a gateway, "" for the first that is switched on
    :raises NotAllowed: for anybody else
    :raises NotDue: when nothing is due
    :raises GatewayUnknown, GatewayDown: with words for the payer
    """
    dossier = Dossier.objects.select_related("bundle").get(pk=dossier_id)
    acting = as_payer(dossier, by=by, at=at)
    due = [one for one in payment_queries.charges(subject=dossier.subject) if one.state == Charge.State.DUE]
    if not due:
        raise payments.NotDue(_("Hồ sơ này không còn khoản nào phải nộp."))
    known = payment_queries.gateway_choices()
    chosen = gateway or (known[0][0] if known else "")
    return payments.open_payment(charge_id=due[0].pk, gateway=chosen, by=acting, at=at)


def as_payer(dossier: Dossier, *, by: Actor, at: dt.datetime) -> Actor:
    """Return ``by`` as who may pay what is owed for a dossier: its owner, who filed it for him, the partner that did.

    :raises NotAllowed: for anybody else
    """
    by = own(dossier, by, at)
    if by.kind == ActorKind.CITIZEN and not by.acts_for:
        return by
    return replace(by, acts_for=str(dossier.owner_snapshot["name"]), acts_for_id=dossier.owner_id)
