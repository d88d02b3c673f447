"""The books of outgoing documents (sổ đăng ký văn bản đi) in the ten columns of Annex IV."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.documents.models import Delivery, Document
from congvu.numbering import queries as numbering
from congvu.numbering.models import Book, BookEntry

COLUMNS = (
    _("Số, ký hiệu văn bản"),
    _("Ngày tháng văn bản"),
    _("Tên loại và trích yếu nội dung"),
    _("Người ký"),
    _("Nơi nhận văn bản"),
    _("Đơn vị, người nhận bản lưu"),
    _("Số lượng bản"),
    _("Ngày chuyển"),
    _("Ký nhận"),
    _("Ghi chú"),
)
BOOKS = "document_"
"""Books of documents are of kinds that begin so; the one of arrivals is the receiving side's."""


@dataclass(frozen=True, slots=True)
class Line:
    """One number of the book."""

    number: int
    document: Document
    cells: tuple[str, ...]
    """The ten columns."""
    is_void: bool


def books_out(*, agency_ids: Collection[int]) -> list[Book]:
    """Return the books of outgoing documents and copies of these agencies, the newest year first."""
    found = numbering.books(agency_ids=agency_ids)
    return [book for book in found if book.kind.startswith(BOOKS) and not book.kind.startswith("document_in")]


def register_lines(book: Book, entries: Sequence[BookEntry]) -> list[Line]:
    """Return the lines of a book as they stand today: also when it left and who has it."""
    keys = {entry.subject: int(entry.subject.partition(":")[2]) for entry in entries}
    rows = Document.objects.filter(pk__in=keys.values()).select_related("kind", "unit", "drafter")
    documents = {row.pk: row for row in rows}
    deliveries: dict[int, list[Delivery]] = {}
    for one in Delivery.objects.filter(document_id__in=documents).order_by("id"):
        deliveries.setdefault(one.document_id, []).append(one)
    void = {one.number for one in numbering.voided(series=book.series.key)}
    return [
        _line(entry, documents[pk], deliveries.get(pk, []), is_void=entry.number in void)
        for entry in entries
        if (pk := keys[entry.subject]) in documents
    ]


def _line(entry: BookEntry, document: Document, sent: list[Delivery], *, is_void: bool) -> Line:
    accepted = [one for one in sent if one.accepted_at]
    cells = (
        document.code,
        _day(document.issued_on),
        f"{document.kind.name}: {document.subject}",
        document.signer_name,
        "; ".join(str(row["name"]) for row in document.recipients),
        _keeper(document),
        str(document.copies),
        _day(timezone.localdate(document.issued_at)) if document.issued_at else "",
        _received(sent, accepted),
        "; ".join(note.text for note in entry.notes.all()),
    )
    return Line(entry.number, document, cells, is_void)


def _keeper(document: Document) -> str:
    return "; ".join(["Văn thư", *([document.unit.name] if document.unit else [])])


def _received(sent: Iterable[Delivery], accepted: list[Delivery]) -> str:
    total = len(list(sent))
    if not total:
        return ""
    if total == 1 and accepted and accepted[0].accepted_at:
        return f"{timezone.localtime(accepted[0].accepted_at):%H:%M %d/%m/%Y}"
    return f"{len(accepted)}/{total}"


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
