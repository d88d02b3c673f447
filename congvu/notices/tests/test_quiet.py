from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils.timezone import localtime
from hypothesis import given
from hypothesis import strategies as st

from congvu.notices.quiet import allowed_from

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
CLOCKS = st.times().map(lambda found: found.replace(microsecond=0))


def is_quiet(moment, starts, ends):
    """Say it minute by minute, in other words than the program: walk the clock from start to end."""
    clock, length = localtime(moment).time(), seconds(ends) - seconds(starts)
    return (seconds(clock) - seconds(starts)) % 86400 < length % 86400


def seconds(clock):
    return clock.hour * 3600 + clock.minute * 60 + clock.second


@given(MOMENTS, CLOCKS, CLOCKS)
def test_it_goes_out_as_soon_as_it_may_and_never_in_quiet_hours(at, starts, ends):
    at = at.replace(microsecond=0)
    goes = allowed_from(at, starts=starts, ends=ends)
    assert not is_quiet(goes, starts, ends)
    assert at <= goes < at + timedelta(days=1)
    if goes > at:
        assert is_quiet(at, starts, ends)
        assert is_quiet(goes - timedelta(seconds=1), starts, ends)
        assert localtime(goes).time() == ends


@pytest.mark.parametrize(
    ("clock", "goes"),
    [("20:59", "20 20:59"), ("21:00", "21 07:00"), ("23:30", "21 07:00"), ("03:00", "20 07:00"), ("07:00", "20 07:00")],
)
def test_over_midnight(clock, goes):
    at = datetime.fromisoformat(f"2026-11-20T{clock}:00+07:00")
    found = allowed_from(at, starts=time(21), ends=time(7))
    assert f"{localtime(found):%d %H:%M}" == goes
