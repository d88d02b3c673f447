"""The book of what left on paper and the book of kept copies in use: on screen and printed (NĐ 30/2020, Annex IV)."""

from dataclasses import dataclass
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from congvu.documents import queries
from congvu.kit import answers
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.dossiers.reading import framed
from congvu.sites.desk.yearly import CLERK, HEAD, Asked, Columns, asked, columns_paper, paper_head
from congvu.workfiles import queries as workfiles

TITLES = {"posted": gettext_lazy("Sổ gửi văn bản đi bưu điện"), "kept": gettext_lazy("Sổ sử dụng bản lưu")}
ON_SCREEN = 500
"""Lines that are shown; the whole year is printed."""


@dataclass(frozen=True)
class Shown:
    """A line: the document it is about and its cells."""

    document: Any
    cells: list[str]


@official_only
def posted(request: DeskRequest) -> HttpResponseBase:
    """Show or print what left on paper."""
    return _book(request, "posted")


@official_only
def kept(request: DeskRequest) -> HttpResponseBase:
    """Show or print who used the copies that are kept."""
    return _book(request, "kept")


def _book(request: DeskRequest, which: str) -> HttpResponseBase:
    wanted = asked(request)
    columns = queries.POSTED_COLUMNS if which == "posted" else queries.KEPT_COLUMNS
    lines = _lines(which, agency_id=wanted.agency.pk, year=wanted.times.year, month=wanted.times.month)
    if "in" in request.GET:
        return _printed(request, which, wanted, lines, columns)
    shown = {
        **wanted.shown(request.desk.today.year),
        "which": which,
        "title": TITLES[which],
        "headings": [heading for heading, _share in columns],
        "rows": lines[:ON_SCREEN],
        "more": len(lines) > ON_SCREEN,
    }
    return render(request, "desk/documents/minor_book.html", shown)


def _lines(which: str, *, agency_id: int, year: int, month: int | None) -> list[Shown]:
    if which == "posted":
        sent = queries.posted(agency_id=agency_id, year=year, month=month)
        return [Shown(one.document, queries.posted_cells(one)) for one in sent]
    uses = list(queries.kept_uses(agency_id=agency_id, year=year, month=month))
    files = workfiles.codes_of({one.document_id for one in uses})
    return [Shown(one.document, queries.kept_cells(one, files)) for one in uses]


@override("vi")
def _printed(request: DeskRequest, which: str, wanted: Asked, lines: list[Shown], columns: Columns) -> HttpResponseBase:
    paper = columns_paper(
        title=str(TITLES[which]),
        subtitle=wanted.times.words,
        head=paper_head(wanted.agency, request.desk),
        columns=columns,
        rows=[one.cells for one in lines],
        summary=_("Cộng %(n)s dòng.") % {"n": len(lines)},
        signers=[CLERK, HEAD],
        at=request.desk.now,
    )
    return framed(answers.paper(paper, f"so-{which}-{wanted.times.year}-{wanted.times.month or 0:02}.pdf"))
