"""Jobs and timers of the exchange with partners."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from congvu.exchange import operations, queries

ANSWERS_KEPT = timedelta(days=7)


@app.task(name="exchange.send")
def send(subscription_id: int) -> None:
    """Send what is due for a subscription, in order, until nothing is or the receiver must be given rest."""
    while operations.send_next(subscription_id=subscription_id, at=timezone.now()):
        pass


@app.periodic(cron="* * * * *")
@app.task(name="exchange.send_due", queueing_lock="exchange.send_due", pass_context=False)
def send_due(timestamp: int) -> None:
    """Try again whoever has rested long enough; each in a job of its own, so that a slow one holds up nobody."""
    for subscription_id in queries.due(at=datetime.fromtimestamp(timestamp, tz=UTC)):
        send.defer(subscription_id=subscription_id)


@app.periodic(cron="50 3 * * *")
@app.task(name="exchange.forget_answers", queueing_lock="exchange.forget_answers", pass_context=False)
def forget_answers(timestamp: int) -> None:
    """Let go of answers that nobody will ask for again; a dossier's own submission key outlives them."""
    operations.forget_answers(before=datetime.fromtimestamp(timestamp, tz=UTC) - ANSWERS_KEPT)
