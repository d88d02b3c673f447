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


@app.task(name="signing.raise_one", queue="slow")
def raise_one(raising_id: int) -> None:
    """Raise a signed file step by step, as far as the servers answer. In a queue of its own: it may take minutes."""
    while operations.raise_next(raising_id=raising_id, at=timezone.now()):
        pass


@app.periodic(cron="* * * * *")
@app.task(name="signing.raise_due", queueing_lock="signing.raise_due", pass_context=False)
def raise_due(timestamp: int) -> None:
    """Try again whatever has rested long enough; each in a job of its own."""
    for raising_id in queries.raisings_due(at=datetime.fromtimestamp(timestamp, tz=UTC)):
        raise_one.defer(raising_id=raising_id)


@app.periodic(cron="40 1 * * *")
@app.task(name="signing.renew_archive", queueing_lock="signing.renew_archive", pass_context=False)
def renew_archive(timestamp: int) -> None:
    """Each night, have archived copies stamped again whose newest time stamp soon ends."""
    now = datetime.fromtimestamp(timestamp, tz=UTC)
    for raising_id in queries.renewals_due(at=now):
        operations.renew(raising_id=raising_id, at=now)


@app.periodic(cron="20 0 * * *")
@app.task(name="signing.warn_of_ends", queueing_lock="signing.warn_of_ends", pass_context=False)
def warn_of_ends(timestamp: int) -> None:
    """Each morning, tell whose certificate runs out soon."""
    operations.warn_of_ends(at=datetime.fromtimestamp(timestamp, tz=UTC))


@app.task(name="signing.refresh_revocations", queue="slow")
def refresh_revocations(anchor_id: int) -> None:
    """Fetch an issuer's list of revoked certificates. In the queue of what waits for others."""
    operations.refresh_revocations(anchor_id=anchor_id, at=timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(name="signing.watch_revocations", queueing_lock="signing.watch_revocations", pass_context=False)
def watch_revocations(timestamp: int) -> None:
    """Every hour, have the lists of revoked certificates of trusted issuers fetched anew."""
    for anchor_id in queries.revocations_due(at=datetime.fromtimestamp(timestamp, tz=UTC)):
        refresh_revocations.defer(anchor_id=anchor_id)
