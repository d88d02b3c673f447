"""The leaders' board: what came, what is solved, what is late, and where."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.catalogue.models import Procedure
from congvu.dossiers import operations as dossiers
from congvu.dossiers.queries import READ_ROLES
from congvu.feedback import queries as feedback
from congvu.indicators import queries as indicators
from congvu.indicators.queries import Figures, Period, PeriodUnknown, Published, Row, Scope
from congvu.kit.errors import NotAllowed
from congvu.kit.paging import keyset
from congvu.people.models import Agency
from congvu.sites.desk.doors import LEADERS, Desk, DeskRequest, official_only
from congvu.sites.desk.dossiers.tables import dossier_clock

GOAL = 0.98
"""Share solved in time that the look of the page marks; no judgement hangs on it."""


@dataclass(frozen=True)
class Line:
    """One line of the table and where it leads."""

    key: str
    name: str
    figures: Figures


def periods(now: dt.datetime) -> list[Period]:
    """Return the periods to choose from: this month and the last, this quarter and the last, this year."""
    today = timezone.localdate(now)
    month, quarter = indicators.month_of(today), indicators.quarter_of(today)
    return [month, month.before, quarter, quarter.before, indicators.year_of(today)]


def chosen_period(request: HttpRequest, now: dt.datetime) -> Period:
    """Return the period asked for, this month when none or an unreadable one is."""
    try:
        return indicators.parse(request.GET.get("ky", ""))
    except PeriodUnknown:
        return indicators.month_of(timezone.localdate(now))


def led(desk: Desk) -> list[Agency]:
    """Return the agencies this official may see the figures of.

    :raises NotAllowed: when the official leads none
    """
    if not desk.leads:
        raise NotAllowed(_("Bảng điều hành dành cho lãnh đạo, người quản trị và kiểm tra viên của cơ quan."))
    agencies = Agency.objects.order_by("sort_key")
    wide = {grant.realm for grant in desk.grants if grant.role in ("province_admin", "auditor")}
    if wide:
        return list(agencies.filter(realm__in=wide))
    return list(agencies.filter(pk__in={grant.agency_id for grant in desk.grants if grant.role in LEADERS}))


OPEN_WORDS = {"open": gettext_lazy("Đang giải quyết")}


@official_only
def board(request: DeskRequest) -> HttpResponse:
    """Show the figures of the agencies one leads: of one agency by procedure, of many by agency."""
    now, period = request.desk.now, chosen_period(request, request.desk.now)
    agencies = led(request.desk)
    agency = _chosen(request, agencies)
    ids = frozenset([agency.pk] if agency else [one.pk for one in agencies])
    scope = Scope(agency_ids=ids)
    found = indicators.figures_by(dimension="procedure" if agency else "agency", scope=scope, period=period, now=now)
    whole = indicators.total(found.values())
    month = indicators.month_of(timezone.localdate(min(period.end_at, now) - dt.timedelta(seconds=1)))
    months = indicators.shares_of_months(until=month, agency_codes=[agency.code] if agency else [])
    lines = _by_procedure(found) if agency else _by_agency(found, agencies)
    context = {
        "agency": agency,
        "many": len(agencies) > 1,
        "period": period,
        "periods": periods(now),
        "whole": whole,
        "lines": lines,
        "summary": [(words, getattr(whole, column)) for column, words in COLUMN_WORDS.items()],
        "months": months,
        "points": [(f"T{month.first.month}", figures.on_time_share) for month, figures in months],
        "goal": GOAL,
        "officials": indicators.official_figures(agency_ids=ids, period=period, now=now) if agency else [],
        "satisfaction": feedback.satisfaction(agency_ids=ids, since=period.start_at, until=min(period.end_at, now)),
        "heading": _("Giải quyết thủ tục hành chính"),
    }
    return render(request, "desk/board.html", context)


def _chosen(request: HttpRequest, agencies: list[Agency]) -> Agency | None:
    if len(agencies) == 1:
        return agencies[0]
    code = request.GET.get("co-quan", "")
    return next((agency for agency in agencies if agency.code == code), None)


def _by_agency(found: dict[int, Figures], agencies: list[Agency]) -> list[Line]:
    """Return the agencies with dossiers, the least punctual first."""
    lines = [Line(agency.code, agency.name, found[agency.pk]) for agency in agencies if agency.pk in found]
    return sorted(lines, key=lambda line: (line.figures.on_time_share is None, line.figures.on_time_share or 0))


def _by_procedure(found: dict[int, Figures]) -> list[Line]:
    procedures = Procedure.objects.filter(pk__in=found).order_by("sort_key")
    return [Line(procedure.code, procedure.name, found[procedure.pk]) for procedure in procedures]


COLUMN_WORDS = {
    "carried": gettext_lazy("Kỳ trước chuyển sang"),
    "online": gettext_lazy("Nhận trực tuyến"),
    "direct": gettext_lazy("Nhận tại quầy"),
    "post": gettext_lazy("Nhận qua bưu chính"),
    "early": gettext_lazy("Giải quyết trước hạn"),
    "on_time": gettext_lazy("Giải quyết đúng hạn"),
    "late": gettext_lazy("Giải quyết quá hạn"),
    "stopped": gettext_lazy("Rút, dừng"),
    "open_in_time": gettext_lazy("Đang giải quyết, trong hạn"),
    "open_late": gettext_lazy("Đang giải quyết, quá hạn"),
}


@official_only
def download(request: DeskRequest) -> HttpResponse:
    """Give the table of the period as an Excel sheet."""
    period, agencies = chosen_period(request, request.desk.now), led(request.desk)
    agency = _chosen(request, agencies)
    ids = frozenset([agency.pk] if agency else [one.pk for one in agencies])
    by: indicators.Dimension = "procedure" if agency else "agency"
    found = indicators.figures_by(dimension=by, scope=Scope(agency_ids=ids), period=period, now=request.desk.now)
    lines = _by_procedure(found) if agency else _by_agency(found, agencies)
    table = Published(period, [Row(line.key, line.name, line.figures) for line in lines], request.desk.now)
    place = agency.name if agency else settings.PROVINCE
    answer = HttpResponse(
        indicators.workbook(table, title=_("Tình hình, kết quả giải quyết thủ tục hành chính"), place=place),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer["Content-Disposition"] = f'attachment; filename="tinh-hinh-giai-quyet-{period.code}.xlsx"'
    return answer


@official_only
def behind(request: DeskRequest, column: str) -> HttpResponse:
    """List the dossiers that one number counts; who may not read them sees their codes and clocks alone."""
    words = {**COLUMN_WORDS, **OPEN_WORDS}
    if column not in words:
        raise Http404
    now, period = request.desk.now, chosen_period(request, request.desk.now)
    agencies = led(request.desk)
    agency = _chosen(request, agencies)
    procedure = Procedure.objects.filter(code=request.GET.get("thu-tuc", "")).first()
    scope = Scope(
        agency_ids=frozenset([agency.pk] if agency else [one.pk for one in agencies]),
        procedure_id=procedure.pk if procedure else None,
    )
    found = indicators.dossiers_of(column=column, scope=scope, period=period, now=now)
    page = keyset(
        found.select_related("competent_agency").defer("values"),
        order=("-received_at", "-id"),
        after=request.GET.get("sau"),
    )
    readable = {grant.agency_id for grant in request.desk.grants if grant.role in READ_ROLES}
    dossiers.note_listed(
        dossiers=[dossier for dossier in page.rows if dossier.competent_agency_id in readable],
        grants=request.desk.grants,
        purpose="list",
        by=request.desk.actor,
        at=now,
    )
    context = {
        "page": page,
        "rows": [(dossier, *dossier_clock(dossier, now=now)) for dossier in page.rows],
        "readable": readable,
        "period": period,
        "agency": agency,
        "procedure": procedure,
        "heading": words[column],
    }
    return render(request, "desk/board_dossiers.html", context)
