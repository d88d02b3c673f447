"""What reception does: accept, ask for papers, refuse, take in what another desk received."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, Leg, Promise, SupplementRequest
from congvu.dossiers.operations import charging, clock, entries, later, moves, slips
from congvu.dossiers.operations.handing import hand_steps
from congvu.dossiers.queries.corrections import council_wants_corrections
from congvu.dossiers.queries.windows import in_window, window_of
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal, Stale
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.processes import operations as processes
from congvu.processes.models import Step
from congvu.workdays import queries as workdays


class SupplementAskedTwice(Refusal):
    """A dossier may be sent back for papers once only (NĐ 61/2018 Đ.15.3), unless a leader gives a legal ground."""


class TooLateToAsk(Refusal):
    """The working days in which a supplement may be asked are over (``supplement_window``)."""


class RunElsewhere(Refusal):
    """Another system runs the dossier; here its states are only mirrored."""


class ReasonMissing(Refusal):
    """A refusal or a request needs its reason in words."""


def check_state(dossier: Dossier, *expected: State) -> None:
    """Test that nobody else has moved the dossier on.

    :raises Stale: naming who did what, and when
    """
    if State(dossier.state) in expected:
        return
    last = dossier.moves.order_by("-id").first()
    who = (last.by.get("name") if last else "") or _("Người khác")
    when = last.at.astimezone().strftime("%H:%M %d/%m/%Y") if last else ""
    raise Stale(
        _("%(who)s đã chuyển hồ sơ %(code)s sang «%(state)s» lúc %(when)s. Tải lại trang để xem việc tiếp theo.")
        % {"who": who, "code": dossier.code, "state": dossier.state_label, "when": when}
    )


def check_run_here(dossier: Dossier) -> None:
    """Test that our officials work on the dossier.

    :raises RunElsewhere: when another system does
    """
    if not dossier.is_run_here:
        raise RunElsewhere(
            _("Hồ sơ %(code)s do %(agency)s giải quyết trên hệ thống của ngành; ở đây chỉ theo dõi.")
            % {"code": dossier.code, "agency": dossier.competent_agency.name}
        )


@transaction.atomic
def accept(
    *, dossier_id: int, note: str = "", happened_at: dt.datetime | None = None, by: Actor, at: dt.datetime
) -> Dossier:
    """Take a dossier in: receipt M01, promised day, the process starts at the competent agency.

    When another agency is competent the promise is provisional and the clock waits for it (NĐ 118/2025 Đ.17.3).

    :param happened_at: when it was taken in by hand with a code held in advance; clock and promise count from then
    :raises Stale: when a colleague was faster
    :raises NotAllowed: when ``by`` has no reception desk at the receiving agency
    :raises MomentUnfit: ``happened_at`` without a code held in advance, or as for :func:`later.check_moment`
    """
    note = clean(note)
    dossier = moves.lock(dossier_id)
    check_run_here(dossier)
    by = people.require(by=by, roles=["reception"], agency_id=dossier.receiving_agency_id, at=at)
    check_state(dossier, State.REGISTERED)
    when = later.taken_in_at(dossier, happened_at, at=at)
    dossier.received_at = when
    moves.move(dossier, State.ACCEPTED, by=by, at=when, recorded_at=at, note=note)
    steps: list[Step] | None = None
    if dossier.competent_agency_id == dossier.receiving_agency_id:
        steps = begin(dossier, by=by, at=when, recorded_at=at)
    else:
        clock.promise(dossier, Promise.Kind.PROVISIONAL, start_at=when, by=by, at=when)
        _give_to_agency(dossier, by=by, at=when, recorded_at=at)
    entry = entries.enter_received(dossier, by=by, at=at)
    slips.print_receipt(dossier, entry, by=by, at=at)
    moves.refresh_work(dossier, steps=steps, at=at)
    moves.trace(dossier, "dossier.accept", by=by, at=at, happened_at=when, data={"due_at": _iso(dossier.due_at)})
    moves.tell(
        dossier, "dossier_accepted", key=f"accepted:{at.isoformat()}", at=at, data={"due_at": in_words(dossier.due_at)}
    )
    return dossier


@transaction.atomic
def take_in(*, dossier_id: int, by: Actor, at: dt.datetime) -> Dossier:
    """Take in, as the competent agency, what another desk received: the clock starts now, M01 says the firm day.

    :raises Stale: when it has been taken in
    """
    dossier = moves.lock(dossier_id)
    check_run_here(dossier)
    by = people.require(by=by, roles=["reception"], agency_id=dossier.competent_agency_id, at=at)
    check_state(dossier, State.ACCEPTED)
    if dossier.competent_received_at is not None:
        raise Stale(_("Hồ sơ %(code)s đã được nhận trước đó.") % {"code": dossier.code})
    steps = begin(dossier, by=by, at=at)
    slips.print_receipt(dossier, by=by, at=at)
    moves.refresh_work(dossier, steps=steps, at=at)
    moves.trace(dossier, "dossier.take_in", by=by, at=at, data={"due_at": _iso(dossier.due_at)})
    moves.tell(
        dossier, "dossier_accepted", key=f"accepted:{at.isoformat()}", at=at, data={"due_at": in_words(dossier.due_at)}
    )
    return dossier


def begin(dossier: Dossier, *, by: Actor, at: dt.datetime, recorded_at: dt.datetime | None = None) -> list[Step]:
    """Let the competent agency begin: clock, lead leg, run with its reception step done; return the steps open now."""
    dossier.competent_received_at = at
    clock.start(dossier, by=by, at=at, recorded_at=recorded_at)
    Leg.objects.create(
        dossier=dossier,
        agency_id=dossier.competent_agency_id,
        duty=Leg.Duty.LEAD,
        limit_text=str(dossier.limit),
        received_at=at,
        due_at=dossier.due_at,
    )
    run = processes.start(
        definition_id=dossier.version.definition_id,
        subject=dossier.subject,
        agency_id=dossier.competent_agency_id,
        variables=routing_values(dossier),
        by=by,
        at=at,
    )
    dossier.run = run
    for step in run.waiting:
        if step.kind == "receive":
            run = processes.finish_step(step_id=step.pk, by=by, at=at)
    hand_steps(dossier, run.waiting, by=by, at=at, recorded_at=recorded_at)
    return run.waiting


def routing_values(dossier: Dossier) -> dict[str, Any]:
    """Return by what the process chooses its way: the answers of ``routing``, and where its steps may lie.

    ``department`` is the unit of the competent agency that the sheet names (null: the whole agency), ``superior`` the
    agency above it; each duty of ``agency.coordinators`` the agency that does it; ``step_minutes`` the limits of the
    steps where its case has others.
    """
    answers = {name: dossier.values.get(name) for name in dossier.version.sheet.get("routing", [])}
    codes = dossier.version.sheet["agency"].get("department", [])
    day = timezone.localdate(dossier.competent_received_at or dossier.submitted_at)
    department = people.unit_of(agency_id=dossier.competent_agency_id, codes=codes, on=day) if codes else None
    return {
        **answers,
        **_coordinators(dossier, on=day),
        "department": department.pk if department else None,
        "superior": dossier.competent_agency.parent_id,
        **({"step_minutes": minutes} if (minutes := dossier.version.step_minutes(dossier.values)) else {}),
    }


def _coordinators(dossier: Dossier, *, on: dt.date) -> dict[str, int | None]:
    """Return who does the duties of the sheet beside the competent agency; null: it does them itself."""
    found = {
        one["code"]: people.coordinator(duty=one["code"], agency_id=dossier.competent_agency_id, on=on)
        for one in dossier.version.sheet["agency"].get("coordinators", [])
    }
    return {code: agency.pk if agency else None for code, agency in found.items()}


def _give_to_agency(dossier: Dossier, *, by: Actor, at: dt.datetime, recorded_at: dt.datetime) -> None:
    receiver = {"agency_name": dossier.competent_agency.name, "role": "reception"}
    step_name = "Chuyển cơ quan có thẩm quyền"
    moves.hand_over(dossier, giver=by, receiver=receiver, step_name=step_name, at=at, recorded_at=recorded_at)


@transaction.atomic
def refuse_reception(*, dossier_id: int, reason: str, by: Actor, at: dt.datetime) -> Dossier:
    """Refuse to take a dossier in, with M03 and its reason.

    :raises ReasonMissing: without a reason
    :raises Stale: when a colleague was faster
    """
    reason = clean(reason)
    dossier = moves.lock(dossier_id)
    check_run_here(dossier)
    by = people.require(by=by, roles=["reception"], agency_id=dossier.receiving_agency_id, at=at)
    check_state(dossier, State.REGISTERED)
    reason = _reason(reason)
    moves.move(dossier, State.NOT_ACCEPTED, by=by, at=at, note=reason)
    charging.cancel_charges(dossier, reason=reason, by=by, at=at)
    slips.print_refusal(dossier, reason, by=by, at=at)
    moves.refresh_work(dossier, at=at)
    moves.trace(dossier, "dossier.refuse_reception", by=by, at=at, data={"reason": reason})
    moves.tell(dossier, "dossier_refused", key="refused", at=at, data={"reason": reason})
    return dossier


@transaction.atomic
def request_supplement(
    *,
    dossier_id: int,
    items: Sequence[Mapping[str, str]],
    reason: str,
    contact: str,
    answer_by: dt.datetime | None = None,
    ground: str = "",
    by: Actor,
    at: dt.datetime,
) -> Dossier:
    """Ask the citizen, once and completely, to mend named fields and papers (M02). The clock stops.

    Another time only a leader may, on a ground of law; the dossier then counts as late (QĐ 766/QĐ-TTg, 2.1).

    :param items: ``[{"kind": "field"|"paper", "pointer", "label", "problem"}]``
    :param answer_by: until when; by default as long as the procedure's sheet lets its owner take
    :param ground: the article by which papers may be asked another time; not needed at the first time
    :raises ReasonMissing: without an item, or an item without its problem
    :raises SupplementAskedTwice: when it was asked before, and no leader gives a ground
    :raises TooLateToAsk: past the working days of receipt in which it may be asked (``supplement_window``)
    :raises Stale: when a colleague was faster
    """
    reason, contact, ground = clean(reason), clean(contact), clean(ground)[:200]
    dossier = moves.lock(dossier_id)
    check_run_here(dossier)
    registered = dossier.state == State.REGISTERED
    agency_id = dossier.receiving_agency_id if registered else dossier.competent_agency_id
    corrections = council_wants_corrections(dossier)
    again = not corrections and dossier.supplement_requests.exists()
    roles = ["reception"] if registered else ["reception", "case_officer"]
    by = people.require(by=by, roles=[*roles, "leader"] if again else roles, agency_id=agency_id, at=at)
    check_state(dossier, State.REGISTERED, State.PROCESSING)
    _check_items(items)
    if again:
        by = _on_a_ground(dossier, ground, agency_id=agency_id, by=by, at=at)
    elif not corrections and not in_window(dossier, at=at):
        raise TooLateToAsk(
            _("Đã quá %(limit)s kể từ khi nhận hồ sơ %(code)s, không thể yêu cầu bổ sung nữa.")
            % {"limit": window_of(dossier, at=at).words, "code": dossier.code}
        )
    waiting = dossier.version.supplement_limit
    if answer_by is None and waiting is not None:
        answer_by = workdays.due(start=at, limit=waiting).due_at
    request = SupplementRequest.objects.create(
        dossier=dossier,
        items=[{name: clean(word) for name, word in item.items()} for item in items],
        reason=_reason(reason),
        contact=contact[:200] or by.name,
        asked_at=at,
        answer_by=answer_by,
        ground=ground if again else "",
        by=by.snapshot(),
    )
    wrong = [item["pointer"] for item in items if item.get("kind") == "paper"]
    dossier.papers.filter(code__in=wrong).exclude(check_state="replaced").update(check_state="wrong")
    clock.stop(dossier, reason=_("Chờ người nộp bổ sung"), law=request.ground or "NĐ 61/2018 Đ.17.2", by=by, at=at)
    moves.move(dossier, State.SUPPLEMENT_REQUIRED, by=by, at=at, note=request.reason)
    slips.print_supplement_request(dossier, request, by=by, at=at)
    moves.refresh_work(dossier, at=at)
    moves.trace(dossier, "dossier.request_supplement", by=by, at=at, data={"items": len(request.items)})
    moves.tell(
        dossier,
        "supplement_requested",
        key=f"supplement:{request.pk}",
        at=at,
        data={"reason": request.reason, "answer_by": in_words(answer_by) or "—"},
    )
    return dossier


def _check_items(items: Sequence[Mapping[str, str]]) -> None:
    if not items or any(not item.get("problem", "").strip() for item in items):
        raise ReasonMissing(_("Chọn ít nhất một mục cần bổ sung và ghi rõ sai ở đâu, sửa thế nào."))


def _on_a_ground(dossier: Dossier, ground: str, *, agency_id: int, by: Actor, at: dt.datetime) -> Actor:
    """Let a leader with a ground ask another time, and count the dossier as late for it."""
    if not people.holds(by=by, roles=["leader"], agency_id=agency_id, at=at):
        raise SupplementAskedTwice(
            _(
                "Hồ sơ %(code)s đã được yêu cầu bổ sung một lần. Pháp luật chỉ cho yêu cầu một lần; "
                "yêu cầu lần nữa phải do lãnh đạo quyết định và nêu căn cứ."
            )
            % {"code": dossier.code}
        )
    if not ground:
        raise SupplementAskedTwice(
            _("Hồ sơ %(code)s đã được yêu cầu bổ sung một lần. Ghi điều, khoản, văn bản cho phép yêu cầu lần nữa.")
            % {"code": dossier.code}
        )
    clock.count_late(dossier, ground=_("Yêu cầu bổ sung quá một lần (%(law)s)") % {"law": ground}, at=at)
    return people.require(by=by, roles=["leader"], agency_id=agency_id, at=at)


def _reason(text: str) -> str:
    if not text.strip():
        raise ReasonMissing(_("Ghi lý do bằng lời để người nộp hiểu."))
    return text.strip()


def _iso(moment: dt.datetime | None) -> str:
    return moment.isoformat() if moment else ""


def in_words(moment: dt.datetime | None) -> str:
    """Return a moment as notices write it: «17:00 ngày 20/11/2026»."""
    return moment.astimezone().strftime("%H:%M ngày %d/%m/%Y") if moment else ""
