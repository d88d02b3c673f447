"""Lists of the desk: what waits for me, reception, results to hand out, late ones, search."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import WorkItem
from congvu.dossiers.queries import READ_ROLES
from congvu.feedback.operations import DESK as SLIP_ROLES
from congvu.kit import answers
from congvu.kit.errors import NotAllowed
from congvu.kit.paging import Page
from congvu.people import queries as people
from congvu.people.models import Role
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.dossiers.tables import dossier_cells, rows, waiting_cells


def seen(request: DeskRequest, items: Iterable[WorkItem], purpose: str) -> None:
    """Write down whose names stand in a list that is shown."""
    found = [item.dossier for item in items]
    desk = request.desk
    operations.note_listed(dossiers=found, grants=desk.grants, purpose=purpose, by=desk.actor, at=desk.now)


def _page(
    request: DeskRequest, page: Page[WorkItem], *, heading: str, empty: str, holders: bool = False, **more: object
) -> HttpResponse:
    seen(request, page.rows, "list")
    context = {
        "page": page,
        "rows": [waiting_cells(row, holders=holders, request=request) for row in rows(page.rows, now=request.desk.now)],
        "holders": holders,
        "heading": heading,
        "empty": empty,
        **more,
    }
    return render(request, "desk/list.html", context)


def mine(request: DeskRequest, counters: dossiers.Counters, beside: list[tuple[str, str]]) -> HttpResponse:
    """Show the dossiers that wait for me, most urgent first, with counters by the clock and what waits beside them."""
    desk, clock, kind = request.desk, request.GET.get("han", ""), request.GET.get("viec", "")
    page = dossiers.work_list(
        grants=desk.grants,
        kinds=[kind] if kind in WorkItem.Kind.values else [],
        clock=clock,
        now=desk.now,
        after=request.GET.get("sau"),
    )
    return _page(
        request,
        page,
        heading=_("Việc của tôi"),
        empty=_("Không có hồ sơ nào chờ bạn."),
        counters=counters,
        beside=beside,
        clock=clock,
        kind=kind,
        kinds=WorkItem.Kind.choices,
    )


@official_only
def reception(request: DeskRequest) -> HttpResponse:
    """Show what waits to be received, first come first."""
    page = dossiers.reception_queue(grants=request.desk.grants, after=request.GET.get("sau"))
    return _page(request, page, heading=_("Tiếp nhận"), empty=_("Không có hồ sơ nào chờ tiếp nhận."), entry=True)


@official_only
def returns(request: DeskRequest) -> HttpResponse:
    """Show the results that wait for their owner."""
    desk, long = request.desk, request.GET.get("xem") == "lau"
    if long:
        before = dossiers.unclaimed_since(desk.now)
        page = dossiers.unclaimed_list(grants=desk.grants, before=before, after=request.GET.get("sau"))
    else:
        page = dossiers.return_list(grants=desk.grants, after=request.GET.get("sau"))
    tabs = [
        ("?", _("Chờ trả"), not long),
        ("?xem=lau", _("Lâu chưa ai nhận"), long),
        (reverse("desk:posts"), _("Bưu gửi đang chuyển"), False),
    ]
    if desk.has(*SLIP_ROLES):
        tabs.append((reverse("desk:rating_slips"), _("Phiếu đánh giá giấy"), False))
    sheet = reverse("desk:print_results") if page.rows and desk.has(Role.RETURN_DESK) else ""
    empty = _("Không có kết quả nào chờ trả.")
    return _page(request, page, heading=_("Trả kết quả"), empty=empty, tabs=tabs, sheet=sheet)


@official_only
def print_results(request: DeskRequest) -> HttpResponse:
    """Give the sheet by which the return desk takes over the results that wait (Phiếu bàn giao kết quả)."""
    desk = request.desk
    grant = next((grant for grant in desk.grants if grant.role == Role.RETURN_DESK), None)
    if grant is None:
        raise NotAllowed(_("Chỉ người trả kết quả in được phiếu bàn giao."))
    found = dossiers.results_waiting(grants=desk.grants, agency_id=grant.agency_id)
    operations.note_listed(dossiers=found, grants=desk.grants, purpose="list", by=desk.actor, at=desk.now)
    agency = people.agency_of_id(grant.agency_id)
    try:
        pdf = operations.print_results(found, agency=agency, by=desk.actor, at=desk.now)
    except operations.NothingToHandOver as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:returns")
    return answers.paper(pdf, f"ban-giao-ket-qua-{desk.today:%Y%m%d}.pdf")


@official_only
def late(request: DeskRequest) -> HttpResponse:
    """Show the open dossiers of my agencies that are past their day, or near it, and where they lie."""
    near = request.GET.get("xem") == "sap"
    listed = dossiers.soon_list if near else dossiers.late_list
    mine = {grant.agency_id for grant in request.desk.grants if grant.role in READ_ROLES}
    page = listed(agency_ids=mine, now=request.desk.now, after=request.GET.get("sau"))
    tabs = [("?", _("Quá hạn"), not near), ("?xem=sap", _("Sắp đến hạn"), near)]
    empty = _("Không có hồ sơ nào sắp đến hạn.") if near else _("Không có hồ sơ nào quá hạn.")
    return _page(request, page, heading=_("Chậm hạn"), empty=empty, holders=True, tabs=tabs)


@official_only
def search(request: DeskRequest) -> HttpResponse:
    """Find dossiers of my agencies by code, name or title, without accents."""
    text = request.GET.get("q", "").strip()[:100]
    page = dossiers.search(text=text, grants=request.desk.grants, after=request.GET.get("sau")) if text else Page([])
    desk, cells = request.desk, [dossier_cells(one) for one in page.rows]
    operations.note_listed(dossiers=page.rows, grants=desk.grants, purpose="search", by=desk.actor, at=desk.now)
    return render(request, "desk/search.html", {"page": page, "rows": cells, "text": text})
