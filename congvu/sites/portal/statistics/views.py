"""The public page of figures: progress by agency, field and procedure, from the months' tallies (TT 01/2018 Đ.15)."""

from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from congvu.feedback import queries as feedback
from congvu.indicators import queries as indicators
from congvu.indicators.queries import Period
from congvu.kit import answers
from congvu.kit.visitors import same_for_visitors

By = Literal["agency", "field", "procedure"]
VIEWS: dict[str, By] = {"co-quan": "agency", "linh-vuc": "field", "thu-tuc": "procedure"}


def _asked(request: HttpRequest) -> tuple[Period, str]:
    period = indicators.chosen(request.GET.get("ky", ""), timezone.localdate())
    view = request.GET.get("theo", "co-quan")
    return period, view if view in VIEWS else "co-quan"


@require_safe
@same_for_visitors
def statistics(request: HttpRequest) -> HttpResponse:
    """Show what came, what was solved in time, what waits; no figure is about a person."""
    period, view = _asked(request)
    today = timezone.localdate()
    table = indicators.published(by=VIEWS[view], period=period)
    until = indicators.month_of(min(period.months[-1].first, today))
    months = indicators.shares_of_months(until=until)
    context = {
        "here": "statistics",
        "period": period,
        "periods": indicators.choices(today, period),
        "view": view,
        "views": [("co-quan", _("Cơ quan")), ("linh-vuc", _("Lĩnh vực")), ("thu-tuc", _("Thủ tục"))],
        "table": table,
        "whole": table.total,
        "months": months,
        "points": [(f"T{one.first.month}", figures.on_time_share) for one, figures in months],
        "satisfaction": feedback.satisfaction(since=period.start_at, until=period.end_at),
    }
    return render(request, "portal/statistics.html", context)


@require_safe
@same_for_visitors
def scores(request: HttpRequest) -> HttpResponse:
    """Show the scores of the agencies by a set of indicators, and the province's card with each share (NĐ 61 Đ.33)."""
    today = timezone.localdate()
    period = indicators.chosen(request.GET.get("ky", ""), today, default=indicators.quarter_of(today))
    code = request.GET.get("bo", "")
    code = code if code in indicators.CODES else "qd766"
    known = indicators.set_of(code, period=period)
    province = indicators.province_scores(code=code, period=period)
    context = {
        "here": "statistics",
        "period": period,
        "periods": indicators.choices(today, period),
        "sets": [(one, indicators.set_of(one, period=period).name) for one in indicators.CODES],
        "code": code,
        "set": known,
        "whole": indicators.whole_of(known),
        "province": province,
        "rows": [_row(one, province) for one in province.card.scored] if province else [],
        "ranked": indicators.rankings(indicators.agency_scores(code=code, period=period)),
    }
    return render(request, "portal/scores.html", context)


def _row(one: indicators.Scored, judged: indicators.Judged) -> tuple[Any, Any, Any]:
    """Return an item with its first share and what of it was stated; no share where nobody stated any."""
    if not one.ratios:
        return one, None, None
    name, ratio = one.ratios[0]
    figure = judged.stated.get(name)
    return one, ratio if figure or not indicators.is_stated(name) else None, figure


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """Give the table as an Excel sheet in the columns of the quarterly report."""
    period, view = _asked(request)
    table = indicators.published(by=VIEWS[view], period=period)
    title = _("Tình hình, kết quả giải quyết thủ tục hành chính")
    sheet = indicators.workbook(table, title=title, place=settings.PROVINCE)
    return answers.workbook(sheet, f"thong-ke-{view}-{period.code}.xlsx")
