"""Papers as the viewer shows them, and remarks bound to a place on one of their pages."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.documents import rules
from congvu.documents.anchors import Anchor
from congvu.documents.lifecycle import Direction, State
from congvu.documents.models import Document, DocumentFile, Remark
from congvu.documents.operations import papers
from congvu.documents.operations.drafting import DraftRefused
from congvu.documents.operations.moves import DocumentUnknown, lock, trace
from congvu.documents.operations.reading import require_paper
from congvu.documents.operations.remarks import remark
from congvu.documents.operations.watermarks import is_watermarked, watermarked
from congvu.documents.secrecy import without_secrets
from congvu.files import queries as files
from congvu.kit.actors import Actor
from congvu.kit.text import clean
from congvu.people import queries as people

REMARKABLE = {
    Direction.OUTGOING: frozenset({State.DRAFT, State.CONTENT_CHECK, State.FORMAT_CHECK, State.SIGNING}),
    Direction.INCOMING: frozenset(State) - {State.RETURNED, State.RECALLED, State.BLOCKED},
}
"""States in which remarks may be put on a paper."""
SHOWN = ("pdf", "jpeg", "png")


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of a document as it is shown; ``use`` None stands for the draft or the signed paper as it is now."""

    document: Document
    use: UUID | None
    name: str
    kind: str
    content: bytes
    pages: int


def paper_to_view(document: Document, *, use: UUID | None, by: Actor, at: datetime) -> Paper:
    """Return a paper of a document that ``by`` has opened: its own as it stands now, or one of its files.

    What circulates inside bears the reader's name, as everywhere.

    :param use: of a file; None: the paper itself, of an arrival the first file that can be shown
    :raises FileMissing: it has none, or none that can be shown as pages
    """
    if document.direction == Direction.OUTGOING and use is None:
        require_paper(document, by=by, at=at)
        pdf = _marked(document, papers.current_paper(document, at=at), by=by, at=at)
        return Paper(document, None, document.code or str(document.kind), "pdf", pdf, files.page_count(pdf) or 1)
    row = _shown(document, use, by=by, at=at)
    if row is None:
        raise files.FileMissing
    content = files.content_of(row.use)
    if row.use.kind == "pdf":
        content = _marked(document, content, by=by, at=at)
    return Paper(document, row.use_id, row.use.name, row.use.kind, content, files.pages_in(row.use) or 1)


def _marked(document: Document, pdf: bytes, *, by: Actor, at: datetime) -> bytes:
    return watermarked(document, pdf, by=by, at=at) if is_watermarked(document) else pdf


def _shown(document: Document, use: UUID | None, *, by: Actor, at: datetime) -> DocumentFile | None:
    rows = document.files.filter(replaced_at=None, use__released_at=None, use__blob__kind__in=SHOWN)
    if use is not None:
        rows = rows.filter(use_id=use)
    found = list(rows.select_related("use__blob"))
    hidden = rules.hidden_files(document, found, by=by, at=at)
    order = ["main", "scan", "searchable", "annex", "attachment", "source"]
    open_ones = [row for row in found if row.pk not in hidden]
    return min(open_ones, key=lambda row: (order.index(row.role), row.ordinal, row.pk), default=None)


def may_annotate(document: Document, *, by: Actor, at: datetime) -> bool:
    """Say whether somebody who sees the document may put a remark on its pages."""
    is_open = State(document.state) in REMARKABLE[Direction(document.direction)]
    return is_open and people.holds(by=by, roles=rules.ANY, agency_id=document.agency_id, at=at)


@without_secrets("note")
@transaction.atomic
def annotate(*, document_id: int, anchor: Anchor, text: str, by: Actor, at: datetime) -> Remark:
    """Say something to a place on a page (ghi chú lên trang); whoever sees the document in its agency may.

    :raises DraftRefused: without words, or the document takes no remarks any more
    :raises NotAllowed: who does not see it, or has no role in the agency
    """
    document = lock(document_id)
    rules.require_sight(document, by=by, at=at)
    if anchor.use is not None and not document.files.filter(use_id=anchor.use).exists():
        raise DocumentUnknown
    if document.direction == Direction.OUTGOING:
        return remark(document_id=document_id, text=text, anchor=anchor.kept(), by=by, at=at)
    words = clean(text)[:5000]
    if not words:
        raise DraftRefused(_("Ghi nội dung góp ý."))
    if State(document.state) not in REMARKABLE[Direction.INCOMING]:
        raise DraftRefused(_("Văn bản này không ghi chú được nữa."))
    by = people.require(by=by, roles=rules.ANY, agency_id=document.agency_id, at=at)
    made = Remark.objects.create(document=document, anchor=anchor.kept(), text=words, by=by.snapshot(), at=at)
    trace(document, "annotate", by=by, at=at, data={"page": anchor.page})
    return made
