"""How my agency names itself on its documents and which kinds share a run of numbers: its leaders decide."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from congvu.documents import operations, queries
from congvu.kit.errors import NotAllowed, Refusal
from congvu.people import queries as people
from congvu.sites.desk.doors import DeskRequest, official_only

DECIDERS = frozenset({"leader", "agency_admin"})


@official_only
def page(request: DeskRequest) -> HttpResponseBase:
    """Show and change the letterhead and the runs of numbers of the agency that I lead or administer."""
    agency_id = next((grant.agency_id for grant in request.desk.grants if grant.role in DECIDERS), None)
    if agency_id is None:
        raise NotAllowed(_("Trang này dành cho lãnh đạo và quản trị của cơ quan."))
    if request.method != "POST":
        return _shown(request, agency_id)
    try:
        _decide(request, agency_id)
    except Refusal as refusal:
        return _shown(request, agency_id, refusal=str(refusal))
    messages.success(request, _("Đã ghi."))
    return redirect("desk:letterhead")


def _decide(request: DeskRequest, agency_id: int) -> None:
    data = request.POST
    by: dict[str, Any] = {"by": request.desk.actor, "at": request.desk.now}
    if "ten_so" in data:
        year = data.get("tu_nam", "")
        operations.decide_series(
            agency_id=agency_id,
            title=data["ten_so"],
            kinds=[int(code) for code in data.getlist("loai") if code.isdecimal()],
            legal_basis=data.get("can_cu", ""),
            year_from=int(year) if year.isdecimal() and len(year) == 4 else 0,
            **by,
        )
        return
    given = operations.LetterheadIn(
        symbol=data.get("ky_hieu", ""),
        name=data.get("ten", ""),
        place=data.get("dia_danh", ""),
        head=data.get("chuc_vu", ""),
        above=data.get("chu_quan", ""),
        is_collective="tap_the" in data,
        footer=data.get("chan_trang", ""),
        email=data.get("thu", ""),
    )
    operations.set_letterhead(agency_id=agency_id, given=given, **by)


def _shown(request: DeskRequest, agency_id: int, **more: Any) -> HttpResponse:
    agency = people.agency_of_id(agency_id)
    shown = {
        "agency": agency,
        "letterhead": queries.head_of(agency_id),
        "series": queries.shared_series(agency_id=agency_id),
        "kinds": queries.kinds(realm=agency.realm, on=request.desk.today),
        "next_year": request.desk.today.year + 1,
        **more,
    }
    return render(request, "desk/documents/letterhead.html", shown, status=422 if more else 200)
