"""Who signs what in my agency (NĐ 30/2020 Đ.13): shown to all who work there, given and ended by its leaders."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from congvu.documents import operations, queries
from congvu.documents.models import SigningPower
from congvu.kit.asking import day_in, optional_day
from congvu.kit.errors import Refusal
from congvu.people import queries as people
from congvu.sites.desk.doors import DeskRequest, official_only

GIVERS = frozenset({"leader", "agency_admin"})


@official_only
def page(request: DeskRequest) -> HttpResponseBase:
    """Show the signing powers of my agencies; who may, gives one or ends one."""
    if request.method != "POST":
        return _shown(request)
    try:
        if ended := request.POST.get("ket_thuc", ""):
            operations.end_power(power_id=_row(ended), by=request.desk.actor, at=request.desk.now)
            messages.success(request, _("Đã kết thúc thẩm quyền ký."))
        else:
            _give(request)
            messages.success(request, _("Đã ghi thẩm quyền ký."))
    except Refusal as refusal:
        return _shown(request, refusal=str(refusal))
    return redirect("desk:signing_powers")


def _give(request: DeskRequest) -> None:
    data = request.POST
    competence = data.get("tham_quyen", "")
    if competence not in SigningPower.Competence.values:
        raise Refusal(_("Chọn thẩm quyền ký."))
    operations.give_power(
        agency_id=_row(data.get("co_quan", "")),
        official_id=_row(data.get("nguoi", "")),
        competence=competence,
        position=data.get("chuc_vu", ""),
        kinds=[int(code) for code in data.getlist("loai") if code.isdecimal()],
        matter=data.get("noi_dung", ""),
        legal_basis=data.get("can_cu", ""),
        valid_from=day_in(data, "tu", _("Từ ngày")),
        valid_to=optional_day(data, "den", _("Đến trước ngày")),
        by=request.desk.actor,
        at=request.desk.now,
    )


def _row(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _shown(request: DeskRequest, **more: Any) -> HttpResponse:
    desk = request.desk
    given = list(dict.fromkeys(grant.agency_id for grant in desk.grants if grant.role in GIVERS))
    agency = people.agency_of_id(given[0]) if given else None
    found = queries.agency_powers(desk.agency_ids)
    shown = {
        "powers": [(row, row.valid_to is None or row.valid_to > desk.today) for row in found],
        "agency": agency,
        "given": given,
        "staff": people.staff(agency_id=agency.pk, on=desk.today) if agency else [],
        "kinds": queries.kinds(realm=agency.realm, on=desk.today) if agency else [],
        "competences": SigningPower.Competence.choices,
        "today": desk.today,
        "typed": request.POST,
        **more,
    }
    return render(request, "desk/documents/powers.html", shown, status=422 if more else 200)
