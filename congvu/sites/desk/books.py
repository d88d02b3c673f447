"""The books of an agency (sổ): read by month, printed, and closed when their year is over (NĐ 23/2015)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.dossiers import operations as dossier_operations
from congvu.dossiers import queries as dossiers
from congvu.kit import answers
from congvu.kit.errors import Refusal
from congvu.numbering import operations, queries
from congvu.numbering.models import Book, BookEntry
from congvu.printing import operations as printing
from congvu.sites.desk.book_workbook import book_workbook
from congvu.sites.desk.doors import DeskRequest, official_only, say
from congvu.sites.desk.dossiers.reading import framed

MONTHS = range(1, 13)


@official_only
def shelf(request: DeskRequest) -> HttpResponse:
    """Show the books of my agencies, the newest year first."""
    readers = {grant.agency_id for grant in request.desk.grants if grant.role in operations.READERS}
    return render(request, "desk/books.html", {"books": queries.books(agency_ids=readers)})


@official_only
def book(request: DeskRequest, book_id: int) -> HttpResponse:
    """Show one book, a month or the whole year."""
    found = opened(request, book_id, "read")
    month = asked_month(request)
    page = queries.book_page(book=found, month=month, after=request.GET.get("sau"))
    _seen(request, page.rows)
    context = {"book": found, "page": page, "month": month, "months": MONTHS, **_table(page.rows)}
    mine = {grant.role for grant in request.desk.grants if grant.agency_id == found.agency_id}
    context["closes"] = bool(mine & {"clerk", "leader"}) and not found.closed_at and found.year < request.desk.now.year
    return render(request, "desk/book.html", context)


@official_only
def printed(request: DeskRequest, book_id: int) -> HttpResponseBase:
    """Print the month or the year as PDF/A, to be bound and sealed."""
    found = opened(request, book_id, "print")
    month = asked_month(request)
    entries = queries.book_entries(book=found, month=month)
    _seen(request, entries)
    data = {
        "title": found.title,
        "year": found.year,
        "month": month or 0,
        "agency": found.agency.name,
        "parent": found.agency.parent.name if found.agency.parent else "",
        "place": found.agency.place.name if found.agency.place else found.agency.name,
        "date": request.desk.now.date().isoformat(),
        "closed": bool(found.closed_at),
        **_table(entries),
    }
    paper = printing.print_paper(template="book", data=data, at=request.desk.now)
    return framed(answers.paper(paper, f"so-{found.pk}-{found.year}-{month or 0:02}.pdf"))


@official_only
def excel(request: DeskRequest, book_id: int) -> HttpResponseBase:
    """Give the month or the year as an Excel sheet."""
    found = opened(request, book_id, "print")
    month = asked_month(request)
    entries = queries.book_entries(book=found, month=month)
    _seen(request, entries)
    sheet = book_workbook(found, month=month, **_table(entries))
    return answers.workbook(sheet, f"so-{found.pk}-{found.year}-{month or 0:02}.xlsx")


@official_only
@require_POST
def close(request: DeskRequest, book_id: int) -> HttpResponseBase:
    """Close the book of a year that is over."""
    try:
        operations.close_book(book_id=book_id, by=request.desk.actor, at=request.desk.now)
    except Refusal as refusal:
        return say(request, refusal, reverse("desk:book", args=[book_id]))
    messages.success(request, _("Đã khóa sổ."))
    return redirect("desk:book", book_id)


def opened(request: DeskRequest, book_id: int, purpose: str) -> Book:
    """Open a book for the official at the desk; the reading is logged."""
    return operations.read_book(book_id=book_id, purpose=purpose, by=request.desk.actor, at=request.desk.now)


def _seen(request: DeskRequest, entries: list[BookEntry]) -> None:
    """Write down whose dossiers stand in the lines that are shown."""
    desk, found = request.desk, dossiers.named_by(entry.subject for entry in entries)
    dossier_operations.note_listed(dossiers=found, grants=desk.grants, purpose="book", by=desk.actor, at=desk.now)


def asked_month(request: DeskRequest) -> int | None:
    """Return the month that is asked for, None for the whole year."""
    asked = request.GET.get("thang", "")
    return int(asked) if asked in {str(month) for month in MONTHS} else None


def _table(entries: list[BookEntry]) -> dict[str, Any]:
    """Return headings and rows, every row with a cell for each heading."""
    headings = queries.book_headings(entries)
    rows = []
    for entry in entries:
        said = {cell["name"]: cell["value"] for cell in entry.cells}
        rows.append(
            {
                "number": entry.number,
                "date": entry.entered_on,
                "cells": [said.get(heading, "") for heading in headings],
                "notes": [note.text for note in entry.notes.all()],
            }
        )
    return {"headings": headings, "rows": rows}
