"""The clock against an oracle that walks minute by minute and shares no code or data with it."""

from datetime import date, datetime, time, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.workdays import queries, shipped
from congvu.workdays.queries import Limit, Restart, Stop, Unit

VIET_NAM = timezone(timedelta(hours=7))
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
OFF = {
    *("2026-01-01", "2026-01-02", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", "2026-04-26"),
    *("2026-04-27", "2026-04-30", "2026-05-01", "2026-08-31", "2026-09-01", "2026-09-02", "2026-11-24"),
    *("2025-01-01", "2025-01-27", "2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31", "2025-04-07", "2025-04-30"),
    *("2025-05-01", "2025-05-02", "2025-09-01", "2025-09-02", "2027-01-01", "2027-02-04", "2027-02-05", "2027-02-08"),
    *("2027-02-09", "2027-02-10", "2027-04-16", "2027-04-30", "2027-05-03", "2027-09-02", "2027-09-03", "2027-11-24"),
}
ON = {"2025-04-26", "2026-01-10", "2026-08-22"}

moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 6, 30)).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=VIET_NAM)
)
cutoffs = st.none() | st.times(time(9), time(16, 30)).map(lambda clock: clock.replace(second=0, microsecond=0))


def works(day: date) -> bool:
    return str(day) in ON or (day.weekday() < 5 and str(day) not in OFF)


def at_work(minute: datetime) -> bool:
    clock = minute.hour * 60 + minute.minute
    return works(minute.date()) and (450 <= clock < 690 or 780 <= clock < 1020)


def evening(day: date) -> datetime:
    return datetime.combine(day, time(17), VIET_NAM)


def arrival(moment: datetime, cutoff: time | None) -> datetime:
    """Walk to the moment that counts as the beginning."""
    if cutoff is None or (works(moment.date()) and moment.time() <= cutoff):
        return moment
    day = moment.date() + DAY
    while not works(day):
        day += DAY
    return datetime.combine(day, time(7, 30), VIET_NAM)


def slow_due(moment: datetime, value: int, unit: str, cutoff: time | None) -> datetime:
    minute = arrival(moment, cutoff)
    if unit == "working_hour":
        left = value * 60
        while left:
            left -= at_work(minute)
            minute += MINUTE
        return minute
    if unit == "working_day" and value == 0:
        return next(evening(d) for n in range(30) if works(d := minute.date() + n * DAY) and evening(d) > minute)
    if unit == "working_day":
        day = minute.date()
        while value:
            day += DAY
            value -= works(day)
        return evening(day)
    if unit == "hour":
        end = minute
        for _ in range(value * 60):
            end += MINUTE
        if works(end.date()):
            return end
        day = end.date()
    elif unit == "calendar_day":
        day = minute.date()
        for _ in range(value):
            day += DAY
    else:
        day = minute.date()
        wanted = (day.month - 1 + value) % 12 + 1
        months, tail = 0, day
        while months < value:
            following = tail + DAY
            months += following.month != tail.month
            tail = following
        first = tail
        day = first
        while day.day < minute.day and (day + DAY).month == wanted:
            day += DAY
    while not works(day):
        day += DAY
    return evening(day)


@settings(max_examples=300, deadline=None)
@given(
    moments,
    st.one_of(
        st.tuples(st.integers(0, 45), st.just("working_day")),
        st.tuples(st.integers(1, 60), st.just("working_hour")),
        st.tuples(st.integers(1, 96), st.just("hour")),
        st.tuples(st.integers(1, 90), st.just("calendar_day")),
        st.tuples(st.integers(1, 5), st.just("month")),
    ),
    cutoffs,
)
def test_due_is_what_the_oracle_says(start: datetime, limit: tuple[int, str], cutoff: time | None):
    value, unit = limit
    found = queries.due(start=start, limit=Limit(value, Unit(unit)), cutoff=cutoff, calendar=shipped.calendar())
    assert found.due_at == slow_due(start, value, unit, cutoff)
    assert not any(works(row.date) for row in found.skipped)
    assert not {row.date for row in found.skipped} & set(found.counted) or unit in {"calendar_day", "month", "hour"}
    if unit == "working_day" and value:
        assert len(found.counted) == value


@settings(max_examples=80, deadline=None)
@given(moments, st.timedeltas(timedelta(0), timedelta(days=12)))
def test_working_minutes_are_what_the_oracle_counts(start: datetime, span: timedelta):
    end = (start + span).replace(second=0, microsecond=0)
    slow = sum(at_work(start + n * MINUTE) for n in range(int((end - start) / MINUTE)))
    assert queries.working_minutes(start, end, shipped.calendar()) == slow


@settings(max_examples=150, deadline=None)
@given(moments, st.timedeltas(timedelta(0), timedelta(days=10)), st.integers(0, 30), cutoffs)
def test_who_comes_later_is_never_served_earlier(start: datetime, span: timedelta, days: int, cutoff: time | None):
    limit, calendar = Limit(days, Unit.WORKING_DAY), shipped.calendar()
    earlier = queries.due(start=start, limit=limit, cutoff=cutoff, calendar=calendar).due_at
    assert queries.due(start=start + span, limit=limit, cutoff=cutoff, calendar=calendar).due_at >= earlier > start


@settings(max_examples=100, deadline=None)
@given(
    moments,
    st.integers(1, 40),
    st.timedeltas(timedelta(0), timedelta(days=30)),
    st.timedeltas(timedelta(0), timedelta(days=20)),
)
def test_resumed_hours_leave_exactly_the_working_minutes_of_the_limit(
    start: datetime, hours: int, after: timedelta, length: timedelta
):
    stopped = (start + after).replace(second=0, microsecond=0)
    resumed = (stopped + length).replace(second=0, microsecond=0)
    limit, calendar = Limit(hours, Unit.WORKING_HOUR), shipped.calendar()
    plain = queries.due(start=start, limit=limit, calendar=calendar).due_at
    stops = [Stop(stopped, resumed, Restart.RESUME)]
    found = queries.due_with_stops(start=start, limit=limit, stops=stops, calendar=calendar).due_at
    if stopped > plain:
        assert found == plain
        return
    minutes = lambda a, b: queries.working_minutes(a, b, calendar)  # noqa: E731
    assert minutes(start, stopped) + minutes(resumed, found) == hours * 60


@settings(max_examples=100, deadline=None)
@given(
    moments,
    st.integers(1, 20),
    st.timedeltas(timedelta(0), timedelta(days=20)),
    st.timedeltas(timedelta(0), timedelta(days=20)),
)
def test_stop_never_brings_the_due_day_nearer(start: datetime, days: int, after: timedelta, length: timedelta):
    limit, calendar = Limit(days, Unit.WORKING_DAY), shipped.calendar()
    plain = queries.due(start=start, limit=limit, calendar=calendar).due_at
    dues = [
        queries.due_with_stops(
            start=start, limit=limit, stops=[Stop(start + after, start + after + length, way)], calendar=calendar
        ).due_at
        for way in (Restart.RESUME, Restart.RESET)
    ]
    assert plain <= dues[0] <= dues[1]
