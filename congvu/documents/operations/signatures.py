"""The personal signature of the competent person, and the agency's over it. No key is used inside a transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from congvu.documents import rules
from congvu.documents.lifecycle import State
from congvu.documents.models import Document, DocumentFile, Holding, Kind
from congvu.documents.operations import papers
from congvu.documents.operations.annexes import (
    SignedAnnex,
    annex_look,
    annex_reason,
    annexes_to_sign,
    keep_annexes,
    sign_annexes,
)
from congvu.documents.operations.competence import check_competence
from congvu.documents.operations.holding import done, hand_to
from congvu.documents.operations.moves import check_stands, lock, move, trace
from congvu.documents.operations.same_day import pass_on_by
from congvu.kit.actors import Actor
from congvu.kit.errors import NotAllowed, Refusal, Stale
from congvu.people import queries as people
from congvu.people.models import Role
from congvu.signing import operations as signing
from congvu.signing import queries as reports
from congvu.signing.hooks import Look, Paper, signables
from congvu.signing.models import Raising

Task = Holding.Task


class PaperChanged(Stale):
    """The paper is another one than the one that was signed."""


def sign(*, document_id: int, by: Actor, at: datetime) -> Document:
    """Sign a document as the competent person it names; the clerk has it next.

    :raises NotAllowed: somebody else's signature: a stand-in signs only papers made with their own name
    :raises WrongCompetence: the power ended, or is another one than the paper says (NĐ 30/2020 Đ.13)
    :raises PaperChanged: it was returned or signed meanwhile
    """
    document, by = _to_sign(document_id, by=by, at=at)
    paper = papers.read_main(document)
    signed = signing.sign_paper(
        pdf=paper,
        official_id=document.signer_id or 0,
        reason=document.kind.name,
        at=at,
        by=by,
        subject=document.key,
    )
    return _take_signed(document_id, signed, digest=papers.digest(paper), by=by, at=at)


def _to_sign(document_id: int, *, by: Actor, at: datetime) -> tuple[Document, Actor]:
    document = Document.objects.select_related("kind", "agency", "unit").get(pk=document_id)
    check_stands(document, State.SIGNING)
    by = rules.require_holder(document, Task.SIGN, by=by, at=at)
    if by.id != document.signer_id:
        raise NotAllowed(
            _(
                "Văn bản ghi tên người ký là %(name)s; người khác ký thì văn thư đổi người ký trước "
                "(NĐ 30/2020/NĐ-CP Đ.13)."
            )
            % {"name": document.signer_name}
        )
    check_competence(document, official_id=by.id, at=at)
    return document, by


@transaction.atomic
def _take_signed(document_id: int, signed: bytes, *, digest: str, by: Actor, at: datetime) -> Document:
    document = lock(document_id)
    check_stands(document, State.SIGNING)
    by = rules.require_holder(document, Task.SIGN, by=by, at=at)
    if papers.digest(papers.read_main(document)) != digest:
        raise PaperChanged(_("Văn bản đã được làm lại trong lúc ký. Mở lại, đọc rồi ký."))
    papers.keep_main(document, signed, by=by, at=at)
    done(document, [Task.SIGN], at=at)
    is_numbered = document.kind.number_comes == Kind.NumberComes.BEFORE_SIGNING and document.number
    task = Task.SEAL if is_numbered else Task.NUMBER
    hand_to(document, task, role=Role.CLERK, due_at=pass_on_by(document, at), at=at)
    move(document, State.NUMBERED if is_numbered else State.SIGNED, by=by, at=at)
    trace(document, "sign", by=by, at=at, data={"sha256": papers.digest(signed)})
    return document


def seal(*, document_id: int, by: Actor, at: datetime) -> Document:
    """Put the agency's signature and seal over the competent person's, by its clerk alone (NĐ 30/2020 Đ.32, 33).

    Annexes in files of their own get the agency's signature each.

    :raises NotAllowed: unless a clerk of the agency
    :raises NotSignedYet: no valid personal signature is there, or the paper was changed since
    """
    document, by = _to_seal(document_id, by=by, at=at)
    paper = papers.read_main(document)
    sealed = signing.seal_paper(
        pdf=paper,
        agency_id=document.agency_id,
        competent_id=document.signer_id,
        at=at,
        by=by,
        reason=document.code,
        subject=document.key,
    )
    annexes = sign_annexes(document, by=by, at=at)
    with transaction.atomic():
        return _take_sealed(document_id, sealed, annexes, digest=papers.digest(paper), by=by, at=at)


def _to_seal(document_id: int, *, by: Actor, at: datetime) -> tuple[Document, Actor]:
    document = Document.objects.select_related("kind", "agency").get(pk=document_id)
    check_stands(document, State.NUMBERED)
    people.require(by=by, roles=[Role.CLERK], agency_id=document.agency_id, at=at)
    return document, rules.require_holder(document, Task.SEAL, by=by, at=at)


def _take_sealed(
    document_id: int, sealed: bytes, annexes: list[SignedAnnex], *, digest: str, by: Actor, at: datetime
) -> Document:
    document = lock(document_id)
    check_stands(document, State.NUMBERED)
    by = rules.require_holder(document, Task.SEAL, by=by, at=at)
    if papers.digest(papers.read_main(document)) != digest:
        raise PaperChanged(_("Văn bản đã được làm lại trong lúc ký. Mở lại, đọc rồi ký."))
    papers.keep_main(document, sealed, by=by, at=at)
    signing.raise_level(subject=document.key, pdf=sealed, name=f"{document.code}.pdf", by=by, at=at)
    keep_annexes(document, annexes, by=by, at=at)
    waited = document.holdings.filter(task=Task.SEAL, done_at=None).first()
    done(document, [Task.SEAL], at=at)
    until = waited.due_at if waited else pass_on_by(document, at)
    hand_to(document, Task.ISSUE, role=Role.CLERK, due_at=until, at=at)
    move(document, State.SEALED, by=by, at=at)
    trace(document, "seal", by=by, at=at, data={"sha256": papers.digest(sealed), "annexes": len(annexes)})
    return document


def keep_for_archive(*, document_id: int, by: Actor, at: datetime) -> bool:
    """Have a copy of a signed document made provable for the archive (B-LTA); say whether there is what to raise.

    What carries no signature stays as it is. Where there is no time-stamp server nothing is done.
    """
    document = Document.objects.get(pk=document_id)
    found = papers.main_file(document)
    if found is None or found.use.kind != "pdf":
        return False
    pdf = papers.read_main(document)
    if not reports.verify(pdf, at=at).signatures:
        return False
    name = f"{document.code or document.pk}.pdf"
    made = signing.raise_level(subject=document.key, pdf=pdf, name=name, wanted=Raising.Level.LTA, by=by, at=at)
    return made is not None


class DocumentPapers:
    """Gives documents to be signed in a batch or from a phone, and takes them back (``signing.hooks.Signable``)."""

    def papers(self, *, subject: str, by: Actor, at: datetime) -> list[Paper]:
        """Return the paper that waits for this signature; see ``Signable``."""
        document, by = _to_sign(key_in(subject), by=by, at=at)
        pdf = papers.read_main(document)
        return [
            Paper(
                pdf=pdf,
                label=f"{document.kind.name}: {document.subject}"[:200],
                reason=document.kind.name,
                address=address_of(document),
                by=by,
                memo={"sha256": papers.digest(pdf)},
            )
        ]

    def look(self, *, subject: str, part: int, at: datetime) -> Look | None:
        """Let the image of the certificate show; see ``Signable``."""

    def check(self, *, subject: str, by: Actor, at: datetime) -> None:
        """Say whether it still waits; see ``Signable``."""
        _to_sign(key_in(subject), by=by, at=at)

    def take(self, *, subject: str, pdfs: Sequence[bytes], memo: Mapping[str, Any], by: Actor, at: datetime) -> None:
        """Keep the signed paper; see ``Signable``."""
        _take_signed(key_in(subject), pdfs[0], digest=str(memo.get("sha256", "")), by=by, at=at)


class DocumentSeals:
    """Gives documents and their annexes to be sealed with the clerk's own USB token, and takes them back."""

    def papers(self, *, subject: str, by: Actor, at: datetime) -> list[Paper]:
        """Return the paper that waits for the agency's signature, and its annexes; see ``Signable``."""
        document, by = _to_seal(key_in(subject), by=by, at=at)
        pdf = papers.read_main(document)
        signing.check_competent(pdf=pdf, official_id=document.signer_id, at=at)
        annexes = annexes_to_sign(document)
        main = Paper(
            pdf=pdf,
            label=f"{document.kind.name} {document.code}: {document.subject}"[:200],
            reason=document.code,
            address=address_of(document),
            about=document.key,
            by=by,
            memo={"sha256": papers.digest(pdf), "annexes": [row.pk for row, _annex in annexes]},
        )
        reason = annex_reason(document)
        beside = (replace(main, pdf=annex, label=f"{reason}: {row.use.name}", reason=reason) for row, annex in annexes)
        return [main, *beside]

    def look(self, *, subject: str, part: int, at: datetime) -> Look | None:
        """Let the seal show on the document, words in the corner of an annex; see ``Signable``."""
        return annex_look(Document.objects.get(pk=key_in(subject)), at=at) if part else None

    def check(self, *, subject: str, by: Actor, at: datetime) -> None:
        """Say whether it still waits; see ``Signable``."""
        _to_seal(key_in(subject), by=by, at=at)

    def take(self, *, subject: str, pdfs: Sequence[bytes], memo: Mapping[str, Any], by: Actor, at: datetime) -> None:
        """Keep the sealed paper and its annexes; see ``Signable``."""
        ids = list(memo.get("annexes", []))
        rows = DocumentFile.objects.select_related("use").in_bulk(ids)
        annexes = [SignedAnnex(rows[pk], pdf) for pk, pdf in zip(ids, pdfs[1:], strict=True)]
        _take_sealed(key_in(subject), pdfs[0], annexes, digest=str(memo.get("sha256", "")), by=by, at=at)


def key_in(subject: str) -> int:
    """Return the key of the document that a subject of signing names.

    :raises Refusal: it names none
    """
    number = subject.partition(":")[2]
    if not number.isdigit():
        raise Refusal(_("Không có văn bản này."))
    return int(number)


def address_of(document: Document) -> str:
    """Return the path of a document's page; empty where no desk is served."""
    try:
        return reverse("desk:document", args=[document.public_id])
    except NoReverseMatch:
        return ""


signables.register("document", DocumentPapers())
signables.register("document_seal", DocumentSeals())
