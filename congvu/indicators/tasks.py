"""Timers of indicators."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from congvu.indicators import operations


@app.periodic(cron="*/10 * * * *")
@app.task(name="indicators.count_now", queueing_lock="indicators.count_now", lock="indicators.count")
def count_now(timestamp: int) -> None:
    """Count the running month every ten minutes."""
    operations.count_now(at=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="40 1 * * *")
@app.task(name="indicators.count_back", queueing_lock="indicators.count_back", lock="indicators.count")
def count_back(timestamp: int) -> None:
    """Count the months before anew each night."""
    operations.count_back(at=datetime.fromtimestamp(timestamp, tz=UTC))
