"""The course of a period: arrivals, stock, share in time by week and agency, and when the desks are full."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from congvu.indicators import queries as indicators
from congvu.indicators.queries import Load, Week
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.figures.asked import asked
from congvu.sites.desk.figures.board import GOAL


@official_only
def course(request: DeskRequest) -> HttpResponse:
    """Show how a period went in the agencies one leads, the year when none is chosen."""
    choice, now = asked(request), request.desk.now
    if "ky" not in request.GET:
        choice = replace(choice, period=indicators.year_of(request.desk.today))
    weeks = indicators.weeks(scope=choice.scope, period=choice.period, now=now)
    load = indicators.desk_load(scope=choice.scope, period=choice.period, now=now)
    found = indicators.figures_by(dimension="agency", scope=choice.scope, period=choice.period, now=now)
    lines = [(one, found[one.pk]) for one in choice.agencies if one.pk in found]
    context = {
        "choice": choice,
        "agency": choice.agency,
        "many": len(choice.agencies) > 1,
        "period": choice.period,
        "periods": indicators.choices(request.desk.today, choice.period),
        "weeks": weeks,
        "arrivals": [(_label(weeks, n), week.direct, week.online) for n, week in enumerate(weeks)],
        "stocks": [(_label(weeks, n), week.stock, 0) for n, week in enumerate(weeks)],
        "shares": [(_label(weeks, n), week.on_time_share) for n, week in enumerate(weeks)],
        "goal": GOAL,
        "lines": sorted(lines, key=lambda line: -line[1].received),
        "load": load,
        "load_rows": _load_rows(load),
        "heading": _("Diễn biến theo tuần"),
    }
    return render(request, "desk/course.html", context)


def _label(weeks: list[Week], place: int) -> str:
    """Return what stands under a week: the month where one begins, else nothing; every Monday when weeks are few."""
    monday = weeks[place].monday
    if len(weeks) <= 6:
        return f"{monday:%d/%m}"
    return f"T{monday.month}" if place == 0 or weeks[place - 1].monday.month != monday.month else ""


def _load_rows(load: Load) -> list[tuple[str, list[tuple[float, int]]]]:
    """Return the weekdays, each hour with its mean and its shade 0-4."""
    names = {
        1: _("Thứ hai"),
        2: _("Thứ ba"),
        3: _("Thứ tư"),
        4: _("Thứ năm"),
        5: _("Thứ sáu"),
        6: _("Thứ bảy"),
        7: _("Chủ nhật"),
    }
    most = load.most or 1
    return [(names[day], [(mean, min(4, round(mean / most * 4))) for mean in means]) for day, means in load.days]
