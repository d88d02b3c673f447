"""Timers of work files."""

from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from congvu.workfiles import operations, queries


@app.periodic(cron="10 7 * * *")
@app.task(name="workfiles.remind", queueing_lock="workfiles.remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Tell keepers each morning which files are to be handed over within 30 days (NĐ 30/2020, Annex VI.5)."""
    at = datetime.fromtimestamp(timestamp, tz=UTC)
    for file in queries.to_remind(on=timezone.localdate(at)):
        operations.remind(workfile_id=file.pk, at=at)
