"""Jobs and timers of signing."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from congvu.signing import operations, queries
from congvu.signing.hooks import KeyNotUsable

QUIET = timedelta(seconds=60)
"""A confirmed request at which nobody worked for so long has lost its worker, or waits for its key."""


@app.task(name="signing.sign_request")
def sign_request(request_id: int) -> None:
    """Sign the papers of a confirmed request, one after the other; a key that is away is tried again by the timer."""
    try:
        while operations.sign_next(request_id=request_id, at=timezone.now()):
            pass
    except KeyNotUsable:
        return


@app.periodic(cron="* * * * *")
@app.task(name="signing.watch_requests", queueing_lock="signing.watch_requests", pass_context=False)
def watch_requests(timestamp: int) -> None:
    """Go on where a worker fell, and close what nobody confirmed in time."""
    now = datetime.fromtimestamp(timestamp, tz=UTC)
    operations.expire_requests(at=now)
    for request_id in queries.requests_at_rest(before=now - QUIET):
        sign_request.defer(request_id=request_id)
