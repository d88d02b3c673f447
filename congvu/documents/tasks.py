"""Jobs and timers of documents."""

from datetime import UTC, datetime

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from congvu.documents import operations


class NotSentYet(Exception):
    """The letter waits for its next try."""


@app.task(name="documents.mail", retry=RetryStrategy(exponential_wait=4, retry_exceptions=[NotSentYet]))
def mail(delivery_id: int) -> None:
    """Send the letter of a delivery; tried again after 4, 16, 64 … seconds until it has gone out or failed for good.

    :raises NotSentYet: to be called again
    """
    if not operations.send_mail(delivery_id=delivery_id, at=timezone.now()):
        raise NotSentYet(f"delivery {delivery_id}")


@app.periodic(cron="*/10 * * * *")
@app.task(name="documents.requeue_mail", queueing_lock="documents.requeue_mail")
def requeue_mail(timestamp: int) -> None:
    """Find letters whose sender stopped, and those whose job was lost."""
    operations.requeue_mail(at=datetime.fromtimestamp(timestamp, tz=UTC))
