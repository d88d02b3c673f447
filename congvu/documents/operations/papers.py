"""The paper of a document: a version laid out by Annex III, its PDF, what takes its place when signed."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from congvu.documents import format_check, naming
from congvu.documents.blocks import blocks_of, rows_of
from congvu.documents.lifecycle import State
from congvu.documents.models import Document, DocumentFile, DraftVersion
from congvu.documents.operations import copy_papers
from congvu.documents.queries import offices
from congvu.files import operations as files
from congvu.files import queries as file_queries
from congvu.files.models import FileUse
from congvu.kit.actors import Actor
from congvu.people import queries as people
from congvu.printing import operations as printing

LAYOUTS = Path(__file__).parent.parent / "layouts" / "annex_iii.typ"
CODE, DATE, STAMP = "code", "date", "stamp"
"""Fields kept free for number and symbol, and for the day; for both of them on an uploaded paper."""

DRAWN = frozenset({State.DRAFT, State.CONTENT_CHECK, State.FORMAT_CHECK, State.SIGNING})
"""States in which a document is read as pictures: nothing is signed yet."""


@translation.override(settings.LANGUAGE_CODE)
def paper_data(document: Document, parts: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    """Return what the layout sets, from a document and the parts of a version, in Vietnamese whoever looks."""
    head = offices.head_of(document.agency_id)
    unit = document.unit.code if document.unit else ""
    year = timezone.localdate(at).year
    layout = document.kind.layout
    authority = head.name if document.competence == "TM." or head.is_collective else f"{head.head} {head.name}"
    return {
        "title": document.subject or document.kind.name,
        "layout": layout,
        "realm": document.realm,
        "parent": head.above,
        "agency": head.name,
        "agency-plain": head.name,
        "authority": parts.get("authority") or authority,
        "place": head.place,
        "code-empty": "       " + naming.code(realm=document.realm, number=None, notation=document.notation),
        "date-empty": f"ngày       tháng       năm {year}",
        "kind": document.kind.name,
        "kind-plain": document.kind.name,
        "symbol": naming.code(realm=document.realm, number=None, notation=document.notation),
        "subject": document.subject,
        "about": naming.about(document.subject),
        "urgency": document.get_urgency_display() if document.urgency else "",
        "urgency-width": naming.URGENCY_WIDTHS.get(document.urgency, 20),
        "circulation": document.get_circulation_display() if document.circulation else "",
        "addressees": addressees(document, parts),
        "basis": rows_of(parts.get("basis", "")),
        "body": blocks_of(parts.get("body", "")),
        "fields": parts.get("fields", {}),
        "annexes": [
            {"title": annex.get("title", ""), "body": blocks_of(annex.get("body", ""))}
            for annex in parts.get("annexes", [])
        ],
        "titles": offices.lines_over_signature(document),
        "signer": document.signer_name,
        "recipients": naming.receiver_lines(document.recipients, layout=layout, unit=unit),
        "typist": parts.get("typist", ""),
        "footer": head.footer,
    }


def addressees(document: Document, parts: dict[str, Any]) -> list[str]:
    """Return the lines of "Kính gửi": as typed, else the receivers it is sent to."""
    typed = rows_of(parts.get("addressees", ""))
    return typed or [str(row["name"]) for row in document.recipients if row.get("role") != "copy"]


def print_version(document: Document, version: DraftVersion, *, at: datetime) -> bytes:
    """Return the PDF of a version, number, date and signature still free: laid out, or as uploaded."""
    if version.file is not None and version.file.kind == "pdf":
        return file_queries.content_of(version.file)
    source = LAYOUTS.read_text(encoding="utf-8")
    return printing.print_paper(source=source, data=paper_data(document, version.parts, at=at), at=at)


def draw_draft(document: Document, *, at: datetime) -> list[bytes]:
    """Return the pages of a draft's newest version as PNG, for where no PDF viewer is; none of an uploaded PDF."""
    version = document.versions.order_by("-ordinal").select_related("file__blob").first()
    if version is None or document.state not in DRAWN or (version.file and version.file.kind == "pdf"):
        return []
    source = LAYOUTS.read_text(encoding="utf-8")
    return printing.draw_paper(source=source, data=paper_data(document, version.parts, at=at))


def main_file(document: Document) -> DocumentFile | None:
    """Return the file that is the document itself, as it stands now."""
    return (
        document.files.filter(role=DocumentFile.Role.MAIN, replaced_at=None)
        .select_related("use__blob")
        .order_by("-id")
        .first()
    )


def read_main(document: Document) -> bytes:
    """Return the content of the document itself.

    :raises FileMissing: there is none
    """
    found = main_file(document)
    if found is None:
        raise file_queries.FileMissing
    return file_queries.content_of(found.use)


def keep_main(document: Document, pdf: bytes, *, by: Actor, at: datetime) -> DocumentFile:
    """Keep a later state of the document itself in place of the one before; earlier ones stay readable."""
    name = f"{document.code or document.subject or document.kind.name}".replace("/", "-")[:100]
    use = files.keep_own(pdf=pdf, name=f"{name}.pdf", owner=document.key, label=document.kind.name, by=by, at=at)
    return replace_main(document, use, at=at)


def replace_main(document: Document, use: FileUse, *, at: datetime) -> DocumentFile:
    """Let a file the document owns be the document itself from now on."""
    document.files.filter(role=DocumentFile.Role.MAIN, replaced_at=None).update(replaced_at=at)
    return DocumentFile.objects.create(document=document, role=DocumentFile.Role.MAIN, use=use, added_at=at)


def digest(pdf: bytes) -> str:
    """Return SHA-256 of a paper, for the trace."""
    return hashlib.sha256(pdf).hexdigest()


def head_name(document: Document) -> str:
    """Return the name of the body that issues the document."""
    return offices.head_of(document.agency_id).name or people.agency_of_id(document.agency_id).name


def ready_paper(document: Document, version: DraftVersion, *, at: datetime) -> bytes:
    """Return the paper as it will be signed: with empty places for number, day and signature.

    An uploaded PDF gets them by an update: number and day top right of the first page, the signature above the
    signer's name on the last page that has it.
    """
    pdf = print_version(document, version, at=at)
    if version.file is None or version.file.kind != "pdf" or printing.word_fields(pdf):
        return pdf
    boxes = [printing.Box(STAMP, 1, 300, 806, 270, 17, kind="words", size=10, align="left")]
    if place := format_check.name_place(pdf, document.signer_name):
        page, x, y = place
        boxes.append(printing.Box("signature", page, max(0.0, x - 20), y + 14, 128, 57))
    return printing.keep_fields(pdf=pdf, boxes=boxes, at=at)


def current_paper(document: Document, *, at: datetime) -> bytes:
    """Return the document as it stands: its file, or the newest version of a draft as it would be printed.

    :raises FileMissing: it has neither (recalled at the receiver)
    """
    if document.state in {State.COPY_ASKED, State.COPY_ALLOWED}:
        return _original_paper(document.copy_order.original)
    if document.state not in {State.DRAFT, State.CONTENT_CHECK, State.FORMAT_CHECK, State.CANCELLED}:
        return read_main(document)
    version = document.versions.order_by("-ordinal").select_related("file__blob").first()
    if version is None:
        raise file_queries.FileMissing
    return print_version(document, version, at=at)


def _original_paper(original: Document) -> bytes:
    if main_file(original) is not None:
        return read_main(original)
    if held := copy_papers.pages_held(original):
        return held
    raise file_queries.FileMissing
