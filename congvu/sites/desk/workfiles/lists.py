"""The yearly list of files: drawn up, put in force, printed in the columns of Annex V."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_POST

from congvu.kit import answers
from congvu.kit.asking import optional_row
from congvu.kit.errors import NotAllowed, NotThere, Refusal
from congvu.people import queries as people
from congvu.sites.desk.documents.named import named_document
from congvu.sites.desk.doors import DeskRequest, official_only, say
from congvu.sites.desk.dossiers.reading import framed
from congvu.sites.desk.incoming.persons import persons_of, units_of
from congvu.sites.desk.yearly import columns_paper, paper_head
from congvu.workfiles import operations, queries
from congvu.workfiles.models import FileList, Workfile

MAKERS = ("clerk", "leader")
SAID = {
    "heading": gettext_lazy("Đã thêm đề mục."),
    "file": gettext_lazy("Đã thêm hồ sơ."),
    "issue": gettext_lazy("Đã ban hành danh mục, các hồ sơ đã mở."),
}


@official_only
def shelf(request: DeskRequest) -> HttpResponse:
    """Show my files, the lists of my agencies and what is to be handed over soon; or choose a file for a document."""
    desk, who = request.desk, request.desk.actor.id or 0
    document = named_document(request, request.GET, "van-ban")
    found = []
    for agency_id in [document.agency_id] if document else sorted(desk.agency_ids):
        found += queries.open_files(grants=desk.grants, official_id=who, agency_id=agency_id)
    waiting = queries.to_hand_over(grants=desk.grants, official_id=who)
    shown = {
        "files": found,
        "document": document,
        "within": queries.files_of(document, grants=desk.grants, official_id=who) if document else [],
        "waiting": [(one, bool(one.hand_over_by and one.hand_over_by <= desk.today + queries.NEAR)) for one in waiting],
        "lists": queries.lists(desk.agency_ids),
        "keepers": queries.counts_by_keeper(grants=desk.grants, official_id=who),
        "may_begin": desk.has(*MAKERS),
        "years": (desk.today.year, desk.today.year + 1),
    }
    return render(request, "desk/workfiles/shelf.html", shown)


@official_only
@require_POST
def begin(request: DeskRequest) -> HttpResponseBase:
    """Begin the list of a year, after the last one if there is one."""
    desk = request.desk
    mine = [grant.agency_id for grant in desk.grants if grant.role in MAKERS]
    if not mine:
        raise NotAllowed(_("Văn thư, lãnh đạo cơ quan lập danh mục hồ sơ."))
    year = optional_row(request.POST, "year") or desk.today.year
    try:
        made = operations.begin_list(agency_id=mine[0], year=year, like=year - 1, by=desk.actor, at=desk.now)
    except Refusal as refusal:
        return say(request, refusal, reverse("desk:workfiles"))
    return redirect("desk:file_list", made.pk)


@official_only
def file_list(request: DeskRequest, list_id: int) -> HttpResponse:
    """Show the list of a year with its headings and files."""
    return _page(request, list_id)


def _found(request: DeskRequest, list_id: int) -> FileList:
    for one in queries.lists(request.desk.agency_ids):
        if one.pk == list_id:
            return one
    raise NotThere(_("Không có danh mục này."))


def _page(request: DeskRequest, list_id: int, **more: Any) -> HttpResponse:
    desk, row = request.desk, _found(request, list_id)
    mine = {str(grant.role) for grant in desk.grants if grant.agency_id == row.agency_id}
    shown = {
        "list": row,
        "headings": row.headings.select_related("unit"),
        "files": queries.files_of_list(row),
        "makes": bool(mine & set(MAKERS)),
        "issues": "leader" in mine and row.issued_at is None,
        "adds": bool(mine & set(MAKERS)) or row.issued_at is not None,
        "retentions": queries.retentions(on=desk.today),
        "units": units_of(row.agency_id, on=desk.today),
        "persons": persons_of(row.agency_id, on=desk.today),
        "typed": request.POST,
        **more,
    }
    return render(request, "desk/workfiles/file_list.html", shown, status=422 if "refusal" in more else 200)


@official_only
@require_POST
def deed(request: DeskRequest, list_id: int, deed: str) -> HttpResponseBase:
    """Add a heading or a file, or put the list in force."""
    row = _found(request, list_id)
    if deed not in DOING:
        raise NotThere(_("Không có danh mục này."))
    try:
        DOING[deed](request, row)
    except Refusal as refusal:
        return _page(request, list_id, refusal=str(refusal))
    messages.success(request, str(SAID[deed]))
    return redirect("desk:file_list", list_id)


def _by(request: DeskRequest) -> dict[str, Any]:
    return {"by": request.desk.actor, "at": request.desk.now}


def _heading(request: DeskRequest, row: FileList) -> None:
    data = request.POST
    unit = data.get("unit", "")[1:]
    operations.add_heading(
        list_id=row.pk,
        title=data.get("title", ""),
        letters=data.get("letters", ""),
        unit_id=int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 16 else None,
        **_by(request),
    )


def _file(request: DeskRequest, row: FileList) -> None:
    data = request.POST
    heading = optional_row(data, "heading") or 0
    if not row.headings.filter(pk=heading).exists():
        raise Refusal(_("Chọn đề mục."))
    given = operations.FileIn(
        heading_id=heading,
        title=data.get("title", ""),
        retention_id=optional_row(data, "retention") or 0,
        keeper_id=optional_row(data, "keeper"),
        is_construction="is_construction" in data,
    )
    operations.add_file(given=given, **_by(request))


DOING: dict[str, Callable[[DeskRequest, FileList], Any]] = {
    "heading": _heading,
    "file": _file,
    "issue": lambda r, row: operations.issue_list(list_id=row.pk, act=r.POST.get("act", ""), **_by(r)),
}


@official_only
@override("vi")
def printed(request: DeskRequest, list_id: int) -> HttpResponseBase:
    """Print the list in the columns of Annex V."""
    row = _found(request, list_id)
    rows: list[list[str]] = []
    heading = None
    for file in queries.files_of_list(row):
        if file.heading_id != heading:
            heading = file.heading_id
            rows.append(["", f"{_roman(file.heading.ordinal)}. {file.heading.title.upper()}", "", "", ""])
        rows.append([file.code, file.title, kept(file), str(file.keeper or ""), file.description])
    columns = [("Số và ký hiệu HS", 2), ("Tên đề mục và tiêu đề hồ sơ", 6), ("Thời hạn bảo quản", 2)]
    columns += [("Người lập hồ sơ", 3), ("Ghi chú", 2)]
    facts = {"title": f"Danh mục hồ sơ năm {row.year}", "subtitle": f"Kèm theo {row.act}" if row.act else "(Dự thảo)"}
    return paper(request, row.agency_id, facts, columns, rows, summary=f"Cộng {row.files.count()} hồ sơ.")


def kept(file: Workfile) -> str:
    """Say how long a file is kept."""
    return "Vĩnh viễn" if file.years is None else f"{file.years} năm"


def paper(
    request: DeskRequest,
    agency_id: int,
    facts: dict[str, str],
    columns: list[tuple[str, int]],
    rows: list[list[str]],
    *,
    summary: str,
    signers: tuple[str, ...] = ("Người lập", "Thủ trưởng cơ quan"),
) -> HttpResponseBase:
    """Print a table of the archive."""
    pdf = table(request, agency_id, facts, columns, rows, summary=summary, signers=signers)
    return framed(answers.paper(pdf, "ho-so.pdf"))


def table(
    request: DeskRequest,
    agency_id: int,
    facts: dict[str, str],
    columns: list[tuple[str, int]],
    rows: list[list[str]],
    *,
    summary: str,
    signers: tuple[str, ...],
) -> bytes:
    """Return a table of the archive as PDF/A."""
    return columns_paper(
        title=facts["title"],
        subtitle=facts["subtitle"],
        head=paper_head(people.agency_of_id(agency_id), request.desk),
        columns=columns,
        rows=rows,
        summary=summary,
        signers=[(title, "(Ký, ghi rõ họ tên)") for title in signers],
        at=request.desk.now,
    )


def _roman(number: int) -> str:
    found = ""
    for value, letters in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            found, number = found + letters, number - value
    return found
