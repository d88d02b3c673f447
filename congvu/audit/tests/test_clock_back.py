"""The clock of a machine is set back by an hour: nothing stands still for that hour, and the seals hold."""

from datetime import timedelta

import pytest
from django.utils import timezone

from congvu.audit import operations as audit
from congvu.audit import queries as log
from congvu.kit import pace
from congvu.kit.actors import SYSTEM
from congvu.kit.models import Outbox, Pace
from congvu.kit.outbox import deliver_due

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
