"""Timers of audit."""

from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from congvu.audit import operations
from congvu.kit.hanging import may_take

may_take("audit.verify", minutes=720)


@app.periodic(cron="*/10 * * * *")
@app.task(name="audit.seal", queueing_lock="audit.seal", lock="audit.seal")
def seal(timestamp: int) -> None:
    """Seal what was written in the last ten minutes."""
    operations.seal(at=datetime.fromtimestamp(timestamp, tz=UTC))


@app.task(name="audit.verify", lock="audit.verify")
def verify(verification_id: int) -> None:
    """Work both chains out from the first seal."""
    operations.verify(verification_id=verification_id, clock=timezone.now)
