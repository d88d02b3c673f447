"""Jobs and timers of the Zalo connector."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from congvu.connectors.zalo_zns import connector


@app.task(name="zalo_zns.renew", retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def renew() -> None:
    """Get new keys when the old ones end soon."""
    connector.renew(at=timezone.now())


@app.periodic(cron="40 * * * *")
@app.task(name="zalo_zns.renew_in_time", queueing_lock="zalo_zns.renew_in_time")
def renew_in_time(timestamp: int) -> None:
    """Look every hour whether the keys end soon, where the channel is switched on."""
    if connector.ZaloChannel().is_on:
        connector.ask_renewal()
