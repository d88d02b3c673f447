"""Timers of payments."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from congvu.kit.actors import SYSTEM
from congvu.payments import operations
from congvu.payments.hooks import GatewayDown, gateways


@app.periodic(cron="30 1 * * *")
@app.task(name="payments.reconcile_all", queueing_lock="payments.reconcile_all", pass_context=False)
def reconcile_all(timestamp: int) -> None:
    """Let the day before be compared with each gateway's statement."""
    day = timezone.localdate(datetime.fromtimestamp(timestamp, tz=UTC)) - timedelta(days=1)
    for slug, _gateway in gateways.items():
        reconcile.defer(gateway=slug, day=day.isoformat())


@app.task(
    name="payments.reconcile",
    retry=RetryStrategy(max_attempts=8, exponential_wait=4, retry_exceptions=[GatewayDown]),
)
def reconcile(gateway: str, day: str) -> None:
    """Compare one day with one gateway; while it gives no statement, again after 4, 16, 64 … seconds."""
    operations.reconcile(gateway=gateway, day=datetime.fromisoformat(day).date(), by=SYSTEM, at=timezone.now())
