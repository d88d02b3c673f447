"""The books of outgoing documents: read by month, printed in the columns of Annex IV, given as Excel, closed."""

import io
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from congvu.documents import operations, queries
from congvu.numbering import operations as numbering
from congvu.numbering import queries as numbers
from congvu.numbering.models import Book
from congvu.people.models import Role
from congvu.sites.desk.books import MONTHS
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.dossiers.reading import framed

READERS = frozenset({Role.CLERK, Role.LEADER, Role.AUDITOR})
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@official_only
def shelf(request: DeskRequest) -> HttpResponse:
    """Show the books of outgoing documents of the agencies where I am clerk, leader or auditor."""
    agencies = {grant.agency_id for grant in request.desk.grants if grant.role in READERS}
    return render(request, "desk/documents/books.html", {"books": queries.books_out(agency_ids=agencies)})


@official_only
def book(request: DeskRequest, book_id: int) -> HttpResponseBase:
    """Show one book, a month or the whole year."""
    found = _opened(request, book_id, "read")
    if isinstance(found, HttpResponse):
        return found
    month = _month(request)
    page = numbers.book_page(book=found, month=month, after=request.GET.get("sau"))
    closes = found.closed_at is None and found.year < request.desk.today.year
    shown = {
        "book": found,
        "page": page,
        "lines": queries.register_lines(found, page.rows),
        "columns": queries.REGISTER_COLUMNS,
        "month": month,
        "months": MONTHS,
        "closes": closes and request.desk.has(Role.CLERK, Role.LEADER),
    }
    return render(request, "desk/documents/book.html", shown)


@official_only
def printed(request: DeskRequest, book_id: int) -> HttpResponseBase:
    """Print a month or the year as PDF/A, to be bound, signed and kept."""
    found = _opened(request, book_id, "print")
    if isinstance(found, HttpResponse):
        return found
    paper = operations.print_register(found, month=_month(request), at=request.desk.now)
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="so-van-ban-di-{found.pk}-{found.year}.pdf"'
    return framed(response)


@official_only
def excel(request: DeskRequest, book_id: int) -> HttpResponseBase:
    """Give a month or the year as Excel, in the same columns."""
    found = _opened(request, book_id, "print")
    if isinstance(found, HttpResponse):
        return found
    lines = queries.register_lines(found, numbers.book_entries(book=found, month=_month(request)))
    response = HttpResponse(_sheet(found, lines), content_type=EXCEL)
    response["Content-Disposition"] = f'attachment; filename="so-van-ban-di-{found.pk}-{found.year}.xlsx"'
    return response


def _sheet(book: Book, lines: list[Any]) -> bytes:
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as file:
        sheet = file.add_worksheet(str(book.year))
        bold, wrapped = file.add_format({"bold": True, "text_wrap": True}), file.add_format({"text_wrap": True})
        sheet.write_string(0, 0, f"{book.title} {book.year}: {book.agency.name}", file.add_format({"bold": True}))
        for column, heading in enumerate(queries.REGISTER_COLUMNS):
            sheet.write_string(2, column, str(heading), bold)
            sheet.set_column(column, column, 40 if column in {2, 4} else 18)
        for row, line in enumerate(lines, 3):
            for column, cell in enumerate(line.cells):
                sheet.write_string(row, column, cell, wrapped)
        sheet.freeze_panes(3, 1)
    return sink.getvalue()


def _opened(request: DeskRequest, book_id: int, purpose: str) -> Book | HttpResponse:
    try:
        return numbering.read_book(book_id=book_id, purpose=purpose, by=request.desk.actor, at=request.desk.now)
    except numbering.BookUnknown as reason:
        return render(request, "desk/refused.html", {"reason": str(reason)}, status=404)


def _month(request: DeskRequest) -> int | None:
    asked = request.GET.get("thang", "")
    return int(asked) if asked in {str(month) for month in MONTHS} else None
