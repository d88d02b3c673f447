"""Jobs whose worker died: given back to the living, and given up when they were the death of several workers."""

import logging

from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

MOST_DEATHS = 5
"""A job under which so many workers died is likely what kills them."""
_log = logging.getLogger(__name__)


async def give_back(manager: JobManager, *, seconds: float) -> int:
    """Give jobs of workers without a sign of life for ``seconds`` to the living; return how many. Jobs are idempotent.

    Each death puts a job further behind the others (its priority falls by one). One under which ``MOST_DEATHS`` workers
    died is given up, in sight of the administrators. One that waits a second time under its own key is dropped: the
    other one does the same.
    """
    found = 0
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=seconds):
        found += 1
        deaths = 1 - job.priority
        if deaths >= MOST_DEATHS:
            _log.error("job %s %s: given up, %s workers died under it", job.id, job.task_name, deaths)
            await manager.finish_job(job=job, status=Status.FAILED, delete_job=False)
            continue
        try:
            await manager.retry_job(job, priority=-deaths)
        except UniqueViolation:
            await manager.finish_job(job=job, status=Status.FAILED, delete_job=True)
    return found
