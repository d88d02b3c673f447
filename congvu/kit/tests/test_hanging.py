"""A job that hangs does not hold its worker for ever."""

import asyncio
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.conf import settings
from procrastinate.contrib.django import app

from congvu.kit import hanging


@pytest.fixture
def ended(monkeypatch):
    told = []
    monkeypatch.setattr(hanging.os, "_exit", told.append)
    monkeypatch.setattr(hanging, "MINUTES", 0.05 / 60)
    monkeypatch.setattr(hanging, "_longer", {"tests.long": 1})
    return told


def run(task, seconds):
    async def work():
        await asyncio.sleep(seconds)
        return "done"

    context = SimpleNamespace(job=SimpleNamespace(task_name=task, id=1))
    return asyncio.run(hanging.watched(work, context, None))


def test_a_job_that_hangs_ends_its_worker(ended):
    run("tests.any", 0.3)
    assert ended == [hanging.EXIT]


def test_a_real_process_ends_even_when_its_job_never_lets_go():
    script = """
import asyncio, time
from types import SimpleNamespace
from congvu.kit import hanging
hanging.MINUTES = 0.2 / 60
async def never():
    time.sleep(60)
asyncio.run(hanging.watched(never, SimpleNamespace(job=SimpleNamespace(task_name="tests.any", id=1)), None))
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=settings.ROOT, timeout=50, check=False)
    assert done.returncode == hanging.EXIT


def test_a_job_that_ends_in_time_and_one_that_may_take_longer_are_left_alone(ended):
    assert run("tests.any", 0) == "done"
    assert run("tests.long", 0.1) == "done"
    assert ended == []


def test_every_worker_is_watched():
    assert hanging.watched in app.worker_defaults["worker_middleware"]
