"""The province's administrator edits the calendar."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils.translation import override

from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed
from congvu.workdays import models, operations, queries, shipped
from congvu.workdays.calendars import ZONE
from congvu.workdays.queries import Limit, Unit

NOW = datetime(2026, 11, 23, 9, tzinfo=ZONE)
pytestmark = pytest.mark.django_db


def test_database_begins_with_the_shipped_calendar():
    kept = queries.calendar()
    assert (dict(kept.days), kept.hours) == (dict(shipped.calendar().days), shipped.calendar().hours)


def test_day_off_moves_what_is_due_and_the_past_stays_readable(django_assert_num_queries):
    storm = date(2026, 11, 25)
    operations.set_day(day=storm, kind="off", reason="Nghỉ tránh bão số 14", by=SYSTEM, at=NOW)
    start, limit = datetime(2026, 11, 23, 8, tzinfo=ZONE), Limit(1, Unit.WORKING_DAY)
    assert queries.due(start=start, limit=limit).due_at.date() == date(2026, 11, 26)
    with django_assert_num_queries(2):
        before = queries.calendar(on=NOW - timedelta(minutes=1))
    assert queries.due(start=start, limit=limit, calendar=before).due_at.date() == storm
    operations.clear_day(day=storm, by=SYSTEM, at=NOW + timedelta(hours=1))
    assert queries.due(start=start, limit=limit).due_at.date() == storm


def test_changing_a_shipped_day_keeps_one_rule_standing():
    day = date(2026, 11, 24)
    row = operations.set_day(day=day, kind="worked", reason="Vẫn làm việc", by=SYSTEM, at=NOW)
    assert [each.pk for each in queries.standing_days(year=2026) if each.date == day] == [row.pk]
    assert queries.calendar().is_working(day)


def test_hours_hold_from_their_day():
    summer = ((time(7), time(11)), (time(13, 30), time(17, 30)))
    operations.set_hours(valid_from=date(2027, 5, 1), weekdays=[1, 2, 3, 4, 5], sessions=summer, by=SYSTEM, at=NOW)
    kept = queries.calendar()
    assert kept.close(date(2027, 4, 29)).time() == time(17)
    assert kept.close(date(2027, 5, 4)).time() == time(17, 30)


def test_only_the_administrator_of_the_province_edits():
    citizen = Actor(kind=ActorKind.CITIZEN, name="Trần Thị Thí Dụ", id=1)
    with pytest.raises(NotAllowed):
        operations.set_day(day=date(2026, 12, 1), kind="off", reason="Nghỉ", by=citizen, at=NOW)


def test_edit_says_what_is_missing():
    with pytest.raises(operations.DayNotChangeable, match="lý do"):
        operations.set_day(day=date(2026, 12, 1), kind="off", reason=" ", by=SYSTEM, at=NOW)
    with pytest.raises(operations.DayNotChangeable, match="không có điều chỉnh"):
        operations.clear_day(day=date(2026, 12, 1), by=SYSTEM, at=NOW)


def test_shipped_calendar_is_written_only_into_an_empty_database():
    assert operations.load_shipped() == 0
    models.CalendarDay.objects.all().delete()
    models.WorkingHours.objects.all().delete()
    assert operations.load_shipped() == len(shipped.calendar().days)
    assert queries.calendar().hours == shipped.calendar().hours


@pytest.mark.parametrize(
    ("day", "english"),
    [
        (date(2026, 2, 17), "Lunar New Year (Bính Ngọ)"),
        (date(2026, 2, 14), "Weekly rest (Saturday)"),
        (date(2028, 9, 2), "National Day"),
    ],
)
def test_reasons_are_written_in_vietnamese_and_read_in_english(db, day, english):
    known = queries.calendar()
    with override("en"):
        written = known.rest_reason(day)
        assert queries.reason_words(day, written) == english
    assert queries.reason_words(day, written) == written != english
