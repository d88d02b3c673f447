"""The books of outgoing documents: read by month, printed in the columns of Annex IV, given as Excel, closed."""

import io
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from congvu.documents import operations, queries
from congvu.kit import answers
from congvu.kit.workbooks import new_workbook
from congvu.numbering import queries as numbers
from congvu.numbering.models import Book
from congvu.people.models import Role
from congvu.sites.desk.books import MONTHS, asked_month, opened
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.dossiers.reading import framed

READERS = frozenset({Role.CLERK, Role.LEADER, Role.AUDITOR})


@official_only
def shelf(request: DeskRequest) -> HttpResponse:
    """Show the books of outgoing documents of the agencies where I am clerk, leader or auditor."""
    agencies = {grant.agency_id for grant in request.desk.grants if grant.role in READERS}
    return render(request, "desk/documents/books.html", {"books": queries.books_out(agency_ids=agencies)})


@official_only
def book(request: DeskRequest, book_id: int) -> HttpResponseBase:
    """Show one book, a month or the whole year."""
    found = opened(request, book_id, "read")
    month = asked_month(request)
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
    found = opened(request, book_id, "print")
    paper = operations.print_register(found, month=asked_month(request), at=request.desk.now)
    return framed(answers.paper(paper, f"so-van-ban-di-{found.pk}-{found.year}.pdf"))


@official_only
def excel(request: DeskRequest, book_id: int) -> HttpResponseBase:
    """Give a month or the year as Excel, in the same columns."""
    found = opened(request, book_id, "print")
    lines = queries.register_lines(found, numbers.book_entries(book=found, month=asked_month(request)))
    return answers.workbook(_sheet(found, lines), f"so-van-ban-di-{found.pk}-{found.year}.xlsx")


def _sheet(book: Book, lines: list[Any]) -> bytes:
    sink = io.BytesIO()
    with new_workbook(sink) as file:
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
