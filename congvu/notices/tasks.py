"""Jobs of notices."""

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
