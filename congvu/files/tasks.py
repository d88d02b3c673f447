"""Timers of files."""

from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from congvu.files import operations


@app.periodic(cron="40 2 * * *")
@app.task(name="files.sweep", queueing_lock="files.sweep", lock="files.sweep")
def sweep(timestamp: int) -> None:
    """Delete, each night, what nobody has used for a day."""
    now = datetime.fromtimestamp(timestamp, tz=UTC)
    operations.sweep(before=now - timedelta(days=1), at=now)
