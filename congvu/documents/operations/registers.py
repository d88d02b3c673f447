"""Printing the book of outgoing documents."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation

from congvu.documents.queries import offices, registers
from congvu.numbering import queries as numbering
from congvu.numbering.models import Book
from congvu.printing import operations as printing

LAYOUT = Path(__file__).parent.parent / "layouts" / "register_out.typ"


@translation.override(settings.LANGUAGE_CODE)
def print_register(book: Book, *, month: int | None = None, at: datetime) -> bytes:
    """Return a month or a year of a book as PDF/A in the ten columns of Annex IV. Who may read it, the caller asks."""
    lines = registers.register_lines(book, numbering.book_entries(book=book, month=month))
    head = offices.head_of(book.agency_id)
    data = {
        "title": book.title,
        "year": book.year,
        "month": month or 0,
        "agency": head.name,
        "parent": head.above,
        "place": head.place,
        "date": timezone.localdate(at),
        "headings": [str(column) for column in registers.COLUMNS],
        "rows": [list(line.cells) for line in lines],
        "first": lines[0].cells[0] if lines else "",
        "last": lines[-1].cells[0] if lines else "",
        "voided": sum(line.is_void for line in lines),
        "closed": f"{timezone.localtime(book.closed_at):%H:%M, %d/%m/%Y}" if book.closed_at else "",
    }
    return printing.print_paper(source=LAYOUT.read_text(encoding="utf-8"), data=data, at=at)
