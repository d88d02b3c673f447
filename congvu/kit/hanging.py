"""A job that never ends would hold its worker for ever while the worker looks alive: the worker ends itself instead.

Whoever keeps processes running starts it again, and the job is one whose worker died (:mod:`congvu.kit.stalled`).
"""

import logging
import os
import threading
from collections.abc import Awaitable, Callable
from typing import Any

MINUTES = 15
"""How long a job may take that says nothing else: far longer than every time-out of a connection together."""
EXIT = 75
"""EX_TEMPFAIL: try again."""
_longer: dict[str, int] = {}
_log = logging.getLogger(__name__)


def may_take(task: str, *, minutes: int) -> None:
    """Let the jobs of a task take longer than others: they work through much, item by item."""
    _longer[task] = minutes


async def watched(call_next: Callable[[], Awaitable[Any]], context: Any, worker: Any) -> Any:
    """Run a job with an eye on the clock (a middleware of the worker)."""
    task = context.job.task_name
    clock = threading.Timer(_longer.get(task, MINUTES) * 60, _end, [task, context.job.id])
    clock.daemon = True
    clock.start()
    try:
        return await call_next()
    finally:
        clock.cancel()


def _end(task: str, number: int | None) -> None:
    _log.critical("job %s %s has not ended in its time: this worker ends", number, task)
    os._exit(EXIT)
