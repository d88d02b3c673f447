"""The leaders' board: what came, what is solved, what is late, and where."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.catalogue.models import Field, Procedure
from congvu.feedback import queries as feedback
from congvu.indicators import queries as indicators
from congvu.indicators.queries import Figures, Published, Row
from congvu.kit import answers
from congvu.people.models import Official
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.figures.asked import VIEWS, Asked, asked
from congvu.sites.desk.figures.lists import listed

GOAL = 0.98
"""Share solved in time that the look of the page marks; no judgement hangs on it."""
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
OPEN_WORDS = {"open": gettext_lazy("Đang giải quyết")}


@dataclass(frozen=True)
class Line:
    """One line of the table and where it leads."""

    key: str
    name: str
    figures: Figures


@official_only
def board(request: DeskRequest) -> HttpResponse:
    """Show the figures of the agencies one leads: by agency, field or procedure, and by official of one agency."""
    now, choice = request.desk.now, asked(request)
    period, agency = choice.period, choice.agency
    lines = _lines(choice, now)
    whole = indicators.total(line.figures for line in lines)
    month = indicators.month_of(timezone.localdate(min(period.end_at, now) - dt.timedelta(seconds=1)))
    months = indicators.shares_of_months(until=month, agency_codes=[agency.code] if agency else [])
    views = {"co-quan": _("Cơ quan"), "linh-vuc": _("Lĩnh vực"), "thu-tuc": _("Thủ tục")}
    context = {
        "choice": choice,
        "agency": agency,
        "many": len(choice.agencies) > 1,
        "period": period,
        "periods": indicators.choices(request.desk.today, period),
        "views": [(code, words) for code, words in views.items() if code != "co-quan" or not agency],
        "view_words": views[choice.view],
        "whole": whole,
        "lines": lines,
        "summary": [(column, words, getattr(whole, column)) for column, words in COLUMN_WORDS.items()],
        "months": months,
        "points": [(f"T{month.first.month}", figures.on_time_share) for month, figures in months],
        "goal": GOAL,
        "reasons": indicators.reasons(scope=choice.scope, period=period, now=now)
        if whole.late or whole.open_late
        else [],
        "officials": indicators.official_figures(agency_ids=choice.ids, period=period, now=now) if agency else [],
        "satisfaction": feedback.satisfaction(
            agency_ids=choice.ids, since=period.start_at, until=min(period.end_at, now)
        ),
        "heading": _("Giải quyết thủ tục hành chính"),
    }
    return render(request, "desk/board.html", context)


def _lines(choice: Asked, now: dt.datetime) -> list[Line]:
    """Return the lines of the view; agencies the least punctual first, the others in Vietnamese order."""
    found = indicators.figures_by(dimension=choice.dimension, scope=choice.scope, period=choice.period, now=now)
    if choice.view == "co-quan":
        lines = [Line(one.code, one.name, found[one.pk]) for one in choice.agencies if one.pk in found]
        return sorted(lines, key=lambda line: (line.figures.on_time_share is None, line.figures.on_time_share or 0))
    model: type[Field | Procedure] = Field if choice.view == "linh-vuc" else Procedure
    return [Line(one.code, one.name, found[one.pk]) for one in model.objects.filter(pk__in=found).order_by("sort_key")]


@official_only
def download(request: DeskRequest) -> HttpResponse:
    """Give the quarterly table as an Excel sheet: the columns of the report on procedures, and reasons of lateness."""
    now, choice = request.desk.now, asked(request)
    rows = [Row(line.key, line.name, line.figures) for line in _lines(choice, now)]
    told = indicators.reasons(scope=choice.scope, period=choice.period, now=now)
    book = indicators.workbook(
        Published(choice.period, rows, now),
        title=_("Tình hình, kết quả giải quyết thủ tục hành chính"),
        place=choice.agency.name if choice.agency else settings.PROVINCE,
        reasons=[(late.step, late.agency, count) for late, count in told],
    )
    return answers.workbook(book, f"tinh-hinh-giai-quyet-{VIEWS[choice.view]}-{choice.period.code}.xlsx")


@official_only
def behind(request: DeskRequest, column: str) -> HttpResponse:
    """List the dossiers that one number counts; who may not read them sees their codes and clocks alone."""
    words = {**COLUMN_WORDS, **OPEN_WORDS}
    if column not in words:
        raise Http404
    now, choice = request.desk.now, asked(request)
    found = indicators.dossiers_of(column=column, scope=choice.scope, period=choice.period, now=now)
    return listed(request, found, choice=choice, heading=str(words[column]))


OFFICIAL_WORDS = {
    "done_in_time": gettext_lazy("%(who)s: bước làm đúng hạn"),
    "done_late": gettext_lazy("%(who)s: bước làm quá hạn"),
    "open_in_time": gettext_lazy("%(who)s: đang giữ, còn hạn"),
    "open_late": gettext_lazy("%(who)s: đang giữ, quá hạn"),
}


@official_only
def official(request: DeskRequest, official_id: int, column: str) -> HttpResponse:
    """List the dossiers behind a number of one official, in the agencies that one leads."""
    if column not in OFFICIAL_WORDS:
        raise Http404
    now, choice = request.desk.now, asked(request)
    found = Official.objects.filter(pk=official_id).first()
    if found is None:
        raise Http404
    rows = indicators.dossiers_of_official(
        official_id=official_id, column=column, agency_ids=choice.ids, period=choice.period, now=now
    )
    return listed(request, rows, choice=choice, heading=str(OFFICIAL_WORDS[column]) % {"who": found.full_name})
