"""Timers of the vault."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from congvu.kit.actors import SYSTEM
from congvu.vault import operations, queries


@app.periodic(cron="*/5 * * * *")
@app.task(name="vault.sign_lists", queueing_lock="vault.sign_lists", lock="vault.sign_lists")
def sign_lists(timestamp: int) -> None:
    """Sign each status list that has changed or grown old; a revocation is to be seen within five minutes."""
    at = datetime.fromtimestamp(timestamp, tz=UTC)
    for number in range(queries.lists_begun()):
        operations.sign_list(number=number, by=SYSTEM, at=at)


@app.periodic(cron="15 1 * * *")
@app.task(name="vault.remind", queueing_lock="vault.remind", lock="vault.remind")
def remind(timestamp: int) -> None:
    """Remind, each day, of papers that end soon."""
    operations.remind(at=datetime.fromtimestamp(timestamp, tz=UTC))
