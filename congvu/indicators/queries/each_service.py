"""What NĐ 224/2026 Đ.19 wants measured of each service: its level, what came online, punctuality, satisfaction.

Every percentage with its numerator and denominator. Dossiers are those of the public statistics (the months' tallies).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from congvu.catalogue import queries as catalogue
from congvu.catalogue.models import Procedure, ServiceLevel
from congvu.feedback.models import Rating
from congvu.feedback.queries import SATISFIED
from congvu.indicators.figures import Figures
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

    @property
    def online(self) -> Ratio:
        """Dossiers filed online, of those that came."""
        return Ratio(self.figures.online, self.figures.received)

    @property
    def kept(self) -> Ratio:
        """Dossiers solved early or on time, of those solved."""
        return Ratio(self.figures.kept, self.figures.solved)


def services(*, period: Period, today: dt.date) -> list[Service]:
    """Return each procedure that has a level or had dossiers in the period, most dossiers first.

    The level is that of the period's last day, or of today while it runs.
    """
    day = min(period.after - dt.timedelta(days=1), today)
    levels, rated = catalogue.service_levels(on=day), _rated(period)
    figures = {row.code: row.figures for row in published(by="procedure", period=period).rows}
    procedures = Procedure.objects.filter(Q(pk__in=levels) | Q(code__in=figures)).order_by("sort_key")
    rows = [Service(one, levels.get(one.pk), figures.get(one.code, Figures()), rated.get(one.pk)) for one in procedures]
    return sorted(rows, key=lambda row: -row.figures.received)


def _rated(period: Period) -> dict[int, Ratio]:
    sums = {"satisfied": Count("pk", filter=Q(score__gte=SATISFIED)), "ratings": Count("pk")}
    given = Rating.objects.filter(rated_at__gte=period.start_at, rated_at__lt=period.end_at).order_by()
    key = "invitation__dossier__version__procedure_id"
    rows: Iterable[Mapping[str, Any]] = given.values(key).annotate(**sums)
    return {row[key]: Ratio(row["satisfied"], row["ratings"]) for row in rows if row["ratings"] >= LEAST_RATINGS}
