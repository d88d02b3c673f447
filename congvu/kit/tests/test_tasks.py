from datetime import UTC, datetime

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from congvu.kit import tasks


@pytest.mark.django_db
def test_the_timers_are_known_to_the_worker():
    timers = {key[0] for key in app.periodic_registry.periodic_tasks}
    assert {"kit.make_months", "kit.drop_handled_facts", "kit.retry_stalled", "audit.seal", "files.sweep"} <= timers


@pytest.mark.django_db
def test_the_daily_timer_makes_months_in_every_growing_table():
    tasks.make_months(int(datetime(2042, 5, 1, tzinfo=UTC).timestamp()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relname LIKE '%%_y2042m08'")
        made = {name for (name,) in cursor.fetchall() if not name.endswith("idx")}
    assert {
        f"{table}_y2042m08"
        for table in ("kit_outbox", "audit_entry", "audit_reading", "notices_notice", "notices_delivery")
    } <= made


@pytest.mark.django_db
def test_the_monthly_timer_drops_handled_facts():
    tasks.make_months(int(datetime(2042, 1, 1, tzinfo=UTC).timestamp()))
    tasks.drop_handled_facts(int(datetime(2042, 7, 1, tzinfo=UTC).timestamp()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('kit_outbox_y2042m01'), to_regclass('kit_outbox_y2042m04')")
        assert cursor.fetchone() == (None, "kit_outbox_y2042m04")
