"""From the book to the citizen's hand: register, finish, return; or refuse. Signing and sealing: ``sealing``.

Number and date are fixed when the result is entered in its book, before the first signature.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.catalogue import queries as catalogue
from congvu.delivery import operations as delivery
from congvu.dossiers.events import ResultReady, ResultReturned
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, DraftPicture, Leg, Outcome
from congvu.dossiers.operations import charging, clock, entries, moves, slips
from congvu.dossiers.operations.handing import pass_on
from congvu.dossiers.operations.later import check_moment
from congvu.dossiers.operations.reception import ReasonMissing, check_run_here, check_state, in_words
from congvu.dossiers.operations.work import allowed, step_of
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import Refusal
from congvu.kit.outbox import announce
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.printing import operations as printing
from congvu.processes import operations as processes
from congvu.processes import queries as process_queries
from congvu.processes.models import Step


class OfficerFieldWrong(Refusal):
    """What the officer has to write down is missing or does not hold."""


OFFICER_CHECKS: dict[str, Callable[[str], list[str]]] = {
    "personal_number": people.check_personal,
    "tax_code": people.check_tax,
}
"""What is wrong with an officer's field, by its kind."""


@transaction.atomic
def register_result(
    *,
    dossier_id: int,
    step_id: int,
    extra: Mapping[str, str] | None = None,
    note: str = "",
    by: Actor,
    at: dt.datetime,
) -> Dossier:
    """Enter the result in its book: number and date are fixed, the paper can be read and signed.

    A dossier that comes back from the leader keeps its number.

    :param extra: the officer's fields of the sheet (``result.officer_fields``) by code
    :raises OfficerFieldWrong: when one of them is missing or does not hold
    """
    note = clean(note)
    dossier = moves.lock(dossier_id)
    check_state(dossier, State.ACCEPTED, State.PROCESSING)
    step = step_of(dossier, step_id)
    by = allowed(dossier, step, by=by, at=at)
    if dossier.state == State.ACCEPTED:
        moves.move(dossier, State.PROCESSING, by=by, at=at)
    dossier.result_extra = officer_fields(dossier, extra or {})
    if not dossier.result_number:
        dossier.result_number = entries.enter_result(dossier, by=by, at=at)
        dossier.result_date = timezone.localdate(at)
    dossier.draft_pictures.all().delete()
    steps = pass_on(dossier, step, note=note, by=by, at=at)
    moves.refresh_work(dossier, steps=steps, at=at)
    moves.trace(dossier, "dossier.register_result", by=by, at=at, data={"number": dossier.result_number})
    return dossier


def officer_fields(dossier: Dossier, given: Mapping[str, str]) -> dict[str, str]:
    """Return the officer's fields, checked.

    :raises OfficerFieldWrong: naming the field and what to do
    """
    kept: dict[str, str] = {}
    for field in dossier.version.sheet["result"].get("officer_fields", []):
        text, name = clean(given.get(field["code"], "")), catalogue.words(field["name"])
        if not text and field.get("required"):
            ask = _("Đánh dấu: %(name)s.") if field.get("kind") == "confirm" else _("Ghi: %(name)s.")
            raise OfficerFieldWrong(ask % {"name": name})
        check = OFFICER_CHECKS.get(field.get("kind", ""))
        if text and check and (problems := check(text)):
            raise OfficerFieldWrong(f"{name}: {' '.join(problems)}")
        kept[field["code"]] = text
    return kept


def result_paper(*, dossier: Dossier, signer: Actor, at: dt.datetime) -> bytes:
    """Print the result as ``signer`` would sign it (PDF/A-2b)."""
    pages = entries.copied_pages(dossier)
    return printed_result(dossier, result_data(dossier, signer, at, pages), pages, at=at)


def printed_result(
    dossier: Dossier, data: dict[str, Any], pages: Sequence[printing.Picture], *, at: dt.datetime
) -> bytes:
    """Print the result with what it says and the pages copied into it."""
    shown = {page.name: page.jpeg for page in pages}
    return printing.print_paper(source=dossier.version.result_template, data=data, at=at, files=shown)


def result_pictures(*, dossier: Dossier, signer: Actor, at: dt.datetime) -> list[bytes]:
    """Return the same result page by page (PNG), for leaders who read it on a phone; drawn at the first look."""
    kept = dossier.draft_pictures.filter(signer_name=signer.name, signer_title=signer.title).first()
    if kept is None:
        shown = entries.copied_pages(dossier)
        pages = printing.draw_paper(
            source=dossier.version.result_template,
            data=result_data(dossier, signer, at, shown),
            files={page.name: page.jpeg for page in shown},
        )
        kept = DraftPicture(
            dossier=dossier, signer_name=signer.name, signer_title=signer.title, pages=pages, drawn_at=at
        )
        DraftPicture.objects.bulk_create([kept], ignore_conflicts=True)  # two may look at the same moment
    return [bytes(page) for page in kept.pages]


def result_data(dossier: Dossier, signer: Actor, at: dt.datetime, pages: Sequence[printing.Picture]) -> dict[str, Any]:
    """Return what the template of the result shows."""
    data = catalogue.result_data(
        version=dossier.version,
        answers=dossier.values,
        number=dossier.result_number,
        date=dossier.result_date or timezone.localdate(at),
        agency=dossier.competent_agency.name,
        parent=dossier.competent_agency.parent.name if dossier.competent_agency.parent else "",
        place=slips.place_name(dossier),
        signer_titles=signer_titles(signer.title),
        signer_name=signer.name,
        code=dossier.code,
        extra=dossier.result_extra,
        qr=f"{settings.PUBLIC_URL}/xac-minh/{dossier.public_id}/",
    )
    sheets = [{"file": f"/{page.name}", "width": page.width, "height": page.height} for page in pages]
    return {**data, "owner": dossier.owner_snapshot, "pages": sheets, "by_hand": entries.is_by_hand(dossier)}


def signer_titles(title: str) -> list[str]:
    """Return the lines over a signature: a deputy signs KT. for the head (NĐ 30/2020 Đ.13, facts 3.3 7a)."""
    words = title.upper()
    return [f"KT. {words.removeprefix('PHÓ ')}", words] if words.startswith("PHÓ ") else [words]


def finish(
    dossier: Dossier, *, steps: Sequence[Step] | None = None, by: Actor, at: dt.datetime, note: str = ""
) -> None:
    """Move to «Đã xử lý xong»: the clock ends, the result waits to be returned.

    The citizen is told now, before anything is returned, and that it is early when it is (NĐ 61/2018 Đ.20).
    """
    dossier.done_at = at
    clock.end(dossier, reason=_("Đã có kết quả"), by=by, at=at)
    dossier.legs.filter(duty=Leg.Duty.LEAD, done_at=None).update(done_at=at)
    moves.move(dossier, State.DONE, by=by, at=at, note=note)
    announce(ResultReady(dossier_id=dossier.pk, at=at.isoformat()), subject=dossier.subject)
    moves.refresh_work(dossier, steps=steps, at=at)
    early = dossier.due_at is not None and timezone.localdate(at) < timezone.localdate(dossier.due_at)
    words: dict[str, object] = {
        "return_by": str(dossier.get_return_by_display()),
        "due_at": in_words(dossier.due_at),
    }
    moves.tell(dossier, "result_early" if early else "result_ready", key="ready", at=at, data=words)


@transaction.atomic
def refuse(*, dossier_id: int, reason: str, by: Actor, at: dt.datetime) -> Dossier:
    """Refuse after appraisal, within the limit, by a leader (NĐ 61/2018 Đ.19.8); the notice is the result.

    :raises ReasonMissing: without a reason
    """
    reason = clean(reason)
    dossier = moves.lock(dossier_id)
    check_run_here(dossier)
    by = people.require(by=by, roles=["leader"], agency_id=dossier.competent_agency_id, at=at)
    check_state(dossier, State.PROCESSING)
    if not reason:
        raise ReasonMissing(_("Ghi lý do từ chối và căn cứ pháp luật."))
    if dossier.run_id:
        processes.cancel(run_id=dossier.run_id, reason=reason, by=by, at=at)
    slips.print_refusal(dossier, reason, by=by, at=at)
    entries.note(dossier, _("Không cấp: %(reason)s") % {"reason": reason}, by=by, at=at)
    charging.cancel_charges(dossier, reason=_("Từ chối giải quyết"), by=by, at=at)
    dossier.outcome = Outcome.REFUSED
    finish(dossier, by=by, at=at, note=reason)
    moves.trace(dossier, "dossier.refuse", by=by, at=at, data={"reason": reason})
    return dossier


@transaction.atomic
def return_result(
    *,
    dossier_id: int,
    receiver: str = "",
    identifier: str = "",
    relation: str = "owner",
    authority: str = "",
    happened_at: dt.datetime | None = None,
    by: Actor,
    at: dt.datetime,
) -> Dossier:
    """Give the result to the citizen: at the desk with the receiver's name, by post or online by the system.

    :param receiver: who took it: at the desk the owner, if nobody is named
    :param relation: as whom, a value of :class:`congvu.delivery.models.Relation`
    :param authority: the paper by which somebody else may take it
    :param happened_at: when it was given by hand, while the desk was cut off; None: now
    :raises AuthorityMissing: somebody else takes it without such a paper
    :raises MomentUnfit: ``happened_at`` before the result was there, in the future, or too long ago
    """
    receiver = clean(receiver)
    dossier = moves.lock(dossier_id)
    if by.kind != ActorKind.SYSTEM:
        by = people.require(by=by, roles=["return_desk", "reception"], agency_id=dossier.receiving_agency_id, at=at)
    check_state(dossier, State.DONE)
    when = check_moment(happened_at, not_before=dossier.done_at, at=at) if happened_at else at
    if dossier.run_id and dossier.outcome == Outcome.GRANTED:
        for step in process_queries.open_steps(dossier.run_id):
            if step.kind == "return":
                processes.finish_step(step_id=step.pk, by=by, at=when, note=receiver)
    if by.kind == ActorKind.OFFICIAL:
        delivery.hand_over(
            subject=dossier.subject,
            receiver=receiver or str(dossier.owner_snapshot.get("name", "")),
            identifier=identifier,
            relation=relation,
            authority=authority,
            by=by,
            at=when,
        )
    dossier.returned_at = when
    moves.move(dossier, State.RETURNED, by=by, at=when, recorded_at=at)
    entries.note_returned(dossier, receiver=receiver, by=by, at=when)
    taker = {"name": receiver or dossier.owner_snapshot.get("name", "")}
    moves.hand_over(dossier, giver=by, receiver=taker, step_name="Trả kết quả", at=when, recorded_at=at)
    announce(ResultReturned(dossier_id=dossier.pk, at=when.isoformat()), subject=dossier.subject)
    moves.refresh_work(dossier, at=at)
    moves.trace(dossier, "dossier.return_result", by=by, at=at, happened_at=when, data={"receiver": receiver})
    moves.tell(dossier, "result_returned", key="returned", at=at)
    return dossier
