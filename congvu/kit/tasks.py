"""Timers of kit."""

from datetime import UTC, datetime, timedelta

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from congvu.kit import pace, partitions, selfcheck
from congvu.kit.stalled import give_back


@app.periodic(cron="15 2 * * *")
@app.task(name="kit.make_months", queueing_lock="kit.make_months", pass_context=False)
def make_months(timestamp: int) -> None:
    """Make the next months' partitions; daily, so that a month of failures does no harm."""
    partitions.make_months(at=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="30 3 2 * *")
@app.task(name="kit.drop_handled_facts", queueing_lock="kit.drop_handled_facts", pass_context=False)
def drop_handled_facts(timestamp: int) -> None:
    """Let go of months of the outbox that are a quarter old and handled to the last fact; audit keeps what was done."""
    before = datetime.fromtimestamp(timestamp, tz=UTC) - timedelta(days=92)
    partitions.drop_months(table="kit_outbox", before=before, unless="handled_at IS NULL")


@app.periodic(cron="40 3 * * *")
@app.task(name="kit.forget_paces", queueing_lock="kit.forget_paces", pass_context=False)
def forget_paces(timestamp: int) -> None:
    """Let go of the addresses and keys that have been quiet for a day."""
    pace.forget(before=datetime.fromtimestamp(timestamp, tz=UTC) - timedelta(days=1))


@app.periodic(cron="*/5 * * * *")
@app.task(name="kit.retry_stalled", queueing_lock="kit.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Give jobs of a worker that died back to the living."""
    await give_back(context.app.job_manager, seconds=60)


@app.periodic(cron="7 * * * *")
@app.task(
    name="kit.check_connectors",
    queueing_lock="kit.check_connectors",
    pass_context=False,
    retry=RetryStrategy(max_attempts=3, wait=20),
)
def check_connectors(timestamp: int) -> None:
    """Check every connector once an hour, so that whoever opens the page sees a young answer."""
    for connector in selfcheck.connectors:
        selfcheck.run(key=connector.key, at=datetime.now(tz=UTC))
