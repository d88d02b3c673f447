"""Copies (sao y, sao lục, trích sao): asked for, allowed by who may sign them, made by the clerk (NĐ 30/2020 Đ.25-27).

A copy is an outgoing document with a number of the copies' own run; it is issued and delivered like any other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from congvu.documents import naming, rules
from congvu.documents.copy_forms import (
    EXCERPT,
    MOST_PAGES,
    SPOKEN,
    WORDS,
    CopyRefused,
    check_form,
    form_of,
    moment_words,
    pages_in,
)
from congvu.documents.lifecycle import Direction, State
from congvu.documents.models import CopyOrder, Delivery, Document, DocumentLink, Holding, Kind
from congvu.documents.operations import copy_papers, numbers, papers, searching, sight
from congvu.documents.operations.competence import check_competence
from congvu.documents.operations.corners import corner
from congvu.documents.operations.drafting import recipient_rows, set_signer
from congvu.documents.operations.holding import done, hand_to
from congvu.documents.operations.moves import begin, check_stands, lock, move, trace
from congvu.documents.operations.same_day import pass_on_by
from congvu.documents.operations.signatures import address_of, key_in
from congvu.documents.queries import offices
from congvu.documents.queries.kinds import kind as kind_of
from congvu.documents.secrecy import refuse_secret
from congvu.files import queries as files
from congvu.kit.actors import Actor
from congvu.kit.text import clean
from congvu.people.models import Role
from congvu.printing import operations as printing
from congvu.signing import operations as signing
from congvu.signing.hooks import Look, Paper, signables

Task, Medium = Holding.Task, CopyOrder.Medium
NOT_COPIED = frozenset({State.ARRIVED, State.RETURNED, State.RECALLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyIn:
    """What is asked: which copy, on paper or as a file, for whom."""

    kind: int
    """Code of the kind of copies in the agency's realm."""
    target: str
    power_id: int | None
    """The signing power of who is to allow it and whose name stands on it."""
    pages: str = ""
    """Of an excerpt: "1, 3-5" …"""
    passage: str = ""
    """… or the words that are taken."""
    purpose: str = ""
    recipients: Sequence[Mapping[str, Any]] = ()
    copies: int = 1


def request_copy(*, document_id: int, wanted: CopyIn, by: Actor, at: datetime) -> Document:
    """Ask for a copy of a document that the agency issued or registered; who may sign copies has it next.

    :raises NotAllowed: who does not see it or draws up nothing in the agency
    :raises CopyRefused: such a copy is not made of it; pages, words or signer are missing; nothing to copy from
    """
    original = Document.objects.select_related("kind", "agency", "unit").get(pk=document_id)
    rules.require_sight(original, by=by, at=at)
    if rules.hidden_files(original, original.files.filter(replaced_at=None), by=by, at=at):
        raise CopyRefused(_("Văn bản có tệp bạn không được xem nên không xin sao được."))
    by = rules.require_writer(agency_id=original.agency_id, by=by, at=at)
    refuse_secret([wanted.purpose, wanted.passage], way="copy", by=by, at=at)
    _check_original(original)
    kind = kind_of(realm=original.agency.realm, code=wanted.kind, on=timezone.localdate(at))
    if kind is None or not kind.is_copy:
        raise CopyRefused(_("Chọn hình thức sao."))
    order = _order(original, kind, wanted)
    with transaction.atomic():
        copy = _begun(original, kind, wanted, by=by, at=at)
        order.document = copy
        order.save(force_insert=True)
        begin(copy, by=by, at=at, note=order.purpose)
        DocumentLink.objects.create(
            source=copy, target=original, kind=DocumentLink.Kind.COPIES, by=by.snapshot(), at=at
        )
        hand_to(copy, Task.ALLOW_COPY, official_id=copy.signer_id, at=at)
        searching.index(copy, content=order.passage)
        data = {"original": original.pk, "form": form_of(kind), "target": order.target}
        trace(copy, "request_copy", by=by, at=at, data=data)
    return copy


def _check_original(original: Document) -> None:
    is_own = original.direction == Direction.OUTGOING
    stands = original.state == State.ISSUED if is_own else original.state not in NOT_COPIED
    if not stands:
        raise CopyRefused(_("Chỉ sao văn bản đã phát hành hoặc đã vào sổ văn bản đến, còn hiệu lực giữ."))


def _order(original: Document, kind: Kind, wanted: CopyIn) -> CopyOrder:
    """Return what is asked, checked against what the agency holds."""
    form, source = form_of(kind), copy_papers.source_of(original)
    if wanted.target not in Medium.values:
        raise CopyRefused(_("Chọn bản giấy hoặc bản điện tử."))
    check_form(form, original=original.kind, source=source, target=wanted.target)
    pages, passage = (pages_in(wanted.pages), wanted.passage.strip()) if form == EXCERPT else ([], "")
    if form == EXCERPT and bool(pages) == bool(passage):
        raise CopyRefused(_("Trích sao: ghi trang cần trích, hoặc chép đoạn cần trích (một trong hai)."))
    if wanted.target == Medium.ELECTRONIC and source == Medium.PAPER:
        copy_papers.check_digitised(original)
    if passage:
        copy_papers.check_passage(original, passage)
    if pages:
        held = copy_papers.pages_held(original)
        if not held or max(pages) > len(printing.page_sizes(held)) or len(pages) >= MOST_PAGES:
            raise CopyRefused(_("Văn bản không có đủ các trang cần trích."))
    return CopyOrder(
        original=original,
        source=source,
        target=wanted.target,
        pages=pages,
        passage=passage[:50_000],
        purpose=clean(wanted.purpose)[:300],
    )


def _begun(original: Document, kind: Kind, wanted: CopyIn, *, by: Actor, at: datetime) -> Document:
    agency = original.agency
    copy = Document(
        agency=agency,
        direction=Direction.OUTGOING,
        state=State.COPY_ASKED,
        kind=kind,
        realm=agency.realm,
        organ=agency,
        organ_name=offices.head_of(agency.pk).name[:200],
        organ_code=agency.code,
        subject=subject_of(original, kind),
        urgency=original.urgency,
        circulation=original.circulation,
        is_restricted=original.is_restricted,
        language=original.language,
        copies=max(1, wanted.copies),
        unit=original.unit,
        drafter_id=by.acts_for_id or by.id,
        recipients=[{**row, **_by_hand(row, wanted.target)} for row in recipient_rows(wanted.recipients)],
        created_at=at,
        sort_at=at,
    )
    symbol = offices.head_of(agency.pk).symbol
    copy.notation = naming.notation(realm=agency.realm, abbreviation=kind.abbreviation, symbol=symbol)[:30]
    if wanted.power_id is None:
        raise CopyRefused(_("Chọn người có thẩm quyền cho sao và ký bản sao (NĐ 30/2020 Đ.26)."))
    set_signer(copy, wanted.power_id, at=at)
    copy.save()
    sight.let_in([sight.of_drafter(copy)])
    return copy


def _by_hand(row: Mapping[str, Any], target: str) -> dict[str, str]:
    """A copy on paper goes on paper, to agencies of the system too."""
    return {"way": Delivery.Way.PAPER} if target == Medium.PAPER and row.get("way") != Delivery.Way.PAPER else {}


@translation.override(settings.LANGUAGE_CODE)
def subject_of(original: Document, kind: Kind) -> str:
    """Return what a copy says it is: "Sao y Quyết định số 15/QĐ-UBND ngày 05/01/2026 của …: …"."""
    day = f" ngày {original.issued_on:%d/%m/%Y}" if original.issued_on else ""
    code = f" số {original.code}" if original.code else ""
    words = f"{SPOKEN[form_of(kind)]} {original.kind.name}{code}{day} của {original.organ_name}: {original.subject}"
    return words[:500]


@transaction.atomic
def allow_copy(*, document_id: int, by: Actor, at: datetime) -> Document:
    """Let a copy be made and stand on it as its signer; the clerk makes it (Đ.26).

    :raises NotAllowed: unless it was put before them
    :raises WrongCompetence: the power to sign copies has ended
    """
    copy = lock(document_id)
    check_stands(copy, State.COPY_ASKED)
    by = rules.require_holder(copy, Task.ALLOW_COPY, by=by, at=at)
    check_competence(copy, official_id=copy.signer_id, at=at)
    order = copy.copy_order
    order.allowed_by, order.allowed_at = by.snapshot(), at
    order.save(update_fields=["allowed_by", "allowed_at"])
    done(copy, at=at)
    hand_to(copy, Task.MAKE_COPY, role=Role.CLERK, at=at)
    move(copy, State.COPY_ALLOWED, by=by, at=at)
    trace(copy, "allow_copy", by=by, at=at)
    return copy


def make_copy(*, document_id: int, by: Actor, at: datetime) -> Document:
    """Make an allowed copy: number and day, its paper; an electronic one with the agency's signature top right.

    The agency's key is used outside any transaction. A copy on paper is printed, then signed by hand and stamped.

    :raises NotAllowed: unless the clerk has it in hand
    :raises CopyRefused: the original was recalled meanwhile
    :raises CredentialMissing, CredentialNotUsable, KeyNotUsable, PageUnreadable: with words for the clerk
    """
    order, by = _to_make(document_id, by=by, at=at)
    if order.target == Medium.PAPER:
        return _take_copy(document_id, b"", by=by, at=at)
    copy = order.document
    signed = signing.stamp_paper(
        pdf=copy_papers.content_of(order, at=at),
        agency_id=copy.agency_id,
        look=_look(copy, at=at),
        reason=WORDS[form_of(copy.kind)],
        subject=copy.key,
        by=by,
        at=at,
    )
    return _take_copy(document_id, signed, by=by, at=at)


def _to_make(document_id: int, *, by: Actor, at: datetime) -> tuple[CopyOrder, Actor]:
    document = "document__kind", "document__agency", "document__unit"
    order = CopyOrder.objects.select_related(*document, "original__kind", "original__agency").get(document=document_id)
    check_stands(order.document, State.COPY_ALLOWED)
    by = rules.require_holder(order.document, Task.MAKE_COPY, by=by, at=at)
    _check_original(order.original)
    return order, by


def _look(copy: Document, *, at: datetime) -> Look:
    moment = moment_words(timezone.localtime(at))
    return corner([WORDS[form_of(copy.kind)], offices.head_of(copy.agency_id).name, f"Thời gian ký: {moment}"], at=at)


@transaction.atomic
def _take_copy(document_id: int, signed: bytes, *, by: Actor, at: datetime) -> Document:
    """Number a copy and keep its paper; a copy on paper, which is signed by hand, is laid out with its number."""
    copy = lock(document_id)
    check_stands(copy, State.COPY_ALLOWED)
    by = rules.require_holder(copy, Task.MAKE_COPY, by=by, at=at)
    order = CopyOrder.objects.select_related("original__kind", "original__agency").get(document=copy)
    numbers.take_number(copy, by=by, at=at)
    order.document = copy
    paper = signed or copy_papers.on_paper(order, at=at)
    copy.pages = files.page_count(paper)
    copy.save(update_fields=["pages"])
    papers.keep_main(copy, paper, by=by, at=at)
    searching.index(copy, content=order.passage)
    CopyOrder.objects.filter(pk=order.pk).update(made_at=at)
    done(copy, at=at)
    hand_to(copy, Task.ISSUE, role=Role.CLERK, due_at=pass_on_by(copy, at), at=at)
    move(copy, State.SEALED, by=by, at=at, note=copy.code)
    trace(copy, "make_copy", by=by, at=at, data={"code": copy.code, "sha256": papers.digest(paper)})
    return copy


class CopiesToSeal:
    """Gives electronic copies to be signed with the key in the clerk's own USB token (``signing.hooks.Signable``)."""

    def papers(self, *, subject: str, by: Actor, at: datetime) -> list[Paper]:
        """Return the pages of the copy; see ``Signable``."""
        order, by = _to_make(key_in(subject), by=by, at=at)
        copy = order.document
        paper = Paper(
            pdf=copy_papers.content_of(order, at=at),
            label=copy.subject[:200],
            reason=WORDS[form_of(copy.kind)],
            address=address_of(copy),
            about=copy.key,
            by=by,
        )
        return [paper]

    def look(self, *, subject: str, part: int, at: datetime) -> Look:
        """Show form, agency and time in the corner; see ``Signable``."""
        return _look(Document.objects.select_related("kind").get(pk=key_in(subject)), at=at)

    def check(self, *, subject: str, by: Actor, at: datetime) -> None:
        """Say whether it still is to be made; see ``Signable``."""
        _to_make(key_in(subject), by=by, at=at)

    def take(self, *, subject: str, pdfs: Sequence[bytes], memo: Mapping[str, Any], by: Actor, at: datetime) -> None:
        """Keep the copy with its number; see ``Signable``."""
        _take_copy(key_in(subject), pdfs[0], by=by, at=at)


signables.register("document_copy", CopiesToSeal())
