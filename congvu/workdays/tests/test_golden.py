"""Due dates that are known to be right."""

from datetime import date, datetime, time

import pytest

from congvu.workdays import queries, shipped
from congvu.workdays.calendars import ZONE, Calendar
from congvu.workdays.queries import Limit, Restart, Stop, Unit

CALENDAR = shipped.calendar()


def vn(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def due(start: str, limit: str, cutoff: time | None = None) -> str:
    found = queries.due(start=vn(start), limit=Limit.parse(limit), cutoff=cutoff, calendar=CALENDAR)
    return f"{found.due_at:%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize(
    ("start", "days", "day"),
    [
        ("2026-02-10T08:00", 5, "2026-02-24"),
        ("2026-02-13T15:30", 1, "2026-02-23"),
        ("2026-04-24T08:00", 3, "2026-05-04"),
        ("2025-04-24T08:00", 3, "2025-04-28"),
        ("2026-08-20T08:00", 5, "2026-08-26"),
        ("2026-06-01T08:00", 15, "2026-06-22"),
        ("2026-06-01T08:00", 25, "2026-07-06"),
        ("2026-06-01T08:00", 30, "2026-07-13"),
        ("2025-12-31T08:00", 1, "2026-01-05"),
        ("2026-01-08T08:00", 2, "2026-01-10"),
        ("2026-11-23T08:00", 1, "2026-11-25"),
        ("2026-11-21T10:00", 1, "2026-11-23"),
    ],
)
def test_working_days(start: str, days: int, day: str):
    assert due(start, f"{days} working_day") == f"{day}T17:00"


@pytest.mark.parametrize(
    ("start", "due_at"),
    [
        ("2026-06-01T14:59", "2026-06-01T17:00"),
        ("2026-06-01T15:00", "2026-06-01T17:00"),
        ("2026-06-01T15:01", "2026-06-02T17:00"),
        ("2026-06-06T09:00", "2026-06-08T17:00"),
        ("2026-06-05T15:01", "2026-06-08T17:00"),
    ],
)
def test_same_day_procedure_after_three_is_due_the_next_working_day(start: str, due_at: str):
    assert due(start, "0 working_day", time(15)) == due_at


def test_same_day_without_cutoff_after_closing_is_due_the_next_working_day():
    assert due("2026-06-01T17:00", "0 working_day") == "2026-06-02T17:00"


def test_cutoff_moves_the_first_day():
    assert due("2026-02-13T15:30", "1 working_day", time(15)) == "2026-02-24T17:00"


@pytest.mark.parametrize(
    ("start", "limit", "due_at"),
    [
        ("2026-06-01T08:00", "8 working_hour", "2026-06-02T08:00"),
        ("2026-06-05T16:30", "1 working_hour", "2026-06-08T08:00"),
        ("2026-06-06T12:00", "4 working_hours", "2026-06-08T11:30"),
        ("2026-06-01T08:15", "24 hour", "2026-06-02T08:15"),
        ("2026-06-05T10:00", "24 hour", "2026-06-08T17:00"),
        ("2026-06-01T08:00", "3 calendar_day", "2026-06-04T17:00"),
        ("2026-06-01T08:00", "5 calendar_days", "2026-06-08T17:00"),
        ("2026-01-31T08:00", "1 month", "2026-03-02T17:00"),
        ("2024-01-31T08:00", "1 month", "2024-02-29T17:00"),
        ("2026-11-24T08:00", "3 months", "2027-02-24T17:00"),
        ("2026-11-09T08:00", "3 months", "2027-02-11T17:00"),
    ],
)
def test_other_units(start: str, limit: str, due_at: str):
    assert due(start, limit) == due_at


def test_tet_is_named_among_the_days_not_counted():
    found = queries.due(start=vn("2026-02-13T15:30"), limit=Limit.parse("1 working_day"), calendar=CALENDAR)
    assert found.counted == (date(2026, 2, 23),)
    assert len(found.skipped) == 9
    assert {row.reason for row in found.skipped} == {
        "Tết Nguyên đán Bính Ngọ",
        "Nghỉ hằng tuần (thứ Bảy)",
        "Nghỉ hằng tuần (Chủ nhật)",
    }


def test_package_and_shipped_rows_agree_but_for_the_swaps_it_lacks():
    """A new version of the package must not move a day silently."""
    bare = Calendar(hours=CALENDAR.hours)
    days = [date.fromordinal(n) for n in range(date(2024, 1, 1).toordinal(), date(2028, 1, 1).toordinal())]
    differing = {day for day in days if bare.is_working(day) != CALENDAR.is_working(day)}
    assert differing == {date(2026, 1, 2), date(2026, 1, 10)}


@pytest.mark.parametrize(
    ("stops", "limit", "due_at"),
    [
        ([Stop(vn("2026-06-02T14:00"), vn("2026-06-04T09:00"), Restart.RESET)], "5 working_day", "2026-06-11"),
        ([Stop(vn("2026-06-02T14:00"), vn("2026-06-04T09:00"), Restart.RESUME)], "5 working_day", "2026-06-10"),
        ([Stop(vn("2026-06-02T14:00"), vn("2026-06-02T16:00"), Restart.RESUME)], "5 working_day", "2026-06-08"),
        ([Stop(vn("2026-06-02T14:00"), None)], "5 working_day", "2026-06-08"),
        ([Stop(vn("2026-06-09T08:00"), vn("2026-06-19T08:00"))], "5 working_day", "2026-06-08"),
        ([Stop(vn("2026-06-02T14:00"), vn("2026-06-04T09:00"), Restart.RESUME)], "10 calendar_day", "2026-06-15"),
        (
            [
                Stop(vn("2026-06-02T14:00"), vn("2026-06-04T09:00"), Restart.RESUME, "Chờ bổ sung"),
                Stop(vn("2026-06-03T08:00"), vn("2026-06-05T09:00"), Restart.RESUME, "Chờ nộp phí"),
            ],
            "5 working_day",
            "2026-06-11",
        ),
    ],
)
def test_stops(stops: list[Stop], limit: str, due_at: str):
    found = queries.due_with_stops(
        start=vn("2026-06-01T10:00"), limit=Limit.parse(limit), stops=stops, calendar=CALENDAR
    )
    assert f"{found.due_at:%Y-%m-%dT%H:%M}" == f"{due_at}T17:00"


def test_resumed_working_hours_keep_the_minutes_that_were_left():
    stop = Stop(vn("2026-06-01T10:10"), vn("2026-06-03T14:00"), Restart.RESUME)
    found = queries.due_with_stops(
        start=vn("2026-06-01T08:00"), limit=Limit(4, Unit.WORKING_HOUR), stops=[stop], calendar=CALENDAR
    )
    assert found.due_at == vn("2026-06-03T15:50")


def test_days_stood_still_are_explained():
    stop = Stop(vn("2026-06-02T14:00"), vn("2026-06-04T09:00"), Restart.RESUME, "Chờ người nộp bổ sung")
    found = queries.due_with_stops(
        start=vn("2026-06-01T10:00"), limit=Limit(5, Unit.WORKING_DAY), stops=[stop], calendar=CALENDAR
    )
    reasons = {row.date: row.reason for row in found.skipped}
    assert reasons[date(2026, 6, 3)] == "Chờ người nộp bổ sung"
    assert found.counted == tuple(date(2026, 6, day) for day in (2, 5, 8, 9, 10))


@pytest.mark.parametrize(
    ("now", "left", "state"),
    [
        ("2026-06-01T10:00", 5, "ok"),
        ("2026-06-04T16:00", 2, "ok"),
        ("2026-06-05T17:00", 1, "soon"),
        ("2026-06-08T16:59", 0, "soon"),
        ("2026-06-08T17:01", 0, "late"),
        ("2026-06-10T08:00", -2, "late"),
    ],
)
def test_colour_of_the_clock(now: str, left: int, state: str):
    start, due_at = vn("2026-06-01T10:00"), vn("2026-06-08T17:00")
    assert queries.days_left(vn(now), due_at, CALENDAR) == left
    assert queries.clock_state(vn(now), start, due_at, calendar=CALENDAR) == state


def test_stopped_clock_has_its_own_colour_even_when_late():
    state = queries.clock_state(vn("2026-06-10T08:00"), vn("2026-06-01T08:00"), vn("2026-06-08T17:00"), True, CALENDAR)
    assert state == "stopped"


@pytest.mark.parametrize("text", ["", "5", "năm ngày", "-1 working_day", "0 hour", "1.5 working_day", "3 weeks"])
def test_bad_limit_says_how_one_is_written(text: str):
    with pytest.raises(queries.BadLimit, match=r"Không đọc được thời hạn|không có nghĩa"):
        Limit.parse(text)
