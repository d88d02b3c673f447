import datetime as dt

from congvu.queueing import slots

DAY = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


def clock(hour, minute=0):
    return DAY.replace(hour=hour, minute=minute)


def test_slots_end_within_their_session_and_begin_after_now():
    found = slots.slots_of(
        [(clock(8), clock(9, 45)), (clock(13), clock(14))],
        minutes=30,
        places=2,
        taken={clock(9): 1, clock(13): 5},
        after=clock(8),
    )
    assert [(slot.starts_at, slot.left) for slot in found] == [
        (clock(8, 30), 2),
        (clock(9), 1),
        (clock(13), 0),
        (clock(13, 30), 2),
    ]


def test_the_day_itself_says_how_long_one_takes_once_three_were_served():
    assert slots.minutes_each([4, 6], usual=10) == 10
    assert slots.minutes_each([4, 6, 30, 0], usual=10) == 6


def test_waiting_is_shared_by_the_counters_that_are_open():
    assert slots.waiting_minutes(ahead=0, each=10, counters=2) == 0
    assert slots.waiting_minutes(ahead=5, each=10, counters=2) == 25
    assert slots.waiting_minutes(ahead=5, each=7, counters=0) == 35
    assert slots.waiting_minutes(ahead=1, each=7, counters=2) == 4
