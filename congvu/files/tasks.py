"""Timers of files."""

from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from congvu.files import operations

WAITING = ("partner", "counter", "petition-new", "intake")
"""Owners under whose name files only wait for what they go with: a partner's uploads, an entry at a desk."""
PATIENCE = timedelta(days=7)


@app.periodic(cron="10 2 * * *")
@app.task(name="files.release_waiting", queueing_lock="files.release_waiting", lock="files.release_waiting")
def release_waiting(timestamp: int) -> None:
    """Let go, each night, of files that have waited seven days for their dossier."""
    now = datetime.fromtimestamp(timestamp, tz=UTC)
    for kind in WAITING:
        operations.release_waiting(kind=kind, before=now - PATIENCE, at=now)


@app.periodic(cron="40 2 * * *")
@app.task(name="files.sweep", queueing_lock="files.sweep", lock="files.sweep")
def sweep(timestamp: int) -> None:
    """Delete, each night, what nobody has used for a day."""
    now = datetime.fromtimestamp(timestamp, tz=UTC)
    operations.sweep(before=now - timedelta(days=1), at=now)
