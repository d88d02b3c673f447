"""Counting the months. The rows are a cache of the dossiers: counted anew, never added to."""

import datetime as dt

from django.db import connection, transaction
from django.utils import timezone

from congvu.indicators.live import figures_by
from congvu.indicators.models import Count, Tally
from congvu.indicators.periods import Period, month_of

LOOK_BACK = 2
"""Months counted anew each night: what happened away from the desk may be recorded later."""


@transaction.atomic
def count_month(*, month: Period, at: dt.datetime) -> int:
    """Count one month anew and put it in the place of what stood there; return how many rows it has.

    Two at once wait for each other. Readers see the former count until this one is whole.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('indicators.count_month'))")
    counted = figures_by(dimension="tally", period=month, now=at)
    Tally.objects.filter(month=month.first).delete()
    Tally.objects.bulk_create(
        (
            Tally(month=month.first, agency_id=agency_id, procedure_id=procedure_id, **vars(figures))
            for (agency_id, procedure_id), figures in counted.items()
        ),
        batch_size=2000,
    )
    Count.objects.update_or_create(month=month.first, defaults={"counted_at": at})
    return len(counted)


def count_now(*, at: dt.datetime) -> None:
    """Count the running month; on its first days also the one before, whose last hours were not counted yet."""
    today = timezone.localdate(at)
    months = [month_of(today)]
    if today.day <= 2:
        months.insert(0, months[0].before)
    for month in months:
        count_month(month=month, at=at)


def count_back(*, at: dt.datetime, months: int = LOOK_BACK) -> None:
    """Count the last months anew."""
    month = month_of(timezone.localdate(at))
    for _step in range(months):
        month = month.before
        count_month(month=month, at=at)
