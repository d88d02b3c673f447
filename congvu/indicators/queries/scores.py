"""Scores of agencies, officials and the province by a set of indicators."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from congvu.dossiers.models import Dossier, Outcome
from congvu.indicators import sets
from congvu.indicators.measures import MEASURES
from congvu.indicators.measures.dossiers import POINTS, points, solved_with_facts
from congvu.indicators.models import IndicatorSet, Measurement, StatedFigure
from congvu.indicators.periods import Period
from congvu.indicators.queries.stated import stated_figures
from congvu.indicators.ratios import Ratio, Span
from congvu.indicators.scoring import Card, card, grade
from congvu.people.models import Agency, Official
from congvu.processes.models import Step, StepState


@dataclass(frozen=True)
class Judged:
    """What a set makes of one agency, official or the province, and when its measures were counted."""

    name: str
    key: str
    card: Card
    grade: str
    counted_at: dt.datetime | None = None
    stated: Mapping[str, StatedFigure] = field(default_factory=dict)
    """What of it was stated by an official instead of counted, by measure."""


def set_of(code: str, *, period: Period) -> IndicatorSet:
    """Return the version of a set by which a period is judged: that of its last day."""
    return sets.set_on(code, period.after - dt.timedelta(days=1))


def province_scores(*, code: str, period: Period) -> Judged | None:
    """Return the province's card; None while the period was never measured."""
    row = Measurement.objects.filter(first=period.first, length=period.length, agency=None).first()
    stated = stated_figures(period=period, agency_ids=[None]).get(None, {}) if row else {}
    return _judged(set_of(code, period=period), "", "", row, stated) if row else None


def agency_scores(*, code: str, period: Period, agency_ids: Collection[int] | None = None) -> list[Judged]:
    """Return the cards of the agencies that have any dossier in the period, the best first."""
    rows = Measurement.objects.filter(first=period.first, length=period.length, agency__isnull=False)
    if agency_ids is not None:
        rows = rows.filter(agency_id__in=agency_ids)
    known, stated = set_of(code, period=period), stated_figures(period=period)
    found = [
        _judged(known, row.agency.name, row.agency.code, row, stated.get(row.agency_id, {}))
        for row in rows.select_related("agency").order_by("agency__sort_key")
        if row.agency and any(pair[1] for name, pair in row.values.items() if name in BY_DOSSIER)
    ]
    return sorted(found, key=lambda one: -(one.card.total.share or 0))


BY_DOSSIER = ("in_time", "points_time", "online_filed")


def _judged(known: IndicatorSet, name: str, key: str, row: Measurement, stated: Mapping[str, StatedFigure]) -> Judged:
    """Judge what was counted; what was stated fills the gaps, and never stands in the place of a count."""
    counted = row.shares
    told = {measure: figure for measure, figure in stated.items() if measure not in counted}
    made = card(sets.groups_of(known), {**{measure: figure.ratio for measure, figure in told.items()}, **counted})
    words = grade(made.total, sets.whole_of(known), known.definition["grades"])
    return Judged(name, key, made, words, row.counted_at, told)


def official_scores(*, agency: Agency, period: Period, now: dt.datetime) -> list[Judged]:
    """Return the cards of an agency's officials by TT 01/2018 Đ.15: indicators 1, 2, 3, 4 and 7 of the dossiers
    solved in the period at which they did a step, in Vietnamese order.

    Indicator 2 looks at their own steps.
    """
    known, span = set_of("tt01", period=period), Span.of(period, now, frozenset([agency.pk]))
    rows = Dossier.objects.filter(received_at__lt=span.end, competent_agency_id=agency.pk)
    solved = solved_with_facts(rows, span)
    mine = Step.objects.filter(state=StepState.DONE, agency_id=agency.pk)
    doers = mine.filter(run__in=solved.order_by().values("run")).exclude(assignee=None)
    officials = Official.objects.filter(pk__in=doers.order_by().values("assignee")).order_by("sort_key")
    only = known.definition["official"]
    found = []
    for official in officials:
        own = mine.filter(run=OuterRef("run"), assignee=official)
        theirs = solved.filter(Exists(own)).annotate(
            step_late=Exists(own.filter(done_at__gt=F("due_at"))), step_even=Exists(own.filter(done_at=F("due_at")))
        )
        sums = theirs.order_by().aggregate(n=Count("pk"), **{name: Sum(points(name)) for name in POINTS})
        shares = {name: Ratio(sums[name] or 0, sums["n"]) for name in POINTS}
        made = card(sets.groups_of(known), shares, only=only)
        words = grade(made.total, 2.0 * len(only), known.definition["official_grades"])
        found.append(Judged(official.full_name, str(official.pk), made, words, now))
    return found


def rankings(judged: Iterable[Judged]) -> list[tuple[int, Judged]]:
    """Number the cards by place; equal totals share one."""
    found: list[tuple[int, Judged]] = []
    for number, one in enumerate(judged, start=1):
        same = found and found[-1][1].card.total.share == one.card.total.share
        found.append((found[-1][0] if same else number, one))
    return found


def measure_words(name: str) -> tuple[str, str]:
    """Return numerator and denominator of a measure in words."""
    known = MEASURES[name]
    return str(known.numerator), str(known.denominator)


LOSING = {
    "points_time": Q(is_early=False),
    "points_steps": Q(step_late=True) | Q(step_even=True),
    "points_contacts": Q(asked__gt=0),
    "points_attitude": Q(complained=True) | Q(is_early=False),
    "pleased": Q(disliked=True) | Q(is_early=False, is_on_time=False),
    "e_results": Q(has_result=False),
    "digitised": Q(has_result=False) | Q(has_file=False),
    "reused": Q(has_reused=False),
    "in_vault": Q(has_vault=False),
    "paid_online": Q(paid=True, paid_by_net=False),
}
"""Which of the solved dossiers cost points: what a number of the card opens."""
CONFIDENTIAL = frozenset({"pleased"})
"""Measures that rest on ratings: single dossiers behind them are never shown."""


def dossiers_losing(
    *, measure: str, agency_ids: Collection[int], period: Period, now: dt.datetime
) -> QuerySet[Dossier]:
    """Return the solved dossiers that cost an agency points in a measure.

    :raises KeyError: a measure behind which no single dossiers stand, or none that may be shown
    """
    if measure in CONFIDENTIAL:
        raise KeyError(measure)
    span = Span.of(period, now, frozenset(agency_ids))
    rows = Dossier.objects.filter(received_at__lt=span.end, competent_agency_id__in=agency_ids)
    found: QuerySet[Dossier] = solved_with_facts(rows, span).filter(LOSING[measure])
    if measure in {"e_results", "digitised", "in_vault"}:
        found = found.filter(outcome=Outcome.GRANTED)
    return found
