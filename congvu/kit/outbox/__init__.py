"""The outbox: an announced fact is never lost and takes effect once (house rule 8).

``announce`` writes a row for each listener in the transaction of the change. A runner hands the rows over: a listener's
effect and the mark "handled" commit together, facts of one subject come in sequence, and a fact that its listener
cannot stomach holds back its own subject only. A listener calls no network: it defers a job.
"""

from congvu.kit.outbox.announcing import announce, announce_all, listen, listen_to_many, listeners
from congvu.kit.outbox.delivery import deliver_due
from congvu.kit.outbox.health import State, failing, retry_now, state

__all__ = [
    "State",
    "announce",
    "announce_all",
    "deliver_due",
    "failing",
    "listen",
    "listen_to_many",
    "listeners",
    "retry_now",
    "state",
]
