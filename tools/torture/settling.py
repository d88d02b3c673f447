"""After the last kill: what the platform would end by itself within some minutes is ended now, by the same code."""

import subprocess
import sys
import time

from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app

from congvu.kit import outbox
from congvu.kit.stalled import give_back
from congvu.notices.models import Delivery
from tools.torture.victims import ROOT

PATIENCE = 120
"""Seconds until nothing may be due any more."""


def settle() -> None:
    """Hand over every fact, take jobs from dead workers, and let a worker end all that is due.

    The timer that takes jobs from dead workers runs every five minutes; here it need not be waited for.
    """
    connection.close()  # it may lead to a server that was killed
    until = time.monotonic() + PATIENCE
    _forget_the_dead()
    while time.monotonic() < until:
        async_to_sync(give_back)(app.job_manager, seconds=0)
        while outbox.deliver_due(limit=100):
            pass
        _work()
        if not outbox.state().waiting and not _due_jobs():
            return
        time.sleep(1)


def _forget_the_dead() -> None:
    """All workers are dead; the platform itself believes it within minutes, and lets go of what they held."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
    Delivery.objects.filter(state=Delivery.State.WAITING).update(claimed_until=None)
    with connection.cursor() as cursor:  # letters put off until the claim of a dead worker would have ended
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo' AND task_name = 'notices.send'"
        )


def _work() -> None:
    command = [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot", "--delete-jobs", "successful"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the worker ended with {done.returncode}:\n{done.stderr[-3000:]}")


def _due_jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') "
            "AND coalesce(scheduled_at, now()) <= now()"
        )
        return int(cursor.fetchone()[0])
