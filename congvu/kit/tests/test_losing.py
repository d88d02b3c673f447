"""A job that loses its database is done again; one that fails for a reason of its own is not."""

import asyncio
from types import SimpleNamespace

import pytest
from django.db import InterfaceError, OperationalError
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from congvu.kit import losing


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(losing, "PAUSES", (0, 0))


def run(*moods):
    """Do a job that fails as told, one mood a try; return how often it was tried and how it ended."""
    left = list(moods)

    async def work():
        mood = left.pop(0)
        if mood == "deferring":
            try:
                raise OperationalError
            except OperationalError as cause:
                raise ConnectorException from cause
        if mood is not None:
            raise mood
        return "done"

    context = SimpleNamespace(job=SimpleNamespace(task_name="tests.any", id=1))
    try:
        ended = asyncio.run(losing.done_again(work, context, None))
    except Exception as failure:
        ended = type(failure)
    return len(moods) - len(left), ended


def test_a_job_that_loses_its_database_is_done_again():
    assert run(OperationalError(), InterfaceError(), None) == (3, "done")
    assert run("deferring", None) == (2, "done")


def test_patience_ends():
    assert run(*[OperationalError()] * 4) == (3, OperationalError)


def test_a_failure_of_its_own_is_left_alone():
    assert run(ValueError(), None) == (1, ValueError)


def test_every_worker_does_so():
    assert losing.done_again in app.worker_defaults["worker_middleware"]
