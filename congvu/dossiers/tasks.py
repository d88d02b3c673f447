"""Timers of dossiers."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from congvu.dossiers import operations
from congvu.dossiers.queries import waiting_for_supplement


@app.periodic(cron="*/10 * * * *")
@app.task(name="dossiers.watch_supplements", queueing_lock="dossiers.watch_supplements")
def watch_supplements(timestamp: int) -> None:
    """Remind owners who were asked to supplement, and note whose time has run out; one transaction a dossier."""
    now = datetime.fromtimestamp(timestamp, tz=UTC)
    for request_id in waiting_for_supplement():
        operations.remind_unanswered(request_id=request_id, at=now)
        operations.note_unanswered(request_id=request_id, at=now)
