"""Figures as published: read from the months' tallies, with the moment they were counted."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import F, Q, Sum

from congvu.catalogue.models import Field, Procedure
from congvu.indicators.figures import COLUMNS, FLOWS, Figures, total
from congvu.indicators.models import Count, Tally
from congvu.indicators.periods import Period
from congvu.kit.kept import kept
from congvu.people.models import Agency

By = Literal["agency", "field", "procedure"]


@dataclass(frozen=True)
class Row:
    """One line of a table: of an agency, a field or a procedure."""

    code: str
    name: str
    figures: Figures


@dataclass(frozen=True)
class Published:
    """The figures of a period by agency, field or procedure, and when its last month was counted."""

    period: Period
    rows: list[Row]
    counted_at: dt.datetime | None

    @property
    def total(self) -> Figures:
        """The sum of all rows."""
        return total(row.figures for row in self.rows)


NAMES = {
    "agency": ("agency__code", "agency__name", "agency__sort_key"),
    "field": ("procedure__field__code", "procedure__field__name", "procedure__field__sort_key"),
    "procedure": ("procedure__code", "procedure__name", "procedure__sort_key"),
}


def published(*, by: By, period: Period, agency_code: str = "") -> Published:
    """Return the published figures of a period, in Vietnamese order of the names.

    What was carried over is read at the first counted month, what is open at the last; the rest adds up.

    :param agency_code: only this agency's rows
    :return: shared, nobody changes it
    """
    return _published(by, period, agency_code)


@kept(Tally, Count, Agency, Procedure, Field)
def _published(by: By, period: Period, agency_code: str) -> Published:
    counts = list(Count.objects.filter(month__gte=period.first, month__lt=period.after).order_by("month"))
    if not counts:
        return Published(period, [], None)
    first, last = Q(month=counts[0].month), Q(month=counts[-1].month)
    when = {"carried": first, "open_in_time": last, "open_late": last}
    sums = {name: Sum(name, filter=None if name in FLOWS else when[name], default=0) for name in COLUMNS}
    code, name, order = NAMES[by]
    tallies = Tally.objects.filter(month__gte=period.first, month__lt=period.after)
    if agency_code:
        tallies = tallies.filter(agency__code=agency_code)
    rows: Iterable[Mapping[str, Any]] = (
        tallies.order_by()
        .values(row_code=F(code), row_name=F(name), row_order=F(order))
        .annotate(**{f"n_{column}": value for column, value in sums.items()})
        .order_by("row_order")
    )
    return Published(
        period,
        [Row(row["row_code"], row["row_name"], Figures(*(row[f"n_{column}"] for column in COLUMNS))) for row in rows],
        counts[-1].counted_at,
    )


def shares_of_months(
    *, until: Period, count: int = 6, agency_codes: Iterable[str] = ()
) -> list[tuple[Period, Figures]]:
    """Return the last months with their figures, oldest first; months never counted are left out.

    :param until: the last month
    :param agency_codes: only these agencies; all when empty
    """
    return list(_shares_of_months(until, count, tuple(agency_codes)))


@kept(Tally, Agency)
def _shares_of_months(until: Period, count: int, agency_codes: tuple[str, ...]) -> tuple[tuple[Period, Figures], ...]:
    months = [until]
    while len(months) < count:
        months.insert(0, months[0].before)
    tallies = Tally.objects.filter(month__gte=months[0].first, month__lte=until.first)
    if agency_codes:
        tallies = tallies.filter(agency__code__in=agency_codes)
    sums: Iterable[Mapping[str, Any]] = (
        tallies.order_by().values("month").annotate(**{f"n_{name}": Sum(name) for name in COLUMNS})
    )
    found = {row["month"]: Figures(*(row[f"n_{name}"] for name in COLUMNS)) for row in sums}
    return tuple((month, found[month.first]) for month in months if month.first in found)
