"""Timers of kit."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from congvu.kit import partitions


@app.periodic(cron="15 2 * * *")
@app.task(name="kit.make_months", queueing_lock="kit.make_months", pass_context=False)
def make_months(timestamp: int) -> None:
    """Make the next months' partitions; daily, so that a month of failures does no harm."""
    partitions.make_months(at=datetime.fromtimestamp(timestamp, tz=UTC))
