"""Timers of queueing."""

from django.utils import timezone
from procrastinate.contrib.django import app

from congvu.queueing import operations


@app.periodic(cron="20 0 * * *")
@app.task(name="queueing.miss_past", queueing_lock="queueing.miss_past", pass_context=False)
def miss_past(timestamp: int) -> None:
    """Mark appointments of past days to which nobody came."""
    operations.miss_past(at=timezone.now())


@app.periodic(cron="0 15 * * *")
@app.task(name="queueing.remind_tomorrow", queueing_lock="queueing.remind_tomorrow", pass_context=False)
def remind_tomorrow(timestamp: int) -> None:
    """Remind those who are to come tomorrow."""
    operations.remind_tomorrow(at=timezone.now())
