"""The books of incoming documents in the columns of the law, on screen and printed (NĐ 30/2020, Annex IV)."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from congvu.documents import operations, queries
from congvu.documents.models import Document, Holding, Urgency
from congvu.kit import answers
from congvu.printing import operations as printing
from congvu.sites.desk.doors import Desk, DeskRequest, official_only
from congvu.sites.desk.dossiers.reading import framed
from congvu.sites.desk.yearly import CLERK, HEAD, asked, columns_paper, paper_head
from congvu.workfiles import queries as workfiles

BOOK = (
    ("Ngày đến", 2),
    ("Số đến", 1),
    ("Tác giả", 3),
    ("Số, ký hiệu", 2),
    ("Ngày tháng", 2),
    ("Tên loại và trích yếu nội dung văn bản", 6),
    ("Đơn vị hoặc người nhận", 3),
    ("Ngày chuyển", 2),
    ("Ký nhận", 2),
    ("Ghi chú", 2),
)
FOLLOW_UP = (
    ("Số đến", 1),
    ("Tên loại, số, ký hiệu, ngày tháng và tác giả văn bản", 6),
    ("Đơn vị hoặc người nhận", 3),
    ("Thời hạn giải quyết", 2),
    ("Tiến độ giải quyết", 3),
    ("Số, ký hiệu văn bản trả lời", 2),
    ("Ghi chú", 2),
)


@official_only
def book(request: DeskRequest) -> HttpResponse:
    """Show the register of incoming documents of a year, or of a month."""
    return _on_screen(request, "book")


@official_only
def follow_up(request: DeskRequest) -> HttpResponse:
    """Show the book that follows how incoming documents are settled."""
    return _on_screen(request, "follow_up")


@official_only
def printed(request: DeskRequest) -> HttpResponseBase:
    """Print the register as PDF/A."""
    return _on_paper(request, "book")


@official_only
def follow_up_printed(request: DeskRequest) -> HttpResponseBase:
    """Print the book of settlement as PDF/A."""
    return _on_paper(request, "follow_up")


def _on_screen(request: DeskRequest, which: str) -> HttpResponse:
    wanted = asked(request)
    page = queries.book_lines(
        agency_id=wanted.agency.pk, year=wanted.times.year, month=wanted.times.month, after=request.GET.get("sau")
    )
    shown = {
        **wanted.shown(request.desk.today.year),
        "which": which,
        "title": _title(which),
        "headings": [heading for heading, _share in COLUMNS[which]],
        "rows": [(one, _cells(which, one, request.desk)) for one in page.rows],
        "page": page,
    }
    return render(request, "desk/incoming/book.html", shown)


@override("vi")
def _on_paper(request: DeskRequest, which: str) -> HttpResponseBase:
    wanted = asked(request)
    lines = queries.book_of_month(agency_id=wanted.agency.pk, year=wanted.times.year, month=wanted.times.month)
    paper = columns_paper(
        title=_title(which),
        subtitle=wanted.times.words,
        head=paper_head(wanted.agency, request.desk),
        columns=COLUMNS[which],
        rows=[_cells(which, one, request.desk) for one in lines],
        summary=_("Cộng %(n)s văn bản.") % {"n": len(lines)},
        signers=[CLERK, HEAD],
        at=request.desk.now,
    )
    return framed(answers.paper(paper, f"so-van-ban-den-{wanted.times.year}-{wanted.times.month or 0:02}.pdf"))


@official_only
@override("vi")
def slip(request: DeskRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Print the slip of settlement with the mark «ĐẾN»; the signed file itself is never touched."""
    desk = request.desk
    found = operations.open_document(public_id=public_id, by=desk.actor, at=desk.now)
    paper = printing.print_paper(template="arrival_slip", data=_slip(found, desk), at=desk.now)
    return framed(answers.paper(paper, f"phieu-giai-quyet-{found.arrival_number or 0}.pdf"))


def _slip(found: Document, desk: Desk) -> dict[str, Any]:
    notes = list(found.directives.order_by("id"))
    moves = [one for one in found.moves.order_by("id") if one.before == "directed" and one.after == "in_progress"]
    given = [one for one in found.holdings.select_related("official") if one.task == Holding.Task.LEAD and one.official]
    return {
        **paper_head(found.agency, desk),
        "arrival_number": str(found.arrival_number or ""),
        "arrived": _day(found.arrived_at),
        "to": _receivers(found),
        "file_code": ", ".join(workfiles.codes_of([found.pk]).get(found.pk, [])),
        "kind": found.kind.name,
        "code": found.code or "không số",
        "issued_on": f"{found.issued_on:%d/%m/%Y}" if found.issued_on else "…",
        "organ": found.organ_name,
        "subject": found.subject,
        "urgency": str(Urgency(found.urgency).label) if found.urgency else "",
        "leader": [{"text": one.text, "facts": _facts(one.by, one.at, one.due_at)} for one in notes],
        "head": [
            {
                "text": f"Giao {one.official}" + (f": {move.note}" if move.note else ""),
                "facts": _facts(move.by, move.at, one.due_at),
            }
            for one, move in zip(given, moves, strict=False)
        ],
        "officer": [{"text": one.text, "facts": _facts(one.by, one.at, None)} for one in found.remarks.order_by("id")],
    }


def _facts(by: dict[str, Any], at: Any, due_at: Any) -> str:
    who = ", ".join(filter(None, [by.get("name", ""), by.get("title", "")]))
    return f"{who}, {_day(at)}" + (f"; hạn {_day(due_at)}" if due_at else "")


def _cells(which: str, one: Document, desk: Desk) -> list[str]:
    issued = f"{one.issued_on:%d/%m/%Y}" if one.issued_on else ""
    if which == "book":
        taken = next((held for held in one.holdings.all() if held.task in ("lead", "assign") and held.seen_at), None)
        moved = next((move for move in one.moves.all() if move.before == "registered"), None)
        return [
            _day(one.registered_at),
            str(one.arrival_number),
            one.organ_name,
            one.code,
            issued,
            f"{one.kind.name}: {one.subject}",
            _receivers(one),
            _day(moved.at) if moved else "",
            f"{taken.official or taken.unit}, {_day(taken.seen_at)}" if taken else "",
            one.description,
        ]
    state = str(one.get_state_display())
    if one.due_at and not one.ended_at and one.due_at < desk.now:
        state = f"{state}, quá hạn"
    elif one.due_at and one.ended_at and one.ended_at > one.due_at:
        state = f"{state}, trễ hạn"
    replies = ", ".join(link.source.code for link in one.answers if link.source.code)  # type: ignore[attr-defined]
    return [
        str(one.arrival_number),
        f"{one.kind.name} {one.code}, {issued}, {one.organ_name}",
        _receivers(one),
        _day(one.due_at),
        state,
        replies,
        one.description,
    ]


def _receivers(one: Document) -> str:
    notes = list(one.directives.all())
    if not notes:
        return ""
    last = notes[-1]
    return str(last.lead or last.lead_unit or "; ".join(str(part.get("name", "")) for part in last.coordinators))


def _day(moment: Any) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y}" if moment else ""


def _title(which: str) -> str:
    return _("Sổ đăng ký văn bản đến") if which == "book" else _("Sổ theo dõi giải quyết văn bản đến")


COLUMNS = {"book": BOOK, "follow_up": FOLLOW_UP}
