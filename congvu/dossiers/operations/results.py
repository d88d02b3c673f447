"""From the book to the citizen's hand: register, sign, seal, return; or refuse.

Number and date are fixed when the result is entered in its book, before the first signature. No key is used inside a
transaction: prepare, sign, then write (house rule 5); what changed in between is found under the lock.
"""

import datetime as dt
import hashlib
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
from congvu.dossiers.models import Dossier, DraftPicture, Leg, Outcome, Slip
from congvu.dossiers.operations import charging, clock, entries, moves, slips, stamping, vaulting
from congvu.dossiers.operations.handing import pass_on
from congvu.dossiers.operations.later import check_moment
from congvu.dossiers.operations.reception import ReasonMissing, check_run_here, check_state, in_words
from congvu.dossiers.operations.work import allowed, step_of
from congvu.files import queries as files
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import Refusal
from congvu.kit.kept import one_look
from congvu.kit.outbox import announce
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.printing import operations as printing
from congvu.processes import operations as processes
from congvu.processes import queries as process_queries
from congvu.processes.models import Step
from congvu.signing import operations as signing
from congvu.signing.hooks import Paper, signables


class OfficerFieldWrong(Refusal):
    """What the officer has to write down is missing or does not hold."""


OFFICER_CHECKS: dict[str, Callable[[str], list[str]]] = {
    "personal_number": people.check_personal,
    "tax_code": people.check_tax,
}
"""What is wrong with an officer's field, by its kind."""


class NotSigned(Refusal):
    """The agency's seal goes only over a competent person's signature (NĐ 30/2020 Đ.13)."""


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
    return _printed(dossier, _result_data(dossier, signer, at, pages), pages, at=at)


def _printed(dossier: Dossier, data: dict[str, Any], pages: Sequence[printing.Picture], *, at: dt.datetime) -> bytes:
    shown = {page.name: page.jpeg for page in pages}
    return printing.print_paper(source=dossier.version.result_template, data=data, at=at, files=shown)


def result_pictures(*, dossier: Dossier, signer: Actor, at: dt.datetime) -> list[bytes]:
    """Return the same result page by page (PNG), for leaders who read it on a phone; drawn at the first look."""
    kept = dossier.draft_pictures.filter(signer_name=signer.name, signer_title=signer.title).first()
    if kept is None:
        shown = entries.copied_pages(dossier)
        pages = printing.draw_paper(
            source=dossier.version.result_template,
            data=_result_data(dossier, signer, at, shown),
            files={page.name: page.jpeg for page in shown},
        )
        kept = DraftPicture(
            dossier=dossier, signer_name=signer.name, signer_title=signer.title, pages=pages, drawn_at=at
        )
        DraftPicture.objects.bulk_create([kept], ignore_conflicts=True)  # two may look at the same moment
    return [bytes(page) for page in kept.pages]


def _result_data(dossier: Dossier, signer: Actor, at: dt.datetime, pages: Sequence[printing.Picture]) -> dict[str, Any]:
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


@one_look()
def sign_result(*, dossier_id: int, step_id: int, by: Actor, at: dt.datetime) -> Dossier:
    """Sign the result as the competent leader and hand it to the clerk; one signed by hand is only told to be so.

    :raises NotAllowed: when the signature is not the actor's to give
    :raises Stale: when somebody signed or returned it meanwhile
    """
    with transaction.atomic():
        dossier, step, by = _at_signing(dossier_id, step_id, by=by, at=at)
        if entries.is_by_hand(dossier):
            steps = pass_on(dossier, step, by=by, at=at)
            entries.note_signer(dossier, by=by, at=at)
            dossier.draft_pictures.all().delete()
            moves.refresh_work(dossier, steps=steps, at=at)
            moves.trace(dossier, "dossier.sign_result", by=by, at=at, data={"by_hand": True})
            return dossier
    paper, code_id = _final_paper(dossier, by=by, at=at)
    signed = signing.sign_paper(
        pdf=paper,
        official_id=by.id or 0,
        reason=dossier.version.procedure.name,
        at=at,
        by=by,
        subject=dossier.subject,
    )
    return _take_signed(dossier_id, step_id, signed, code_id, by=by, at=at)


def _at_signing(dossier_id: int, step_id: int, *, by: Actor, at: dt.datetime) -> tuple[Dossier, Step, Actor]:
    dossier = moves.lock(dossier_id)
    check_state(dossier, State.PROCESSING)
    step = step_of(dossier, step_id)
    return dossier, step, allowed(dossier, step, by=by, at=at)


def _final_paper(dossier: Dossier, *, by: Actor, at: dt.datetime) -> tuple[bytes, int | None]:
    """Print the result with its signed code, outside any transaction."""
    pages = entries.copied_pages(dossier)
    data = _result_data(dossier, by, at, pages)
    code = vaulting.code_for_result(dossier, data, by=by, at=at)
    if code is not None:
        data["qr"] += f"#{code.text}"
    return _printed(dossier, data, pages, at=at), code.pk if code else None


@transaction.atomic
def _take_signed(
    dossier_id: int, step_id: int, signed: bytes, code_id: int | None, *, by: Actor, at: dt.datetime
) -> Dossier:
    dossier, step, by = _at_signing(dossier_id, step_id, by=by, at=at)
    steps = pass_on(dossier, step, by=by, at=at)
    slips.keep_slip(dossier, Slip.Kind.SIGNED_RESULT, signed, code_id=code_id, by=by, at=at)
    entries.note_signer(dossier, by=by, at=at)
    dossier.draft_pictures.all().delete()
    moves.refresh_work(dossier, steps=steps, at=at)
    moves.trace(dossier, "dossier.sign_result", by=by, at=at, data={"sha256": hashlib.sha256(signed).hexdigest()})
    return dossier


class ResultToSign:
    """Results of dossiers as papers signed on request; the subject is ``dossier_step:<dossier>:<step>``."""

    def paper(self, *, subject: str, by: Actor, at: dt.datetime) -> Paper:
        """Return the result as this leader will sign it; see ``signing.hooks.Signable``."""
        dossier_id, step_id = _parts(subject)
        with transaction.atomic():
            dossier, _step, by = _at_signing(dossier_id, step_id, by=by, at=at)
        if entries.is_by_hand(dossier):
            raise NotSigned(_("Kết quả của hồ sơ %(code)s được ký trên giấy.") % {"code": dossier.code})
        pdf, code_id = _final_paper(dossier, by=by, at=at)
        return Paper(
            pdf=pdf,
            label=f"{dossier.version.procedure.name} · {dossier.result_number} · {dossier.owner_snapshot['name']}",
            reason=dossier.version.procedure.name,
            address=f"/desk/ho-so/{dossier.public_id}/",
            about=dossier.subject,
            party_id=dossier.owner_id,
            by=by,
            memo={"code": code_id},
        )

    def check(self, *, subject: str, by: Actor, at: dt.datetime) -> None:
        """Say whether the result still waits for this leader."""
        dossier_id, step_id = _parts(subject)
        with transaction.atomic():
            _at_signing(dossier_id, step_id, by=by, at=at)

    def take(self, *, subject: str, pdf: bytes, memo: Mapping[str, Any], by: Actor, at: dt.datetime) -> None:
        """Keep the signed result and hand it to the clerk."""
        dossier_id, step_id = _parts(subject)
        _take_signed(dossier_id, step_id, pdf, memo.get("code"), by=by, at=at)


def _parts(subject: str) -> tuple[int, int]:
    _kind, dossier_id, step_id = subject.split(":")
    return int(dossier_id), int(step_id)


signables.register("dossier_step", ResultToSign())


@one_look()
def seal_result(*, dossier_id: int, step_id: int, by: Actor, at: dt.datetime) -> Dossier:
    """Put the agency's signature and seal over the leader's; the dossier is done, the result in its owner's vault.

    :raises NotSigned: when no signed paper is there
    """
    with transaction.atomic():
        dossier = moves.lock(dossier_id)
        check_state(dossier, State.PROCESSING)
        step = step_of(dossier, step_id)
        by = allowed(dossier, step, by=by, at=at)
        if entries.is_by_hand(dossier):
            pass_on(dossier, step, by=by, at=at)
            dossier.outcome = Outcome.GRANTED
            vaulting.keep_papers(dossier, None, by=by, at=at)
            finish(dossier, by=by, at=at)
            moves.trace(dossier, "dossier.seal_result", by=by, at=at, data={"by_hand": True})
            return dossier
        signed = dossier.slips.filter(kind=Slip.Kind.SIGNED_RESULT).order_by("-id").first()
        if signed is None:
            raise NotSigned(
                _("Hồ sơ %(code)s chưa có chữ ký của lãnh đạo, chưa thể đóng dấu.") % {"code": dossier.code}
            )
    with files.open_use(files.use(signed.file_use)) as stream:
        paper = stream.read()
    sealed = signing.seal_paper(pdf=paper, agency_id=dossier.competent_agency_id, at=at, by=by, subject=dossier.subject)
    drawings = stamping.stamped(dossier, by=by, at=at)
    with transaction.atomic():
        dossier = moves.lock(dossier_id)
        check_state(dossier, State.PROCESSING)
        steps = pass_on(dossier, step, by=by, at=at)
        result = slips.keep_slip(dossier, Slip.Kind.RESULT, sealed, code_id=signed.code_id, by=by, at=at)
        signing.raise_level(subject=dossier.subject, pdf=sealed, name=f"{dossier.code}.pdf", by=by, at=at)
        stamping.keep(dossier, drawings, by=by, at=at)
        vaulting.keep_papers(dossier, result, signed.code_id, by=by, at=at)
        dossier.outcome = Outcome.GRANTED
        finish(dossier, steps=steps, by=by, at=at)
        moves.trace(dossier, "dossier.seal_result", by=by, at=at, data={"sha256": hashlib.sha256(sealed).hexdigest()})
    return dossier


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
