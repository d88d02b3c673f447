"""Scores by a set of indicators: agencies by their place, one agency's card with every share, its officials."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from congvu.indicators import queries as indicators
from congvu.indicators.queries import Scored
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.figures.asked import asked
from congvu.sites.desk.figures.lists import listed


@dataclass(frozen=True)
class Share:
    """One measure behind an item, in words, with what it counts; ``opens`` when single dossiers may be shown."""

    name: str
    numerator: str
    denominator: str
    ratio: indicators.Ratio
    opens: bool
    is_stated: bool
    """Nobody counts it here: an official states it."""
    stated: Any = None
    """The figure as it was stated, with its paper; None as long as nobody did."""


def rows_of(judged: indicators.Judged) -> list[tuple[Any, Any, list[tuple[Scored, list[Share], str]]]]:
    """Return groups with their sums, each with its items, their shares in words and the formula."""
    card = judged.card
    sums = {group.code: total for group, total in card.sums}
    return [
        (group, sums[group.code], [(one, shares_of(one, judged.stated), formula(one)) for one in items])
        for group, items in card.groups
    ]


def shares_of(one: Scored, stated: Mapping[str, Any]) -> list[Share]:
    """Return the measures of an item in words."""
    return [
        Share(
            name,
            *indicators.measure_words(name),
            ratio,
            name in indicators.LOSING and name not in indicators.CONFIDENTIAL,
            indicators.is_stated(name),
            stated.get(name),
        )
        for name, ratio in one.ratios
    ]


def formula(one: Scored) -> str:
    """Say how the points come from the share."""
    item = one.item
    most = f"{item.max:g}".replace(".", ",")
    if item.way == "none":
        return _("Chưa có nguồn số liệu, không tính điểm")
    if item.way == "mean":
        return _("tử số : mẫu số, làm tròn một chữ số")
    if item.way == "ladder":
        return "; ".join(_rung(rung, item.measures) for rung in item.rungs)
    if not item.max:
        return _("tử số : mẫu số")
    goal = f"{(item.target or 1) * 100:g}".replace(".", ",")
    if item.way == "lower":
        return _("%(goal)s %% : tỷ lệ × %(most)s điểm, không quá %(most)s") % {"goal": goal, "most": most}
    return _("tỷ lệ : %(goal)s %% × %(most)s điểm, không quá %(most)s") % {"goal": goal, "most": most}


def _rung(rung: Mapping[str, Any], measures: Sequence[str]) -> str:
    """Say what a rung asks of the shares, which are numbered as they stand beside it."""
    place = {name: number for number, name in enumerate(measures, start=1)}
    asked = [
        _("(%(n)s) từ %(share)s %%") % {"n": place[name], "share": f"{bound * 100:g}".replace(".", ",")}
        for part in ("least", "where_counted")
        for name, bound in rung.get(part, {}).items()
    ]
    asked += [
        _("(%(n)s) không quá %(most)s") % {"n": place[name], "most": f"{bound:g}"}
        for name, bound in rung.get("most", {}).items()
    ]
    points = f"{rung['points']:g}".replace(".", ",")
    return _("%(points)s điểm: %(asked)s") % {"points": points, "asked": ", ".join(asked) or _("còn lại")}


def chosen_set(request: Any) -> str:
    """Return the set asked for, TT 01/2018 when none is."""
    code = request.GET.get("bo", "")
    return code if code in indicators.CODES else "tt01"


@official_only
def scores(request: DeskRequest) -> HttpResponse:
    """Show the scores of the agencies one leads; of one agency its card and its officials."""
    choice, code = asked(request), chosen_set(request)
    period, agency = choice.period, choice.agency
    known = indicators.set_of(code, period=period)
    judged = indicators.agency_scores(code=code, period=period, agency_ids=choice.ids)
    mine = judged[0] if agency and judged else None
    officials = code == "tt01" and agency is not None
    context = {
        "choice": choice,
        "agency": agency,
        "many": len(choice.agencies) > 1,
        "period": period,
        "periods": indicators.choices(request.desk.today, period),
        "sets": [(one, indicators.set_of(one, period=period).name) for one in indicators.CODES],
        "code": code,
        "set": known,
        "whole": indicators.whole_of(known),
        "judged": mine,
        "groups": rows_of(mine) if mine else [],
        "ranked": [] if agency else indicators.rankings(judged),
        "officials": indicators.official_scores(agency=agency, period=period, now=request.desk.now)
        if officials and agency
        else [],
        "heading": _("Chấm điểm theo bộ chỉ số"),
    }
    return render(request, "desk/scores.html", context)


@official_only
def losing(request: DeskRequest, measure: str) -> HttpResponse:
    """List the dossiers that cost points in a measure."""
    choice = asked(request)
    try:
        found = indicators.dossiers_losing(
            measure=measure, agency_ids=choice.ids, period=choice.period, now=request.desk.now
        )
    except KeyError:
        raise Http404 from None
    numerator, _denominator = indicators.measure_words(measure)
    heading = _("Hồ sơ làm mất điểm: %(what)s") % {"what": numerator}
    return listed(request, found, choice=choice, heading=heading, from_scores=True)
