"""Jobs whose worker died come back to the living; one that kills its workers does so five times at most."""

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app

from congvu.kit import jobs
from congvu.kit.stalled import MOST_DEATHS, give_back

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_other_jobs():
    """Their table is not ours, so that no test's end empties it."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        yield
        cursor.execute("DELETE FROM procrastinate_jobs")


def begun(**more):
    """Return a job that a worker began and died under."""
    job = app.configure_task("exchange.send", **more).defer(subscription_id=0)
    die_under(job)
    return job


def die_under(job):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL WHERE id = %s", [job])


def given_back():
    return async_to_sync(give_back)(app.job_manager, seconds=60)


def test_a_job_of_a_dead_worker_is_given_back():
    begun()
    assert given_back() == 1
    assert jobs.states()["todo"] == 1
    assert given_back() == 0


def test_a_job_that_waits_a_second_time_does_not_hold_the_others_back():
    dead = begun(queueing_lock="one")
    app.configure_task("exchange.send", queueing_lock="one").defer(subscription_id=0)
    begun()
    assert given_back() == 2
    assert jobs.states() == {**jobs.states(), "todo": 2, "doing": 0, "failed": 0}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE id = %s", [dead])
        assert cursor.fetchone() == (0,)


def test_a_job_that_kills_its_workers_stands_behind_the_others_and_is_given_up():
    poison = begun()
    for death in range(1, MOST_DEATHS):
        given_back()
        with connection.cursor() as cursor:
            cursor.execute("SELECT status::text, priority FROM procrastinate_jobs WHERE id = %s", [poison])
            assert cursor.fetchone() == ("todo", -death)
        die_under(poison)
    given_back()
    assert [job.id for job in jobs.failed()] == [poison]
