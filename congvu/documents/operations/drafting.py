"""Drafting: begun from a kind, kept in versions, handed on or cancelled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents import format_check, naming, rules
from congvu.documents.lifecycle import Direction, State
from congvu.documents.models import Document, DocumentFile, DocumentLink, DraftVersion, Holding, Kind, Urgency
from congvu.documents.operations import papers, searching
from congvu.documents.operations.holding import done, hand_to, work_due
from congvu.documents.operations.moves import begin, check_stands, lock, move, trace
from congvu.documents.pictures import picture_pdf
from congvu.documents.queries import offices
from congvu.documents.queries.kinds import kind as kind_of
from congvu.documents.secrecy import without_secrets
from congvu.documents.word_drafts import word_parts
from congvu.files import operations as files
from congvu.files import queries as file_queries
from congvu.files.models import FileUse
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.people.models import Agency, OrgUnit
from congvu.printing import operations as printing

Task = Holding.Task
MOST_COPIES = 9999
NO_PAPER = ("doc", "docx", "xls", "xlsx", "odt", "ods", "ppt", "pptx")
"""Endings of files that no signature can be seen on."""


class DraftRefused(Refusal):
    """The draft lacks something, or cannot be what it is asked to be: the text says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a drafter writes down of a document."""

    kind: int
    """Code of the kind in the agency's realm."""
    subject: str
    parts: Mapping[str, Any] = field(default_factory=dict)
    """By the layout: ``basis``, ``addressees`` (a line each), ``body``, ``fields`` {name: text}, ``annexes``, …"""
    power_id: int | None = None
    """The signing power (``SigningPower``) by which it is to be signed."""
    recipients: Sequence[Mapping[str, Any]] = ()
    """[{"agency": id | None, "group": id | None, "name", "role": "to" | "copy", "way", "address"}]."""
    urgency: int = Urgency.NORMAL
    circulation: str = ""
    is_restricted: bool = False
    copies: int = 1
    due_at: datetime | None = None


@without_secrets("draft")
def begin_draft(
    *,
    agency_id: int,
    unit_id: int | None,
    draft: Draft,
    answers: int | None = None,
    links: Sequence[tuple[str, int]] = (),
    by: Actor,
    at: datetime,
) -> Document:
    """Begin an outgoing document with its first version; its drafter has it in hand.

    :param unit_id: the unit that draws it up; its head approves the content
    :param answers: key of the document of the same agency that it answers
    :param links: other links to documents of the agency: (``DocumentLink.Kind``, key)
    :raises NotAllowed: who draws up no documents there
    :raises DraftRefused: kind or signer is not the agency's
    """
    with transaction.atomic():
        by = rules.require_writer(agency_id=agency_id, unit_id=unit_id, by=by, at=at)
        agency = people.agency_of_id(agency_id)
        document = Document(
            agency=agency,
            direction=Direction.OUTGOING,
            state=State.DRAFT,
            kind=_kind(agency, draft.kind, at),
            realm=agency.realm,
            organ=agency,
            organ_name=offices.head_of(agency_id).name[:200],
            organ_code=agency.code,
            unit=_unit(agency_id, unit_id),
            drafter_id=by.acts_for_id or by.id,
            created_at=at,
            sort_at=at,
        )
        _fill(document, draft, at=at)
        document.save()
        begin(document, by=by, at=at)
        for kind, target in [*links, *([("answers", answers)] if answers else [])]:
            link(document, kind=kind, target_id=target, by=by, at=at)
        hand_to(document, Task.WRITE, official_id=document.drafter_id, due_at=work_due(document), at=at)
        _keep_version(document, dict(draft.parts), by=by, at=at)
        trace(document, "begin_draft", by=by, at=at)
    return document


def link(document: Document, *, kind: str, target_id: int, by: Actor, at: datetime) -> DocumentLink:
    """Link a document to another that the same agency holds, once.

    :raises DraftRefused: the other is not the agency's, or not to be seen
    """
    target = Document.objects.filter(pk=target_id, agency_id=document.agency_id).first()
    if target is None or not rules.can_see(target, by=by, at=at):
        raise DraftRefused(_("Không có văn bản liên quan này trong cơ quan."))
    is_issued = target.direction == Direction.OUTGOING and target.state == State.ISSUED
    if kind in {DocumentLink.Kind.REPLACES, DocumentLink.Kind.CORRECTS} and not is_issued:
        raise DraftRefused(_("Chỉ thay thế, đính chính văn bản cơ quan mình đã phát hành và chưa thu hồi."))
    if kind not in DocumentLink.Kind.values:
        raise DraftRefused(_("Chọn quan hệ giữa hai văn bản."))
    made, _new = DocumentLink.objects.get_or_create(
        source=document, target=target, kind=kind, defaults={"by": by.snapshot(), "at": at}
    )
    return made


@transaction.atomic
def link_document(*, document_id: int, kind: str, target_id: int, by: Actor, at: datetime) -> DocumentLink:
    """Say that a draft answers, replaces or corrects another document of the agency; its drafter does.

    :raises DraftRefused: the other is not the agency's, or not to be seen
    """
    document = lock(document_id)
    check_stands(document, State.DRAFT)
    by = rules.require_holder(document, Task.WRITE, by=by, at=at)
    made = link(document, kind=kind, target_id=target_id, by=by, at=at)
    trace(document, "link", by=by, at=at, data={"kind": kind, "target": target_id})
    return made


def _kind(agency: Agency, code: int, at: datetime) -> Kind:
    kind = kind_of(realm=agency.realm, code=code, on=timezone.localdate(at))
    if kind is None:
        raise DraftRefused(_("Chọn loại văn bản."))
    return kind


def _unit(agency_id: int, unit_id: int | None) -> OrgUnit | None:
    if unit_id is None:
        return None
    found = OrgUnit.objects.filter(pk=unit_id, agency_id=agency_id).first()
    if found is None:
        raise DraftRefused(_("Chọn đơn vị soạn thảo của cơ quan."))
    return found


def _fill(document: Document, draft: Draft, *, at: datetime) -> None:
    """Write what the drafter said into the row; the signer's name and position stand as they are on this day."""
    document.subject = clean(draft.subject)[:500]
    document.urgency = Urgency(draft.urgency)
    document.circulation = Document.Circulation(draft.circulation)
    document.is_restricted = draft.is_restricted
    document.copies = max(1, min(draft.copies, MOST_COPIES))
    document.due_at = draft.due_at
    document.recipients = recipient_rows(draft.recipients)
    if document.circulation == Document.Circulation.INTERNAL and any(
        row.get("way") == "email" for row in document.recipients
    ):
        raise DraftRefused(_("Văn bản lưu hành nội bộ không gửi qua thư điện tử ra ngoài hệ thống."))
    head = offices.head_of(document.agency_id)
    unit = document.unit.code if document.unit else ""
    document.notation = naming.notation(
        realm=document.realm, abbreviation=document.kind.abbreviation, symbol=head.symbol, unit=unit
    )[:30]
    set_signer(document, draft.power_id, at=at)


def recipient_rows(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return receivers as a document keeps them."""
    return [_recipient(row) for row in rows]


def _recipient(row: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: row[key] for key in ("agency", "group", "way", "address", "copies") if row.get(key)}
    return {**kept, "name": clean(str(row["name"]))[:200], "role": "copy" if row.get("role") == "copy" else "to"}


def set_signer(document: Document, power_id: int | None, *, at: datetime) -> None:
    """Let a document be signed by one of the agency's signing powers for its kind, or by nobody yet.

    :raises DraftRefused: the power is not one for this kind on this day
    """
    if power_id is None:
        document.signer, document.signer_name, document.signer_position, document.competence = None, "", "", ""
        return
    found = offices.powers(agency_id=document.agency_id, on=timezone.localdate(at), kind=document.kind)
    power = next((one for one in found if one.pk == power_id), None)
    if power is None:
        raise DraftRefused(
            _("Người được chọn không có thẩm quyền ký loại văn bản “%(kind)s” (NĐ 30/2020/NĐ-CP Đ.13).")
            % {"kind": document.kind.name}
        )
    document.signer = power.official
    document.signer_name, document.signer_position = power.official.full_name[:50], power.position
    document.competence = power.competence


def _keep_version(
    document: Document, parts: dict[str, Any], *, file: FileUse | None = None, by: Actor, at: datetime
) -> DraftVersion:
    last = document.versions.order_by("-ordinal").first()
    version = DraftVersion(
        document=document,
        ordinal=last.ordinal + 1 if last else 1,
        parts={**_cleaned(parts), **_said(document)},
        file=file,
        by=by.snapshot(),
        at=at,
    )
    version.deviations = deviations(document, version)
    version.save()
    searching.index(document, content=searching.words_of_parts(version.parts))
    return version


def _said(document: Document) -> dict[str, str]:
    """What stands beside the parts and may change from version to version, in words, so that differences show it."""
    signer = f"{document.competence} {document.signer_position}".strip()
    return {
        "kind": document.kind.name,
        "subject": document.subject,
        "receivers": "\n".join(str(row["name"]) for row in document.recipients),
        "signer": f"{signer}, {document.signer_name}" if document.signer_name else "",
    }


def _cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _cleaned(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    return clean(value) if isinstance(value, str) else value


def deviations(document: Document, version: DraftVersion) -> list[dict[str, str]]:
    """Return what a version has that Annex I does not want, or lacks (NĐ 30/2020 Đ.12.2)."""
    if version.file is None:
        return format_check.check_parts(
            layout=document.kind.layout,
            subject=document.subject,
            signer=document.signer_name,
            parts=version.parts,
            addressees=papers.addressees(document, version.parts),
        )
    content = file_queries.content_of(version.file)
    if version.file.kind == "pdf":
        return format_check.check_pdf(content, signer=document.signer_name)
    return format_check.check_docx(content, signer=document.signer_name) + format_check.check_parts(
        layout=document.kind.layout,
        subject=document.subject,
        signer=document.signer_name,
        parts=version.parts,
        addressees=papers.addressees(document, version.parts),
    )


@without_secrets("draft")
@transaction.atomic
def save_version(*, document_id: int, draft: Draft, by: Actor, at: datetime) -> DraftVersion:
    """Keep a new version of a draft; the one before stays as it was.

    :raises NotAllowed: who has not the draft in hand
    :raises StepNotAllowed: it is a draft no longer
    """
    document = lock(document_id)
    check_stands(document, State.DRAFT)
    by = rules.require_holder(document, Task.WRITE, by=by, at=at)
    document.kind = _kind(document.agency, draft.kind, at)
    _fill(document, draft, at=at)
    document.save()
    version = _keep_version(document, dict(draft.parts), by=by, at=at)
    trace(document, "save_version", by=by, at=at, data={"version": version.ordinal})
    return version


def upload_version(*, document_id: int, stream: IO[bytes], name: str, by: Actor, at: datetime) -> DraftVersion:
    """Keep an uploaded PDF or Word file as a new version.

    Of a Word file the words become the body, laid out by Annex III; a PDF stays as it is and is signed as it is.

    :raises FileRefused: of a wrong kind, broken, infected, a state secret
    :raises NotAllowed, StepNotAllowed: as for :func:`save_version`
    """
    document = Document.objects.select_related("kind", "agency").get(pk=document_id)
    check_stands(document, State.DRAFT)
    rules.require_holder(document, Task.WRITE, by=by, at=at)
    use = files.store(
        stream=stream, name=name, owner=document.key, label=_("Tệp soạn thảo"), kinds=("pdf", "docx"), by=by, at=at
    )
    said = _uploaded(use.kind, file_queries.content_of(use))
    with transaction.atomic():
        document = lock(document_id)
        check_stands(document, State.DRAFT)
        by = rules.require_holder(document, Task.WRITE, by=by, at=at)
        last = document.versions.order_by("-ordinal").first()
        parts = {**(last.parts if last else {}), **said}
        DocumentFile.objects.create(document=document, role=DocumentFile.Role.SOURCE, use=use, added_at=at)
        version = _keep_version(document, parts, file=use, by=by, at=at)
        trace(document, "upload_version", by=by, at=at, data={"version": version.ordinal, "file": use.name})
    return version


def _uploaded(kind: str, content: bytes) -> dict[str, Any]:
    """Return what an uploaded draft puts into the parts: of Word what it says, of a PDF its words, for search alone."""
    if kind == "docx":
        return {**word_parts(content), "text": ""}
    return {"text": printing.words_of(content)[: searching.MOST]}


def attach(*, document_id: int, stream: IO[bytes], name: str, role: str, by: Actor, at: datetime) -> DocumentFile:
    """Put an annex or another file beside a draft. An annex is a PDF, since the agency signs it; a picture becomes one.

    :raises DraftRefused: an annex that is a file of Word or Excel
    :raises FileRefused, NotAllowed, StepNotAllowed: as for :func:`upload_version`
    """
    document = Document.objects.select_related("kind", "agency").get(pk=document_id)
    check_stands(document, State.DRAFT)
    by = rules.require_holder(document, Task.WRITE, by=by, at=at)
    is_annex = role == DocumentFile.Role.ANNEX
    if is_annex and name.rpartition(".")[2].lower() in NO_PAPER:
        raise DraftRefused(
            _(
                "Phụ lục “%(name)s” là tệp Word, Excel: cơ quan chỉ ký số được lên PDF. Lưu tệp ấy thành PDF rồi gửi "
                "lại; nếu chỉ để tham khảo thì đưa vào “Tệp kèm theo”."
            )
            % {"name": name[:100]}
        )
    kinds = ("pdf", "jpeg", "png") if is_annex else ("pdf", "docx", "xlsx", "jpeg", "png")
    use = files.store(stream=stream, name=name, owner=document.key, kinds=kinds, by=by, at=at)
    if is_annex and use.kind != "pdf":
        use = _as_paper(use, by=by, at=at)
    with transaction.atomic():
        document = lock(document_id)
        check_stands(document, State.DRAFT)
        ordinal = document.files.filter(role=role, replaced_at=None).count() + 1
        row = DocumentFile.objects.create(
            document=document, role=DocumentFile.Role(role), use=use, ordinal=ordinal, added_at=at
        )
        searching.add_words(document, use.name)
        trace(document, "attach", by=by, at=at, data={"file": use.name, "role": role})
    return row


def _as_paper(use: FileUse, *, by: Actor, at: datetime) -> FileUse:
    """Keep a picture as a PDF of one page in its place."""
    pdf = picture_pdf(file_queries.content_of(use), name=use.name)
    files.release(use_id=use.pk, by=by, at=at)
    name = f"{use.name.rpartition('.')[0] or use.name}.pdf"
    return files.keep_own(pdf=pdf, name=name, owner=use.owner, label=use.label, by=by, at=at)


@without_secrets("draft")
@transaction.atomic
def cancel(*, document_id: int, reason: str, by: Actor, at: datetime) -> Document:
    """Give a document up before it is issued; a number it had stays used, voided with the reason (NĐ 30/2020 Đ.15).

    :raises DraftRefused: without a reason
    """
    from congvu.documents.operations.numbers import void_number  # noqa: PLC0415  numbers moves documents too

    reason = clean(reason)[:500]
    document = lock(document_id)
    check_stands(
        document, State.DRAFT, State.CONTENT_CHECK, State.FORMAT_CHECK, State.SIGNING, State.SIGNED, State.NUMBERED,
        State.SEALED, State.COPY_ASKED, State.COPY_ALLOWED,
    )  # fmt: skip
    by = rules.require_holder(document, *Task, by=by, at=at)
    if not reason:
        raise DraftRefused(_("Ghi lý do hủy văn bản."))
    void_number(document, reason=reason, by=by, at=at)
    done(document, at=at)
    move(document, State.CANCELLED, by=by, at=at, note=reason)
    trace(document, "cancel", by=by, at=at, data={"reason": reason})
    return document
