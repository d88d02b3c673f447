"""A job that loses its database does not give up: it is done again at once, when the database is back.

Jobs are idempotent, and a transaction that lost its connection has done nothing. Where the database stays away, the
worker cannot write down the failure either: it ends, and the job is one whose worker died (:mod:`congvu.kit.stalled`).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
from django import db

PAUSES = (0.5, 1, 2, 4, 8, 16)
"""Seconds before each further try: a killed server recovers within them."""
_LOST = (db.OperationalError, db.InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
_log = logging.getLogger(__name__)


async def done_again(call_next: Callable[[], Awaitable[Any]], context: Any, worker: Any) -> Any:
    """Run a job, and again where it met a database that went away (a middleware of the worker)."""
    for pause in PAUSES:
        try:
            return await call_next()
        except Exception as failure:
            if not _is_loss(failure):
                raise
            _log.warning("job %s %s lost its database: once more", context.job.id, context.job.task_name)
        await asyncio.sleep(pause)
    return await call_next()


def _is_loss(failure: BaseException | None) -> bool:
    """Tell whether the loss of the database is what a failure comes from."""
    while failure is not None:
        if isinstance(failure, _LOST):
            return True
        failure = failure.__cause__ or (None if failure.__suppress_context__ else failure.__context__)
    return False
