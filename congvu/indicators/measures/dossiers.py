"""Measures counted from the dossiers, their steps, papers, charges and ratings: each dossier counts for its
competent agency.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, TruncMinute

from congvu.dossiers.models import Dossier, Move, Outcome, Paper, ReturnBy, Slip, SupplementRequest
from congvu.feedback.models import Petition, Rating
from congvu.feedback.queries import SATISFIED
from congvu.indicators.live import ONLINE, flow_columns, moving, standing
from congvu.indicators.ratios import Ratio, Ratios, Span
from congvu.payments.models import Charge, Method
from congvu.people.models import Agency, OrgUnit
from congvu.processes.models import Step, StepState
from congvu.vault.models import Paper as VaultPaper

DISSATISFIED = 2
"""The highest score that says «dissatisfied»."""
HOUR = dt.timedelta(hours=1)
_SUBJECT = Concat(Value("dossier:"), Cast(OuterRef("pk"), CharField()), output_field=CharField())


def count(span: Span) -> dict[str, Ratios]:
    """Count all measures of dossiers in four queries, besides those of ratings and moves."""
    rows = Dossier.objects.filter(received_at__lt=span.end)
    if span.agency_ids is not None:
        rows = rows.filter(competent_agency_id__in=span.agency_ids)
    found = _solved(rows, span) | _taken(rows, span) | _at_desk(rows, span)
    return found | {"satisfied": _ratings(span), "automated": _moves(span)}


def solved_with_facts(rows: Any, span: Span) -> Any:
    """Return the dossiers solved in the span, each with the facts that points are given for."""
    columns = flow_columns(span.start, span.end)
    solved = moving(rows, span.start).filter(columns["early"] | columns["on_time"] | columns["late"])
    steps = Step.objects.filter(run=OuterRef("run"), state=StepState.DONE, due_at__isnull=False)
    charges = Charge.objects.filter(subject=_SUBJECT, state=Charge.State.PAID)
    founded = Petition.objects.filter(dossier=OuterRef("pk"), is_conduct=True, is_founded=True)
    asked = SupplementRequest.objects.filter(dossier=OuterRef("pk")).order_by().values("dossier")
    return solved.annotate(
        is_early=_is(columns["early"]),
        is_on_time=_is(columns["on_time"]),
        asked=Coalesce(Subquery(asked.annotate(n=Count("pk")).values("n")), 0),
        step_late=Exists(steps.filter(done_at__gt=F("due_at"))),
        step_even=Exists(steps.filter(done_at__lte=F("due_at"), done_at__gte=TruncMinute("due_at"))),
        complained=Exists(founded),
        has_result=Exists(Slip.objects.filter(dossier=OuterRef("pk"), kind=Slip.Kind.RESULT)),
        has_paper=Exists(Paper.objects.filter(dossier=OuterRef("pk"))),
        has_file=Exists(Paper.objects.filter(dossier=OuterRef("pk"), file_use__isnull=False)),
        has_reused=Exists(Paper.objects.filter(dossier=OuterRef("pk"), vault_paper__isnull=False)),
        has_vault=Exists(VaultPaper.objects.filter(origin=_SUBJECT, origin_part="result")),
        paid=Exists(charges),
        paid_by_net=Exists(charges.filter(method__in=[Method.ONLINE, Method.TRANSFER])),
        disliked=Exists(Rating.objects.filter(invitation__dossier=OuterRef("pk"), score__lte=DISSATISFIED)),
        used=ExpressionWrapper(F("ended_at") - F("clock_started_at"), output_field=DurationField()),
        allowed=ExpressionWrapper(F("due_at") - F("clock_started_at"), output_field=DurationField()),
    )


POINTS: dict[str, tuple[When, ...]] = {
    "points_time": (When(is_early=True, then=2), When(is_on_time=True, then=1)),
    "points_steps": (When(step_late=True, then=0), When(step_even=True, then=1)),
    "points_contacts": (When(asked=0, then=2), When(asked=1, then=1)),
    "points_bodies": (When(origin__in=ONLINE, then=2),),
    "points_attitude": (When(complained=True, then=0), When(is_early=True, then=2), When(is_on_time=True, then=1)),
}
"""TT 01/2018 Đ.14: points a dossier gets, by the first condition that holds."""
OTHERWISE = {"points_steps": 2, "points_bodies": 1}


def points(name: str) -> Case:
    """Return the points of one dossier as an expression over :func:`solved_with_facts`."""
    return Case(*POINTS[name], default=Value(OTHERWISE.get(name, 0)), output_field=IntegerField())


def _solved(rows: Any, span: Span) -> dict[str, Ratios]:
    granted = Q(outcome=Outcome.GRANTED)
    shares = {
        "paid_online": (Q(paid_by_net=True), Q(paid=True)),
        "e_results": (granted & Q(has_result=True), granted),
        "digitised": (granted & Q(has_result=True, has_file=True), granted),
        "reused": (Q(has_reused=True), Q(has_paper=True)),
        "in_vault": (granted & Q(has_vault=True), granted),
        "pleased": ((Q(is_early=True) | Q(is_on_time=True)) & Q(disliked=False), Q()),
    }
    timed = Q(clock_started_at__isnull=False, due_at__isnull=False)
    counts: dict[str, Any] = {f"n_{name}": Count("pk", filter=part) for name, (part, _of) in shares.items()}
    counts |= {f"d_{name}": Count("pk", filter=whole) for name, (_part, whole) in shares.items() if whole}
    counts |= {f"n_{name}": Sum(points(name)) for name in POINTS}
    counts |= {
        "solved": Count("pk"),
        "used_sum": Sum("used", filter=timed),
        "allowed_sum": Sum("allowed", filter=timed),
    }
    found: dict[str, Ratios] = {name: {} for name in (*shares, *POINTS, "time_used")}
    for row in _by_agency(solved_with_facts(rows, span), counts):
        agency = row["competent_agency_id"]
        for name in (*shares, *POINTS):
            found[name][agency] = Ratio(row[f"n_{name}"], row.get(f"d_{name}", row["solved"]))
        found["time_used"][agency] = Ratio(_hours(row["used_sum"]), _hours(row["allowed_sum"]))
    return found


DESK_ROLES = ("reception", "return_desk", "cashier")
"""Roles that work at the one-stop desk whatever unit they are of."""


def _at_desk(rows: Any, span: Span) -> dict[str, Ratios]:
    """Count the procedures solved in the span of which every step was done at the one-stop desk (TT 01/2018 Đ.14.5).

    Communes and the bodies above them stand apart: the law asks another share of each.
    """
    desk = Q(unit__kind=OrgUnit.Kind.DESK) | Q(agency__kind=Agency.Kind.CENTER) | Q(unit=None, role__in=DESK_ROLES)
    away = Step.objects.filter(run=OuterRef("run"), state=StepState.DONE).exclude(desk)
    columns = flow_columns(span.start, span.end)
    solved = moving(rows, span.start).filter(columns["early"] | columns["on_time"] | columns["late"])
    counted = (
        solved.exclude(run=None)
        .annotate(away=Exists(away))
        .order_by()
        .values_list("competent_agency_id", "competent_agency__kind", "version__procedure_id")
        .annotate(n=Count("pk", filter=Q(away=True)))
    )
    found: dict[str, Ratios] = {"desk_whole_commune": {}, "desk_whole_above": {}}
    for agency, kind, _procedure, elsewhere in counted:
        ratios = found["desk_whole_commune" if kind == Agency.Kind.COMMUNE else "desk_whole_above"]
        ratios[agency] = ratios.get(agency, Ratio()) + Ratio(int(not elsewhere), 1)
    return found


def _taken(rows: Any, span: Span) -> dict[str, Ratios]:
    """Count what came, and what was there to be solved: the open ones are judged as they stood when the span ended."""
    columns = flow_columns(span.start, span.end)
    asked = SupplementRequest.objects.filter(dossier=OuterRef("pk"), asked_at__lt=span.end).order_by().values("dossier")
    came = Q(received_at__gte=span.start)
    ended = moving(rows, span.start).filter(ended_at__lt=span.end)
    ended = ended.annotate(asked=Coalesce(Subquery(asked.annotate(n=Count("pk")).values("n")), 0))
    kept = Q(asked__lte=1) & (Q(due_at=None) | Q(ended_at__lte=F("due_at")))
    still = standing(rows, span.end).annotate(asked=Coalesce(Subquery(asked.annotate(n=Count("pk")).values("n")), 0))
    online = Q(origin__in=ONLINE)
    found: dict[str, Ratios] = {"in_time": {}, "online_late": {}, "online_filed": {}, "online_whole": {}}
    for row in _by_agency(
        ended,
        {
            "kept": Count("pk", filter=kept),
            "all": Count("pk"),
            "late": Count("pk", filter=online & columns["late"]),
            "online": Count("pk", filter=online),
        },
    ):
        _add(found["in_time"], row, row["kept"], row["all"])
        _add(found["online_late"], row, row["late"], row["online"])
    for row in _by_agency(
        still,
        {
            "kept": Count("pk", filter=Q(asked__lte=1, is_late=0)),
            "all": Count("pk"),
            "late": Count("pk", filter=online & Q(is_late=1)),
            "online": Count("pk", filter=online),
        },
    ):
        _add(found["in_time"], row, row["kept"], row["all"])
        _add(found["online_late"], row, row["late"], row["online"])
    whole = online & Q(return_by=ReturnBy.ONLINE)
    received = rows.filter(came).order_by()
    for row in _by_agency(
        received, {"online": Count("pk", filter=online), "whole": Count("pk", filter=whole), "all": Count("pk")}
    ):
        _add(found["online_filed"], row, row["online"], row["all"])
        _add(found["online_whole"], row, row["whole"], row["all"])
    return found


def _ratings(span: Span) -> Ratios:
    rows = Rating.objects.filter(rated_at__gte=span.start, rated_at__lt=span.end)
    if span.agency_ids is not None:
        rows = rows.filter(invitation__dossier__competent_agency_id__in=span.agency_ids)
    counted = rows.values_list("invitation__dossier__competent_agency_id").annotate(
        n=Count("pk", filter=Q(score__gte=SATISFIED)), d=Count("pk")
    )
    return {agency: Ratio(n, d) for agency, n, d in counted}


def _moves(span: Span) -> Ratios:
    rows = Move.objects.filter(at__gte=span.start, at__lt=span.end)
    if span.agency_ids is not None:
        rows = rows.filter(dossier__competent_agency_id__in=span.agency_ids)
    counted = (
        rows.order_by()
        .values_list("dossier__competent_agency_id")
        .annotate(n=Count("pk", filter=Q(by__kind="system")), d=Count("pk"))
    )
    return {agency: Ratio(n, d) for agency, n, d in counted}


def _by_agency(rows: Any, counts: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    found: Iterable[dict[str, Any]] = rows.order_by().values("competent_agency_id").annotate(**counts)
    return found


def _add(ratios: Ratios, row: Mapping[str, Any], numerator: int, denominator: int) -> None:
    agency = row["competent_agency_id"]
    ratios[agency] = ratios.get(agency, Ratio()) + Ratio(numerator, denominator)


def _is(which: Q) -> Any:
    return ExpressionWrapper(which, output_field=BooleanField())


def _hours(span: dt.timedelta | None) -> float:
    return round(span / HOUR, 1) if span else 0.0
