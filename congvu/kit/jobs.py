"""How the background jobs fare, for those who keep them running."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Max
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob, ProcrastinateWorker


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that gave up."""

    id: int
    task: str
    arguments: dict[str, Any]
    tries: int
    ended_at: datetime | None


def states() -> dict[str, int]:
    """Return how many jobs there are by state: todo, doing, succeeded, failed, cancelled, aborted."""
    counted = dict(ProcrastinateJob.objects.values_list("status").annotate(Count("id")))
    return {state: counted.get(state, 0) for state in ProcrastinateJob.STATUSES if state != "aborting"}


def failed(*, limit: int = 20) -> list[FailedJob]:
    """Return the jobs that gave up, the newest first."""
    jobs = list(ProcrastinateJob.objects.filter(status="failed").order_by("-id")[:limit])
    ends = ProcrastinateEvent.objects.filter(job_id__in=[job.id for job in jobs], type="failed")
    ended = dict(ends.values_list("job_id").annotate(Max("at")))
    return [FailedJob(job.id, job.task_name, job.args, job.attempts, ended.get(job.id)) for job in jobs]


@transaction.atomic
def retry(*, id: int, at: datetime) -> bool:
    """Let a job that gave up be done again at once; False when it is no longer among those that gave up.

    Jobs are idempotent: doing one twice has the effect of doing it once.
    """
    if not ProcrastinateJob.objects.select_for_update().filter(id=id, status="failed").exists():
        return False
    app.job_manager.retry_job_by_id(id, at)
    return True


def last_heartbeat() -> datetime | None:
    """Return when a worker last gave a sign of life, None when none has ever or all left in order."""
    found: datetime | None = ProcrastinateWorker.objects.aggregate(last=Max("last_heartbeat"))["last"]
    return found
