"""Jobs and timers of notices."""

from datetime import UTC, datetime

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from congvu.notices import operations


class NotSentYet(Exception):
    """The letter waits for its next try."""


@app.task(name="notices.send", retry=RetryStrategy(exponential_wait=4, retry_exceptions=[NotSentYet]))
def send(delivery_id: int) -> None:
    """Send a letter; tried again after 4, 16, 64 … seconds until it has gone out or failed for good.

    :raises NotSentYet: to be called again
    """
    if not operations.send(delivery_id=delivery_id, at=timezone.now()):
        raise NotSentYet(f"delivery {delivery_id}")


@app.task(name="notices.send_code", retry=RetryStrategy(max_attempts=5, wait=10, retry_exceptions=[NotSentYet]))
def send_code(proof_id: int) -> None:
    """Send a single-use code; tried again every ten seconds, for it lives ten minutes only.

    :raises NotSentYet: to be called again
    """
    if not operations.send_code(proof_id=proof_id, at=timezone.now()):
        raise NotSentYet(f"proof {proof_id}")


@app.periodic(cron="*/10 * * * *")
@app.task(name="notices.requeue", queueing_lock="notices.requeue")
def requeue(timestamp: int) -> None:
    """Find messages whose job was lost."""
    operations.requeue(at=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="20 3 * * *")
@app.task(name="notices.forget_codes", queueing_lock="notices.forget_codes")
def forget_codes(timestamp: int) -> None:
    """Let go of old codes."""
    operations.forget_codes(at=datetime.fromtimestamp(timestamp, tz=UTC))
