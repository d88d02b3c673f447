"""The clock of a machine is set back by an hour: nothing stands still for that hour, and the seals hold."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.audit import operations as audit
from congvu.audit import queries as log
from congvu.kit import pace
from congvu.kit.actors import SYSTEM
from congvu.kit.models import Outbox, Pace
from congvu.kit.outbox import deliver_due
from congvu.numbering import operations as numbering

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def announced(at, **more):
    return Outbox.objects.create(
        at=at, not_before=at, event="tests.Nothing", listener="tests.nobody", subject="thing:1", payload={}, **more
    )


def test_a_fact_announced_before_is_handed_over_at_once():
    row = announced(timezone.now() + HOUR)
    deliver_due()
    row.refresh_from_db()
    assert row.tries == 1  # its listener is unknown here: it was tried, and now waits for its next try
    assert deliver_due() == 0


def test_who_called_before_may_call_again():
    for _turn in range(3):
        pace.step("key:1", per_minute=60, burst=3)
    assert pace.step("key:1", per_minute=60, burst=3) > 0
    Pace.objects.update(spent_until=timezone.now() + HOUR)
    assert [pace.step("key:1", per_minute=60, burst=3) for _turn in range(4)][:3] == [0, 0, 0]
    assert pace.step("key:1", per_minute=60, burst=3) > 0


def test_the_log_is_sealed_in_the_order_of_its_writing():
    now = timezone.now()
    for at in (now, now - HOUR, now - HOUR / 2):
        audit.record(action="tests.act", subject="thing:1", by=SYSTEM, at=at)
        audit.seal(at)
    assert not list(log.breaches("entries"))
    assert log.unsealed()["entries"] == 0


def test_numbers_go_on_in_their_row():
    now = timezone.now()
    taken = [numbering.take(series="test", at=at) for at in (now, now - HOUR, now - HOUR / 2, now)]
    assert taken == [1, 2, 3, 4]


def test_a_job_put_off_waits_for_its_moment_by_the_clock_as_it_is_now():
    """It was to be done a minute ago; now that minute is 59 minutes ahead."""

    def fetched():
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, NULL)")  # as a worker does
            return [row[0] for row in cursor.fetchall() if row[0]]

    moment = timezone.now() + HOUR - timedelta(minutes=1)
    job = app.configure_task("kit.drop_handled_facts", schedule_at=moment).defer(timestamp=0)
    assert job not in fetched()
    ProcrastinateJob.objects.filter(pk=job).update(scheduled_at=moment - HOUR)
    assert job in fetched()
