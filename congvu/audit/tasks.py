"""Timers of audit."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from congvu.audit import operations


@app.periodic(cron="*/10 * * * *")
@app.task(name="audit.seal", queueing_lock="audit.seal", lock="audit.seal")
def seal(timestamp: int) -> None:
    """Seal what was written in the last ten minutes."""
    operations.seal(at=datetime.fromtimestamp(timestamp, tz=UTC))
