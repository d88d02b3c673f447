"""Timers of indicators."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from congvu.indicators import operations
from congvu.kit.hanging import may_take

may_take("indicators.count_back", minutes=240)
may_take("indicators.measure_back", minutes=240)


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


@app.periodic(cron="5 * * * *")
@app.task(name="indicators.measure_now", queueing_lock="indicators.measure_now", lock="indicators.measure")
def measure_now(timestamp: int) -> None:
    """Measure the running periods every hour."""
    operations.measure_now(at=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="50 1 * * *")
@app.task(name="indicators.measure_back", queueing_lock="indicators.measure_back", lock="indicators.measure")
def measure_back(timestamp: int) -> None:
    """Measure the periods before anew each night."""
    operations.measure_back(at=datetime.fromtimestamp(timestamp, tz=UTC))
