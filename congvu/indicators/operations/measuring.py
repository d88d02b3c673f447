"""Measuring periods: a cache of what the measures count, made anew, never added to."""

import datetime as dt

from django.db import connection, transaction
from django.utils import timezone

from congvu.dossiers.models import Dossier
from congvu.indicators.measures import Span, measured
from congvu.indicators.models import Measurement
from congvu.indicators.periods import Period, month_of, quarter_of, since, year_of


@transaction.atomic
def measure_period(*, period: Period, at: dt.datetime) -> int:
    """Measure a period anew for the province and each agency; return how many rows it has.

    Two at once wait for each other. Readers see the former measures until these are whole.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('indicators.measure_period'))")
    found = measured(Span.of(period, at))
    agencies = {agency for ratios in found.values() for agency in ratios}
    Measurement.objects.filter(first=period.first, length=period.length).delete()
    rows = Measurement.objects.bulk_create(
        Measurement(
            first=period.first,
            length=period.length,
            agency_id=agency,
            values={
                name: [ratios[agency].numerator, ratios[agency].denominator]
                for name, ratios in found.items()
                if agency in ratios
            },
            counted_at=at,
        )
        for agency in agencies
    )
    return len(rows)


def measure_now(*, at: dt.datetime) -> None:
    """Measure the running month, quarter and year."""
    today = timezone.localdate(at)
    for period in (month_of(today), quarter_of(today), year_of(today)):
        measure_period(period=period, at=at)


def measure_back(*, at: dt.datetime) -> None:
    """Measure the month, quarter and year before anew: what happened away from the desk may be recorded later.

    And every period since the first dossier that was never measured: an older system's dossiers were taken in.
    """
    today = timezone.localdate(at)
    again = {month_of(today).before, quarter_of(today).before, year_of(today).before}
    first = Dossier.objects.order_by("submitted_at").values_list("submitted_at", flat=True).first()
    if first:
        known = {Period(*key) for key in Measurement.objects.values_list("first", "length").distinct()}
        again |= set(since(timezone.localdate(first), today)) - known
    for period in sorted(again):
        measure_period(period=period, at=at)
