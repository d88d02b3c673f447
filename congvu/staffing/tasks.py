"""Jobs and timers of staffing."""

from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from congvu.kit.hanging import may_take
from congvu.staffing import operations

may_take("staffing.load", minutes=60)


@app.task(name="staffing.check")
def check(import_id: str) -> None:
    """Read a list and compare it."""
    operations.check(import_id=import_id, at=timezone.now())


@app.task(name="staffing.load")
def load(import_id: str) -> None:
    """Load what was confirmed; after a fall it goes on where it was."""
    operations.load(import_id=import_id)


@app.periodic(cron="50 3 * * *")
@app.task(name="staffing.forget", queueing_lock="staffing.forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Let go of old lists."""
    operations.forget(at=datetime.fromtimestamp(timestamp, tz=UTC))
