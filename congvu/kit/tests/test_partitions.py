from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from congvu.kit import partitions
from congvu.kit.models import Outbox

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
FAR = datetime(2040, 12, 15, 9, 0, tzinfo=VIETNAM)


def put(at):
    return Outbox.objects.create(at=at, not_before=at, event="e", listener="l", subject="s:1", payload={})


def home_of(row):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM kit_outbox WHERE id = %s", [row.pk])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_first_migration_makes_this_month_and_the_next_three():
    now = datetime.now(tz=VIETNAM)
    for days in (0, 31, 62, 89):
        assert home_of(put(now + timedelta(days=days))).startswith("kit_outbox_y")
    assert partitions.make_months(at=now) == []


@pytest.mark.django_db
def test_a_row_without_a_month_waits_and_moves_when_its_month_is_made():
    row = put(FAR)
    assert home_of(row) == "kit_outbox_rest"
    made = partitions.make_months(at=FAR, ahead=1)
    assert {"kit_outbox_y2040m12", "kit_outbox_y2041m01"} <= set(made)
    assert home_of(row) == "kit_outbox_y2040m12"
    assert home_of(put(FAR)) == "kit_outbox_y2040m12"


@pytest.mark.django_db
def test_months_begin_at_midnight_in_vietnam():
    partitions.make_months(at=FAR, ahead=1)
    assert home_of(put(datetime(2040, 12, 31, 23, 59, tzinfo=VIETNAM))) == "kit_outbox_y2040m12"
    assert home_of(put(datetime(2041, 1, 1, 0, 0, tzinfo=VIETNAM))) == "kit_outbox_y2041m01"


@pytest.mark.django_db
def test_every_month_carries_the_indexes():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_index WHERE indrelid = 'kit_outbox_rest'::regclass")
        assert cursor.fetchone()[0] == 3


@pytest.mark.django_db
def test_old_months_go_when_every_fact_in_them_is_handled():
    partitions.make_months(at=FAR, ahead=2)
    done, waiting = put(FAR), put(FAR + timedelta(days=31))
    Outbox.objects.filter(pk=done.pk).update(handled_at=FAR)
    before = FAR + timedelta(days=62)
    dropped = partitions.drop_months(table="kit_outbox", before=before, unless="handled_at IS NULL")
    assert "kit_outbox_y2040m12" in dropped
    assert "kit_outbox_y2041m01" not in dropped
    assert "kit_outbox_y2041m02" not in dropped
    assert Outbox.objects.get() == waiting
