"""Number and day of a document: taken without gaps from the book of its kind, never twice, voided with a reason."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents import naming, rules
from congvu.documents.lifecycle import State
from congvu.documents.models import Document, Holding
from congvu.documents.operations import papers, searching
from congvu.documents.operations.holding import done, hand_to
from congvu.documents.operations.moves import check_stands, lock, move, trace
from congvu.documents.operations.same_day import pass_on_by
from congvu.documents.queries import offices
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.numbering import operations as numbering
from congvu.numbering.models import BookEntry
from congvu.people.models import Role
from congvu.printing import operations as printing

Task = Holding.Task
SINCE = date(2020, 3, 5)
LAW = "Nghị định 30/2020/NĐ-CP Đ.15, Phụ lục IV"


class NumberRefused(Refusal):
    """A number cannot be given: the text says why."""


@transaction.atomic
def number(*, document_id: int, by: Actor, at: datetime) -> Document:
    """Give a signed document its number and day, entered in its book and written into the places kept for them.

    In the order of issue, one run for paper and electronic together (NĐ 30/2020 Đ.15). The signature stays good.

    :raises NotAllowed: unless the clerk has it in hand
    :raises BookClosed: the book of this year is closed
    """
    document = lock(document_id)
    check_stands(document, State.SIGNED)
    by = rules.require_holder(document, Task.NUMBER, by=by, at=at)
    paper = papers.read_main(document)
    paper = give_number(document, paper, by=by, at=at)
    papers.keep_main(document, paper, by=by, at=at)
    done(document, [Task.NUMBER], at=at)
    hand_to(document, Task.SEAL, role=Role.CLERK, due_at=pass_on_by(document, at), at=at)
    move(document, State.NUMBERED, by=by, at=at, note=document.code)
    trace(document, "number", by=by, at=at, data={"code": document.code})
    return document


def give_number(document: Document, paper: bytes, *, by: Actor, at: datetime) -> bytes:
    """Take the next number as :func:`take_number` does and return the paper with it filled in."""
    take_number(document, by=by, at=at)
    return write_number(document, paper, at=at)


def take_number(document: Document, *, by: Actor, at: datetime) -> None:
    """Take the next number of the document's book and keep it on the row, with today as its day.

    Part of the caller's transaction: who fails gives the number back.
    """
    today = timezone.localdate(at)
    kind, title = offices.series_of(agency_id=document.agency_id, kind=document.kind, year=today.year)
    numbering.propose_format(kind=kind, template="{number:2}", valid_from=SINCE, legal_basis=LAW)
    document.issued_on = today
    entry = numbering.enter(
        kind=kind, title=title, agency=document.agency, cells=cells_of(document), subject=document.key, by=by, at=at
    )
    document.number = entry.number
    document.code = naming.code(realm=document.realm, number=entry.number, notation=document.notation)
    document.save(update_fields=["number", "code", "issued_on"])
    searching.note_code(document)


def cells_of(document: Document) -> list[dict[str, str]]:
    """Return what the book says of the document when it is entered."""
    cells = {
        "Tên loại và trích yếu nội dung": f"{document.kind.name}: {document.subject}",
        "Ký hiệu": document.notation,
        "Người ký": document.signer_name,
        "Nơi nhận văn bản": "; ".join(str(row["name"]) for row in document.recipients),
    }
    return [{"name": name, "value": value} for name, value in cells.items()]


def write_number(document: Document, paper: bytes, *, at: datetime) -> bytes:
    """Return the paper with the document's number and day in the places kept for them, as an update.

    :raises NumberRefused: the paper keeps no such place
    """
    if document.issued_on is None:
        raise NumberRefused(_("Văn bản chưa có số."))
    day = naming.day_words(document.issued_on)
    words = {
        papers.CODE: document.code,
        papers.DATE: day,
        papers.STAMP: f"Số: {document.code}, {day}",
    }
    free = {name: words[name] for name, said in printing.word_fields(paper).items() if name in words and not said}
    if not free:
        raise NumberRefused(_("Tệp không có chỗ ghi số và ngày. Trả lại để trình lại văn bản."))
    return printing.fill_fields(pdf=paper, words=free, at=at)


def void_number(document: Document, *, reason: str, by: Actor, at: datetime) -> None:
    """Mark the number of a document that is given up as spoilt, with the reason in the notes of its book."""
    for entry in BookEntry.objects.filter(subject=document.key).select_related("book__series"):
        numbering.void(series=entry.book.series.key, number=entry.number, reason=reason, by=by, at=at)
        words = _("Hủy số: %(reason)s") % {"reason": reason}
        numbering.note_in_book(subject=document.key, text=words, by=by, at=at)
