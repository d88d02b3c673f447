"""Figures that officials state: what cannot be counted here, each with the paper it is taken from."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.indicators import operations
from congvu.indicators import queries as indicators
from congvu.kit.asking import Unreadable, day_in, optional_row, text_in
from congvu.kit.errors import NotAllowed, Refusal
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.figures.asked import Asked, asked


@dataclass(frozen=True)
class Line:
    """A measure in words, and what was stated of it."""

    name: str
    numerator: str
    denominator: str
    stated: Any


@official_only
def page(request: DeskRequest) -> HttpResponse:
    """Show what was stated of a period; state a figure."""
    choice, desk = asked(request), request.desk
    if request.method != "POST":
        return _page(request, choice)
    agency_id = choice.agency.pk if choice.agency else None
    operations.require_stater(agency_id=agency_id, by=desk.actor, at=desk.now)
    data = request.POST
    try:
        stated = operations.Stated(
            measure=text_in(data, "measure", _("Số liệu")),
            numerator=_count(request, "numerator", _("Tử số")),
            denominator=_count(request, "denominator", _("Mẫu số")),
            source=text_in(data, "source", _("Văn bản")),
            source_agency=text_in(data, "source_agency", _("Cơ quan ban hành")),
            source_day=day_in(data, "source_day", _("Ngày văn bản")),
        )
        operations.state_figure(stated=stated, period=choice.period, agency_id=agency_id, by=desk.actor, at=desk.now)
    except Refusal as refusal:
        return _page(request, choice, refusal=str(refusal))
    messages.success(request, _("Đã ghi số liệu. Bảng chấm điểm dùng ngay."))
    return redirect(_back(choice))


@require_POST
@official_only
def withdraw(request: DeskRequest, figure_id: int) -> HttpResponse:
    """Take a stated figure back with a reason."""
    choice, desk = asked(request), request.desk
    reason = request.POST.get("reason", "")
    try:
        operations.withdraw_figure(figure_id=figure_id, reason=reason, by=desk.actor, at=desk.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã rút số liệu. Chỉ số trở lại chưa có số liệu."))
    return redirect(_back(choice))


def _back(choice: Asked) -> str:
    return f"{reverse('desk:stated_figures')}?{choice.query}"


def _page(request: DeskRequest, choice: Asked, **more: Any) -> HttpResponse:
    agency_id = choice.agency.pk if choice.agency else None
    held = indicators.stated_figures(period=choice.period, agency_ids=[agency_id]).get(agency_id, {})
    lines = [Line(*words, held.get(words[0])) for words in indicators.stated_words()]
    shown = {
        "choice": choice,
        "period": choice.period,
        "periods": indicators.choices(request.desk.today, choice.period),
        "lines": lines,
        "before": [
            (row, *indicators.measure_words(row.measure))
            for row in indicators.stated_before(period=choice.period, agency_id=agency_id)
        ],
        "may_state": _may(request, agency_id),
        "typed": request.POST,
        **more,
    }
    return render(request, "desk/stated_figures.html", shown, status=422 if more else 200)


def _may(request: DeskRequest, agency_id: int | None) -> bool:
    try:
        operations.require_stater(agency_id=agency_id, by=request.desk.actor, at=request.desk.now)
    except NotAllowed:
        return False
    return True


def _count(request: DeskRequest, name: str, label: str) -> int:
    number = optional_row(request.POST, name)
    if number is None:
        raise Unreadable(_("Ô “%(label)s”: ghi một số nguyên, không dấu chấm.") % {"label": label})
    return number
