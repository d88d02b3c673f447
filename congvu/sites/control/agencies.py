"""Agencies: the tree, a search, one agency with its units, people and history; opening, closing, taking on."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.kit.asking import Unreadable, day_in, optional_day, optional_row, row_in, text_in
from congvu.kit.errors import Refusal
from congvu.people import operations, queries
from congvu.people.models import Agency, Official, OrgUnit
from congvu.rehearsals import queries as rehearsals
from congvu.sites.control.doors import ControlRequest, Seat, control_only
from congvu.sites.control.rehearsals import rehearse_decided
from congvu.sites.control.tables import staff_rows


@control_only
def listing(request: ControlRequest) -> HttpResponse:
    """Show the agencies of a day as a tree, or those whose names fit the words."""
    seat, text = request.seat, request.GET.get("q", "").strip()
    problem = ""
    try:
        on = optional_day(request.GET, "ngay", _("Như vào ngày")) or seat.today
    except Unreadable as refusal:
        on, problem = seat.today, str(refusal)
    realms = queries.agencies_of(realms=seat.realms_seen, on=on)
    realm = request.GET.get("khoi", "") if request.GET.get("khoi", "") in realms else next(iter(realms), "")
    if not realms:
        rows = [(0, agency) for agency in Agency.objects.filter(id__in=seat.agency_ids).order_by("sort_key")]
    elif text:
        found = queries.search_agencies(text, on=on, limit=400)
        rows = [(0, agency) for agency in found if agency.realm == realm]
    else:
        rows = queries.tree(on=on, realm=realm)
    labels = dict(Agency.Realm.choices)
    context = {
        "rows": rows,
        "text": text,
        "on": on,
        "problem": problem,
        "realm": realm,
        "realms": [(code, labels[Agency.Realm(code)], number) for code, number in realms.items()],
    }
    return render(request, "control/agencies.html", context)


@control_only
def show(request: ControlRequest, agency_id: int) -> HttpResponse:
    """Show one agency."""
    return _page(request, agency_id)


def _page(request: ControlRequest, agency_id: int, **more: Any) -> HttpResponse:
    seat = request.seat
    seat.require_sight(agency_id)
    agency = Agency.objects.select_related("parent", "place").get(id=agency_id)
    posts = queries.lasting_posts(agency_id=agency_id, on=seat.today)
    roles = queries.lasting_roles(agency_id=agency_id, on=seat.today)
    absences = list(queries.absences(agency_id=agency_id, at=seat.now))
    context = {
        "agency": agency,
        "is_closed": agency.valid_to is not None and agency.valid_to <= seat.today,
        "units": list(queries.units(agency_id=agency_id, on=seat.today)),
        "unit_kinds": OrgUnit.Kind.choices,
        "staff": staff_rows(posts=posts, roles=roles, absences=absences, now=seat.now),
        "absences": absences,
        "below": list(queries.children(agency_id=agency_id, on=seat.today)[:200]),
        "aliases": queries.aliases(agency_id),
        "successors": queries.successors(agency_id),
        "rehearsals": rehearsals.latest(about=f"agency:{agency.code}") if seat.sees_all else [],
        "predecessors": queries.predecessors(agency_id),
        "may_change": seat.may_change(agency_id),
        "today": seat.today,
    }
    return render(request, "control/agency.html", {**context, **more}, status=422 if more.get("refusal") else 200)


@require_POST
@control_only
def change(request: ControlRequest, agency_id: int, deed: str) -> HttpResponse:
    """Do one thing to an agency; when it cannot be done, show the form again with what was typed."""
    if deed not in DEEDS:
        raise Http404
    request.seat.require_power(agency_id)
    try:
        done = DEEDS[deed](request.POST, agency_id, request.seat)
    except Refusal as refusal:
        return _page(request, agency_id, refusal=str(refusal), open=deed, typed=request.POST)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("control:agency", args=[agency_id]))


def _open_unit(data: QueryDict, agency_id: int, seat: Seat) -> str:
    unit = operations.open_unit(
        agency_id=agency_id,
        code=text_in(data, "code", _("Mã")),
        name=text_in(data, "name", _("Tên bộ phận")),
        kind=text_in(data, "kind", _("Loại")),
        valid_from=day_in(data, "from", _("Từ ngày")),
        by=seat.actor,
        at=seat.now,
    )
    return _("Đã mở %(name)s.") % {"name": unit.name}


def _close_unit(data: QueryDict, agency_id: int, seat: Seat) -> str:
    unit_id = row_in(data, "unit", _("Bộ phận"))
    OrgUnit.objects.get(id=unit_id, agency_id=agency_id)
    unit = operations.close_unit(
        unit_id=unit_id, on=day_in(data, "on", _("Không còn từ ngày")), by=seat.actor, at=seat.now
    )
    return _("%(name)s không còn hoạt động từ ngày %(day)s.") % {"name": unit.name, "day": _said(unit.valid_to)}


def _take_on(data: QueryDict, agency_id: int, seat: Seat) -> str:
    official = operations.take_on(
        staff_code=text_in(data, "staff_code", _("Mã cán bộ")),
        full_name=text_in(data, "full_name", _("Họ và tên")),
        email=text_in(data, "email", _("Thư điện tử"), required=False),
        phone=text_in(data, "phone", _("Điện thoại"), required=False),
        title=text_in(data, "title", _("Chức vụ")),
        agency_id=agency_id,
        unit_id=optional_row(data, "unit"),
        valid_from=day_in(data, "from", _("Từ ngày")),
        by=seat.actor,
        at=seat.now,
    )
    return _("Đã tiếp nhận %(name)s. Bước tiếp theo: giao vai trò.") % {"name": official.full_name}


def _appoint(data: QueryDict, agency_id: int, seat: Seat) -> str:
    staff_code = text_in(data, "staff_code", _("Mã cán bộ"))
    official = Official.objects.filter(staff_code__iexact=staff_code).first()
    if official is None:
        raise Refusal(_("Không có cán bộ mang mã %(code)s. Hãy tiếp nhận cán bộ mới.") % {"code": staff_code[:40]})
    post = operations.appoint(
        official_id=official.id,
        agency_id=agency_id,
        unit_id=optional_row(data, "unit"),
        title=text_in(data, "title", _("Chức vụ")),
        valid_from=day_in(data, "from", _("Từ ngày")),
        valid_to=optional_day(data, "to", _("Đến hết ngày trước")),
        by=seat.actor,
        at=seat.now,
    )
    return _("%(name)s giữ chức vụ %(title)s từ ngày %(day)s.") % {
        "name": official.full_name,
        "title": post.title,
        "day": _said(post.valid_from),
    }


def _add_alias(data: QueryDict, agency_id: int, seat: Seat) -> str:
    alias = operations.add_alias(
        agency_id=agency_id,
        scheme=text_in(data, "scheme", _("Bộ mã")),
        code=text_in(data, "code", _("Mã")),
        by=seat.actor,
        at=seat.now,
    )
    return _("Đã ghi mã %(code)s.") % {"code": alias.code}


def _close_agency(data: QueryDict, agency_id: int, seat: Seat) -> str:
    on = day_in(data, "on", _("Không còn từ ngày"))
    codes = text_in(data, "successors", _("Mã cơ quan kế thừa"), required=False).replace(",", " ").split()
    try:
        heirs = [queries.agency(code=code, on=on).id for code in codes]
    except Agency.DoesNotExist:
        raise Refusal(
            _("Có mã cơ quan kế thừa không đúng, hoặc cơ quan đó chưa hoạt động vào ngày %(day)s.") % {"day": _said(on)}
        ) from None
    act = text_in(data, "act", _("Căn cứ"))
    agency = operations.close_agency(
        agency_id=agency_id, on=on, successor_ids=heirs, act=act, by=seat.actor, at=seat.now
    )
    if heirs:
        rehearse_decided("agency", data, seat)
    return _("%(name)s không còn hoạt động từ ngày %(day)s.") % {"name": agency.name, "day": _said(on)}


def _said(day: dt.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


DEEDS: dict[str, Callable[[QueryDict, int, Seat], str]] = {
    "mo-bo-phan": _open_unit,
    "dong-bo-phan": _close_unit,
    "tiep-nhan": _take_on,
    "bo-nhiem": _appoint,
    "them-ma": _add_alias,
    "ket-thuc": _close_agency,
}
