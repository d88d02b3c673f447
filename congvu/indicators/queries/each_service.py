"""What NĐ 224/2026 Đ.19 wants measured of each service: its level, what came online, punctuality, satisfaction.

Every percentage with its numerator and denominator. Dossiers are those of the public statistics (the months' tallies).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, Sum

from congvu.catalogue import queries as catalogue
from congvu.catalogue.models import Procedure, ServiceLevel
from congvu.dossiers.models import Dossier, Outcome, Slip, State
from congvu.feedback.models import Rating
from congvu.feedback.queries import SATISFIED
from congvu.indicators.figures import Figures
from congvu.indicators.live import ONLINE
from congvu.indicators.periods import Period
from congvu.indicators.queries.published import published
from congvu.indicators.ratios import Ratio

LEAST_RATINGS = 5
"""Satisfaction of fewer ratings is not told: from few one could tell who said what."""


@dataclass(frozen=True)
class Service:
    """One service in a period."""

    procedure: Procedure
    level: ServiceLevel | None
    figures: Figures
    satisfied: Ratio | None
    """None: too few ratings."""
    ended: "Ended"

    @property
    def hours(self) -> Ratio:
        """Hours from the start of the clock to the end, of the dossiers that ended: the quotient is the average."""
        return Ratio(self.ended.used, self.ended.timed)

    @property
    def time_used(self) -> Ratio:
        """Hours used, of the hours that were promised."""
        return Ratio(self.ended.used, self.ended.allowed)

    @property
    def whole(self) -> Ratio:
        """Dossiers filed online whose result is electronic, of the granted ones."""
        return Ratio(self.ended.whole, self.ended.granted)

    @property
    def online(self) -> Ratio:
        """Dossiers filed online, of those that came."""
        return Ratio(self.figures.online, self.figures.received)

    @property
    def kept(self) -> Ratio:
        """Dossiers solved early or on time, of those solved."""
        return Ratio(self.figures.kept, self.figures.solved)


@dataclass(frozen=True)
class Ended:
    """Sums over the dossiers of a service that ended in the period. Hours run on through nights, as the owner waits."""

    timed: int = 0
    """Dossiers whose clock ran and that had a promise."""
    used: float = 0
    """Their hours from the start of the clock to the end."""
    allowed: float = 0
    """Their hours from the start of the clock to the promise."""
    granted: int = 0
    """Dossiers granted."""
    whole: int = 0
    """Granted ones that were filed online and have an electronic result."""


def services(*, period: Period, today: dt.date) -> list[Service]:
    """Return each procedure that has a level or had dossiers in the period, most dossiers first.

    The level is that of the period's last day, or of today while it runs.
    """
    day = min(period.after - dt.timedelta(days=1), today)
    levels, rated, ended = catalogue.service_levels(on=day), _rated(period), ended_by_service(period=period)
    figures = {row.code: row.figures for row in published(by="procedure", period=period).rows}
    procedures = Procedure.objects.filter(Q(pk__in={*levels, *ended}) | Q(code__in=figures)).order_by("sort_key")
    rows = [
        Service(
            procedure=one,
            level=levels.get(one.pk),
            figures=figures.get(one.code, Figures()),
            satisfied=rated.get(one.pk),
            ended=ended.get(one.pk, Ended()),
        )
        for one in procedures
    ]
    return sorted(rows, key=lambda row: -row.figures.received)


def _rated(period: Period) -> dict[int, Ratio]:
    sums = {"satisfied": Count("pk", filter=Q(score__gte=SATISFIED)), "ratings": Count("pk")}
    given = Rating.objects.filter(rated_at__gte=period.start_at, rated_at__lt=period.end_at).order_by()
    key = "invitation__dossier__version__procedure_id"
    rows: Iterable[Mapping[str, Any]] = given.values(key).annotate(**sums)
    return {row[key]: Ratio(row["satisfied"], row["ratings"]) for row in rows if row["ratings"] >= LEAST_RATINGS}


def ended_by_service(*, period: Period) -> dict[int, Ended]:
    """Return the sums of the dossiers that were solved in the period, by the procedure's id, in two queries.

    What was stopped or withdrawn counts for nobody's time.
    """
    rows = Dossier.objects.filter(ended_at__gte=period.start_at, ended_at__lt=period.end_at)
    rows = rows.exclude(state=State.STOPPED).order_by()
    timed = rows.filter(clock_started_at__isnull=False, due_at__isnull=False).annotate(
        used=ExpressionWrapper(F("ended_at") - F("clock_started_at"), output_field=DurationField()),
        allowed=ExpressionWrapper(F("due_at") - F("clock_started_at"), output_field=DurationField()),
    )
    key = "version__procedure_id"
    has_result = Exists(Slip.objects.filter(dossier=OuterRef("pk"), kind=Slip.Kind.RESULT))
    whole = Q(has_result, origin__in=ONLINE)
    granted: Iterable[Mapping[str, Any]] = (
        rows.filter(outcome=Outcome.GRANTED).values(key).annotate(n=Count("pk"), n_whole=Count("pk", filter=whole))
    )
    times: Iterable[Mapping[str, Any]] = timed.values(key).annotate(n=Count("pk"), u=Sum("used"), a=Sum("allowed"))
    counted = {row[key]: row for row in granted}
    spent = {row[key]: row for row in times}
    return {
        one: Ended(
            timed=spent.get(one, {}).get("n", 0),
            used=in_hours(spent.get(one, {}).get("u")),
            allowed=in_hours(spent.get(one, {}).get("a")),
            granted=counted.get(one, {}).get("n", 0),
            whole=counted.get(one, {}).get("n_whole", 0),
        )
        for one in {*counted, *spent}
    }


def in_hours(span: dt.timedelta | None) -> float:
    """Return a span in hours with one decimal."""
    return round(span / dt.timedelta(hours=1), 1) if span else 0.0
