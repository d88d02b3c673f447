"""The head's view of documents: what waits where, how arrivals are settled, what was issued; printed and as Excel."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from congvu.documents import queries
from congvu.kit import answers
from congvu.kit.workbooks import figures_workbook
from congvu.people.models import Agency
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.dossiers.reading import framed
from congvu.sites.desk.yearly import HEAD, MAKER, Asked, asked, columns_paper, paper_head

STAGES = {
    "receive": gettext_lazy("Chờ vào sổ"),
    "direct": gettext_lazy("Chờ bút phê"),
    "assign": gettext_lazy("Chờ phân công"),
    "lead": gettext_lazy("Đang giải quyết"),
    "write": gettext_lazy("Đang soạn"),
    "check_content": gettext_lazy("Chờ duyệt, kiểm tra"),
    "sign": gettext_lazy("Chờ ký"),
    "number": gettext_lazy("Chờ cấp số, đóng dấu, phát hành"),
}
SETTLED = (
    (gettext_lazy("Đơn vị chủ trì"), 5),
    (gettext_lazy("Đến"), 2),
    (gettext_lazy("Xong đúng hạn"), 2),
    (gettext_lazy("Xong quá hạn"), 2),
    (gettext_lazy("Đang giải quyết"), 2),
    (gettext_lazy("Đang quá hạn"), 2),
)
ISSUED = (
    (gettext_lazy("Tên loại"), 5),
    (gettext_lazy("Văn bản"), 2),
    (gettext_lazy("Số trang"), 2),
    (gettext_lazy("Lượt gửi"), 2),
    (gettext_lazy("Nơi nhận đã tiếp nhận"), 2),
    (gettext_lazy("Đã thu hồi"), 2),
)
REPORTS = {
    "den": (gettext_lazy("Báo cáo tình hình giải quyết văn bản đến"), SETTLED),
    "di": (gettext_lazy("Báo cáo văn bản đi"), ISSUED),
}


@official_only
def board(request: DeskRequest) -> HttpResponse:
    """Show the documents of an agency that one leads, keeps or audits: now, and of a year or a month."""
    wanted = asked(request)
    shown = {
        **wanted.shown(request.desk.today.year, years=4),
        "stages": [(STAGES[one.task], one) for one in queries.stages(agency_id=wanted.agency.pk, now=request.desk.now)],
        "reports": [
            (code, title, [heading for heading, _share in columns], _rows(code, request, wanted))
            for code, (title, columns) in REPORTS.items()
        ],
    }
    return render(request, "desk/documents/board.html", shown)


@official_only
@override("vi")
def file(request: DeskRequest) -> HttpResponseBase:
    """Give one of the reports as PDF, or as Excel (``?dang=excel``)."""
    wanted = asked(request)
    code = request.GET.get("bao-cao", "den")
    code = code if code in REPORTS else "den"
    title, columns = REPORTS[code]
    rows, name = _rows(code, request, wanted), f"bao-cao-van-ban-{code}-{wanted.times.year}"
    if request.GET.get("dang") == "excel":
        heading = f"{title}. {wanted.times.words}. {wanted.agency.name}"
        return answers.workbook(
            figures_workbook(_("Báo cáo"), title=heading, columns=columns, rows=rows), f"{name}.xlsx"
        )
    paper = columns_paper(
        title=str(title),
        subtitle=wanted.times.words,
        head=paper_head(wanted.agency, request.desk),
        columns=columns,
        rows=[[str(cell) for cell in row] for row in rows],
        summary="",
        signers=[MAKER, HEAD],
        at=request.desk.now,
    )
    return framed(answers.paper(paper, f"{name}.pdf"))


def _rows(code: str, request: DeskRequest, wanted: Asked) -> list[list[Any]]:
    since, until = wanted.times.span
    agency = wanted.agency
    made = _settled(agency, since, until, request.desk.now) if code == "den" else _issued(agency, since, until)
    if len(made) > 1:
        made.append([_("Cộng"), *(sum(row[n] for row in made) for n in range(1, len(made[0])))])
    return made


def _settled(agency: Agency, since: dt.datetime, until: dt.datetime, now: dt.datetime) -> list[list[Any]]:
    found = queries.settled(agency_id=agency.pk, since=since, until=until, now=now)
    return [
        [one.unit or _("Chưa giao đơn vị"), one.came, one.in_time, one.ended_late, one.open, one.open_late]
        for one in found
    ]


def _issued(agency: Agency, since: dt.datetime, until: dt.datetime) -> list[list[Any]]:
    found = queries.issued_by_kind(agency_id=agency.pk, since=since, until=until)
    return [[one.kind, one.documents, one.pages, one.deliveries, one.accepted, one.recalled] for one in found]
