"""The result is signed by a competent person, then sealed by the agency.

No key is used inside a transaction: prepare, sign, then write (house rule 5); what changed in between is found under
the lock.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, Outcome, Slip
from congvu.dossiers.models import Paper as DossierPaper
from congvu.dossiers.operations import entries, moves, slips, stamping, vaulting
from congvu.dossiers.operations.handing import pass_on
from congvu.dossiers.operations.reception import check_state
from congvu.dossiers.operations.results import finish, printed_result, result_data
from congvu.dossiers.operations.work import allowed, step_of
from congvu.files import queries as files
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal, Stale
from congvu.kit.kept import one_look
from congvu.processes import queries as processes
from congvu.processes.models import Step, StepKind
from congvu.signing import operations as signing
from congvu.signing.hooks import Look, Paper, signables


class NotSigned(Refusal):
    """The agency's seal goes only over a competent person's signature (NĐ 30/2020 Đ.13)."""


@one_look()
def sign_result(*, dossier_id: int, step_id: int, by: Actor, at: dt.datetime) -> Dossier:
    """Sign the result as the competent leader and hand it to the clerk; one signed by hand is only told to be so.

    :raises NotAllowed: when the signature is not the actor's to give
    :raises Stale: when somebody signed or returned it meanwhile
    """
    with transaction.atomic():
        dossier, step, by = _at_step(dossier_id, step_id, by=by, at=at)
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


def _at_step(dossier_id: int, step_id: int, *, by: Actor, at: dt.datetime) -> tuple[Dossier, Step, Actor]:
    dossier = moves.lock(dossier_id)
    check_state(dossier, State.PROCESSING)
    step = step_of(dossier, step_id)
    return dossier, step, allowed(dossier, step, by=by, at=at)


def _final_paper(dossier: Dossier, *, by: Actor, at: dt.datetime) -> tuple[bytes, int | None]:
    """Print the result with its signed code, outside any transaction."""
    pages = entries.copied_pages(dossier)
    data = result_data(dossier, by, at, pages)
    code = vaulting.code_for_result(dossier, data, by=by, at=at)
    if code is not None:
        data["qr"] += f"#{code.text}"
    return printed_result(dossier, data, pages, at=at), code.pk if code else None


@transaction.atomic
def _take_signed(
    dossier_id: int, step_id: int, signed: bytes, code_id: int | None, *, by: Actor, at: dt.datetime
) -> Dossier:
    dossier, step, by = _at_step(dossier_id, step_id, by=by, at=at)
    steps = pass_on(dossier, step, by=by, at=at)
    slips.keep_slip(dossier, Slip.Kind.SIGNED_RESULT, signed, code_id=code_id, by=by, at=at)
    entries.note_signer(dossier, by=by, at=at)
    dossier.draft_pictures.all().delete()
    moves.refresh_work(dossier, steps=steps, at=at)
    moves.trace(dossier, "dossier.sign_result", by=by, at=at, data={"sha256": hashlib.sha256(signed).hexdigest()})
    return dossier


class _WaitsAtStep:
    """A result that waits at a step; the subject ends in ``<dossier>:<step>``."""

    def check(self, *, subject: str, by: Actor, at: dt.datetime) -> None:
        """Say whether it still waits for this leader or clerk."""
        dossier_id, step_id = _parts(subject)
        with transaction.atomic():
            _at_step(dossier_id, step_id, by=by, at=at)


class ResultToSign(_WaitsAtStep):
    """Results of dossiers as papers signed on request; the subject is ``dossier_step:<dossier>:<step>``."""

    def papers(self, *, subject: str, by: Actor, at: dt.datetime) -> list[Paper]:
        """Return the result as this leader will sign it; see ``signing.hooks.Signable``."""
        dossier_id, step_id = _parts(subject)
        with transaction.atomic():
            dossier, _step, by = _at_step(dossier_id, step_id, by=by, at=at)
        if entries.is_by_hand(dossier):
            raise NotSigned(_("Kết quả của hồ sơ %(code)s được ký trên giấy.") % {"code": dossier.code})
        pdf, code_id = _final_paper(dossier, by=by, at=at)
        return [replace(_paper(dossier, pdf, by=by), memo={"code": code_id})]

    def look(self, *, subject: str, part: int, at: dt.datetime) -> Look | None:
        """Let the image of the certificate show."""

    def take(self, *, subject: str, pdfs: Sequence[bytes], memo: Mapping[str, Any], by: Actor, at: dt.datetime) -> None:
        """Keep the signed result and hand it to the clerk."""
        dossier_id, step_id = _parts(subject)
        _take_signed(dossier_id, step_id, pdfs[0], memo.get("code"), by=by, at=at)


def _paper(dossier: Dossier, pdf: bytes, *, by: Actor) -> Paper:
    return Paper(
        pdf=pdf,
        label=f"{dossier.version.procedure.name} · {dossier.result_number} · {dossier.owner_snapshot['name']}",
        reason=dossier.version.procedure.name,
        address=f"/desk/ho-so/{dossier.public_id}/",
        about=dossier.subject,
        party_id=dossier.owner_id,
        by=by,
    )


def _parts(subject: str) -> tuple[int, int]:
    _kind, dossier_id, step_id = subject.split(":")
    return int(dossier_id), int(step_id)


signables.register("dossier_step", ResultToSign())


@one_look()
def seal_result(*, dossier_id: int, step_id: int, by: Actor, at: dt.datetime) -> Dossier:
    """Put the agency's signature and seal over that of whoever ended the step of signing; the dossier is done, the
    result in its owner's vault.

    :raises NotSigned: when no signed paper is there
    :raises NotSignedYet: the paper does not bear that person's valid signature
    """
    with transaction.atomic():
        dossier, step, by = _at_step(dossier_id, step_id, by=by, at=at)
        if entries.is_by_hand(dossier):
            pass_on(dossier, step, by=by, at=at)
            dossier.outcome = Outcome.GRANTED
            vaulting.keep_papers(dossier, None, by=by, at=at)
            finish(dossier, by=by, at=at)
            moves.trace(dossier, "dossier.seal_result", by=by, at=at, data={"by_hand": True})
            return dossier
        signed, signer_id = _signed_by(dossier, step)
    sealed = signing.seal_paper(
        pdf=files.content_of(files.use(signed.file_use)),
        agency_id=dossier.competent_agency_id,
        competent_id=signer_id,
        at=at,
        by=by,
        subject=dossier.subject,
    )
    drawings = stamping.stamped(dossier, by=by, at=at)
    return _take_sealed(dossier_id, step_id, signed.pk, sealed, drawings, by=by, at=at)


def _signed_by(dossier: Dossier, step: Step) -> tuple[Slip, int | None]:
    """Return the paper that a leader signed, and who: whoever ended the step of signing.

    :raises NotSigned: there is none
    """
    signed = _last_signed(dossier)
    signer = processes.last_done(run_id=step.run_id, kind=StepKind.SIGN)
    if signed is None or signer is None:
        raise NotSigned(_("Hồ sơ %(code)s chưa có chữ ký của lãnh đạo, chưa thể đóng dấu.") % {"code": dossier.code})
    return signed, signer.done_by.get("id")


def _last_signed(dossier: Dossier) -> Slip | None:
    return dossier.slips.filter(kind=Slip.Kind.SIGNED_RESULT).order_by("-id").first()


@transaction.atomic
def _take_sealed(
    dossier_id: int,
    step_id: int,
    signed_id: int,
    sealed: bytes,
    drawings: list[tuple[DossierPaper, bytes]],
    *,
    by: Actor,
    at: dt.datetime,
) -> Dossier:
    """Keep the sealed result and end the dossier.

    :raises Stale: the step was done or returned, or the result was signed anew meanwhile
    """
    dossier, step, by = _at_step(dossier_id, step_id, by=by, at=at)
    signed = _last_signed(dossier)
    if signed is None or signed.pk != signed_id:
        raise Stale(_("Kết quả của hồ sơ %(code)s đã được ký lại. Hãy đóng dấu lại.") % {"code": dossier.code})
    steps = pass_on(dossier, step, by=by, at=at)
    result = slips.keep_slip(dossier, Slip.Kind.RESULT, sealed, code_id=signed.code_id, by=by, at=at)
    signing.raise_level(subject=dossier.subject, pdf=sealed, name=f"{dossier.code}.pdf", by=by, at=at)
    stamping.keep(dossier, drawings, by=by, at=at)
    vaulting.keep_papers(dossier, result, signed.code_id, by=by, at=at)
    dossier.outcome = Outcome.GRANTED
    finish(dossier, steps=steps, by=by, at=at)
    moves.trace(dossier, "dossier.seal_result", by=by, at=at, data={"sha256": hashlib.sha256(sealed).hexdigest()})
    return dossier


class ResultToSeal(_WaitsAtStep):
    """Results with their drawings as papers that the clerk's own USB token seals; the subject is as of signing."""

    def papers(self, *, subject: str, by: Actor, at: dt.datetime) -> list[Paper]:
        """Return the signed result and the drawings that go out with it; see ``signing.hooks.Signable``."""
        dossier_id, step_id = _parts(subject)
        with transaction.atomic():
            dossier, step, by = _at_step(dossier_id, step_id, by=by, at=at)
            signed, signer_id = _signed_by(dossier, step)
        pdf, found = files.content_of(files.use(signed.file_use)), stamping.drawings(dossier)
        signing.check_competent(pdf=pdf, official_id=signer_id, at=at)
        result = replace(
            _paper(dossier, pdf, by=by), memo={"signed": signed.pk, "drawings": [paper.pk for paper, _pdf in found]}
        )
        return [result, *(replace(result, pdf=pdf, label=f"{dossier.code} · {paper.name}") for paper, pdf in found)]

    def look(self, *, subject: str, part: int, at: dt.datetime) -> Look | None:
        """Let the seal show on the result, the stamp on a drawing."""
        return stamping.stamp_look(Dossier.objects.get(pk=_parts(subject)[0]), at=at) if part else None

    def take(self, *, subject: str, pdfs: Sequence[bytes], memo: Mapping[str, Any], by: Actor, at: dt.datetime) -> None:
        """Keep the sealed result and the drawings, and end the dossier."""
        dossier_id, step_id = _parts(subject)
        rows = DossierPaper.objects.in_bulk(memo["drawings"])
        drawings = [(rows[pk], pdf) for pk, pdf in zip(memo["drawings"], pdfs[1:], strict=True)]
        _take_sealed(dossier_id, step_id, memo["signed"], pdfs[0], drawings, by=by, at=at)


signables.register("dossier_seal", ResultToSeal())
