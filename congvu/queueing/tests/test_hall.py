import datetime as dt
import uuid

import pytest

from congvu.audit.models import Entry
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed, Stale
from congvu.notices.models import Notice
from congvu.queueing import operations, queries
from congvu.queueing.lifecycle import Rank, State
from congvu.queueing.models import Appointment, Hall, Ticket
from congvu.queueing.tests.conftest import NOW, at, person

TOMORROW = dt.timedelta(days=1)


def later(minutes):
    return NOW + dt.timedelta(minutes=minutes)


def citizen(party):
    return Actor(kind=ActorKind.CITIZEN, id=party.pk, name=party.name)


def book(hall, start="2026-11-23 08:00", party=None, now=NOW):
    party = party or hall.mother
    return operations.book(
        line_id=hall.civil.pk,
        starts_at=at(start),
        party_id=party.pk,
        procedure_code="1.001193",
        procedure_name="Đăng ký khai sinh",
        by=citizen(party),
        at=now,
    )


def test_numbers_run_without_gaps_in_each_line_and_begin_anew_each_day(hall):
    assert [hall.take(hall.civil), hall.take(hall.civil), hall.take(hall.other)] == ["A001", "A002", "B001"]
    assert hall.take(hall.civil, minutes=24 * 60) == "A001"
    with pytest.raises(operations.LineClosed):
        operations.take_ticket(line_id=999_999, by=hall.first, at=NOW)
    assert hall.take(hall.civil) == "A003", "who was refused took no number"


def test_kiosk_gives_numbers_of_its_own_hall_with_its_key_of_now_only(hall):
    key = Hall.objects.get().kiosk_key
    assert operations.take_at_kiosk(key=key, line_id=hall.civil.pk, at=NOW).code == "A001"
    for wrong in (uuid.uuid4(), operations.renew_kiosk(agency_id=hall.agency.pk, by=SYSTEM, at=NOW) and key):
        with pytest.raises(operations.LineClosed):
            operations.take_at_kiosk(key=wrong, line_id=hall.civil.pk, at=NOW)


def test_calling_follows_appointment_priority_and_order_of_coming(hall):
    hall.sit_down()
    booked = book(hall, "2026-11-20 08:30")
    hall.take(hall.civil)
    hall.take(hall.other, why_first="elderly", minutes=1)
    early = operations.arrive(code=booked.code.lower(), agency_id=hall.agency.pk, by=hall.first, at=later(2))
    assert (early.rank, early.name) == (Rank.APPOINTMENT, hall.mother.name)
    hall.take(hall.civil, minutes=3)
    assert operations.call_next(by=hall.first, at=later(4)).code == "B001", "priority first, the slot has not begun"
    assert operations.call_next(by=hall.second, at=later(5)).code == "A001"
    operations.begin(by=hall.first, at=later(6))
    assert operations.call_next(by=hall.first, at=later(31)).code == early.code, "its slot has begun"
    assert Ticket.objects.get(why_first="elderly").state == State.DONE, "who was served is done by the next call"
    operations.begin(by=hall.first, at=later(32))
    assert operations.call_next(by=hall.first, at=later(33)).code == "A003"


def test_one_counter_calls_one_at_a_time_and_says_what_to_do(hall):
    hall.sit_down()
    with pytest.raises(operations.NobodyWaits):
        operations.call_next(by=hall.first, at=NOW)
    hall.take(hall.civil)
    hall.take(hall.civil)
    operations.call_next(by=hall.first, at=NOW)
    with pytest.raises(operations.CounterBusy, match="A001"):
        operations.call_next(by=hall.first, at=NOW)
    assert operations.call_again(by=hall.first, at=later(1)).calls == 2
    operations.mark_absent(by=hall.first, at=later(2))
    assert operations.call_next(by=hall.first, at=later(2)).code == "A002"
    with pytest.raises(operations.CounterBusy):
        operations.call_next(by=hall.clerk, at=NOW)


def test_absent_comes_back_behind_those_who_wait(hall):
    hall.sit_down()
    for _n in range(3):
        hall.take(hall.civil)
    missing = operations.call_next(by=hall.first, at=later(1))
    operations.mark_absent(by=hall.first, at=later(2))
    assert operations.put_back(ticket_id=missing.pk, by=hall.second, at=later(3)).counter is None
    called = []
    for minute in range(4, 7):
        called.append(operations.call_next(by=hall.first, at=later(minute)).code)
        operations.finish(by=hall.first, at=later(minute))
    assert called == ["A002", "A003", "A001"]
    with pytest.raises(Stale):
        operations.put_back(ticket_id=missing.pk, by=hall.first, at=later(9))


def test_held_waits_aside_and_is_called_by_name_of_its_number(hall):
    hall.sit_down()
    hall.take(hall.civil)
    hall.take(hall.civil)
    aside = operations.call_next(by=hall.first, at=NOW)
    operations.begin(by=hall.first, at=NOW)
    operations.hold(by=hall.first, at=later(1))
    operations.call_next(by=hall.first, at=later(2))
    with pytest.raises(operations.CounterBusy):
        operations.call_held(ticket_id=aside.pk, by=hall.first, at=later(3))
    assert operations.call_held(ticket_id=aside.pk, by=hall.second, at=later(3)).counter.number == 2
    done = operations.finish(subjects=("dossier:7",), by=hall.second, at=later(4))
    assert (done.state, done.subjects) == (State.DONE, ["dossier:7"])
    assert Entry.objects.filter(subject=f"ticket:{aside.pk}", action="queueing.held").exists()


def test_seat_is_one_officials_for_the_day(hall):
    hall.sit_down()
    with pytest.raises(Stale, match="Lê Văn Một"):
        operations.sit(counter_id=hall.counters[0].pk, by=hall.second, at=NOW)
    operations.sit(counter_id=hall.counters[0].pk, by=hall.second, at=NOW + TOMORROW)
    assert queries.counter_of(official_id=hall.first.id, on=NOW.date()) is None
    with pytest.raises(NotAllowed):
        operations.sit(counter_id=hall.counters[1].pk, by=hall.clerk, at=NOW + TOMORROW)
    with pytest.raises(NotAllowed):
        hall.take(hall.civil, by=hall.clerk)


def test_last_place_of_a_slot_is_given_once_and_a_rest_day_has_none(hall):
    father, aunt = (person(f"03119000123{n}", f"Trần Văn Thử {n}") for n in (5, 6))
    booked = book(hall)
    assert Notice.objects.filter(party_id=hall.mother.pk, template="appointment_booked").count() == 1
    book(hall, party=father)
    with pytest.raises(operations.AppointmentRefused, match="hết chỗ"):
        book(hall, party=aunt)
    with pytest.raises(operations.AppointmentRefused, match="đã có"):
        book(hall, "2026-11-23 08:30")
    for wrong in ("2026-11-22 08:00", "2026-11-23 08:10", "2026-11-20 07:30", "2027-01-20 08:00"):
        with pytest.raises(operations.AppointmentRefused):
            book(hall, wrong, party=aunt)
    with pytest.raises(NotAllowed):
        operations.cancel(code=booked.code, by=citizen(aunt), at=NOW)
    operations.cancel(code=booked.code, by=citizen(hall.mother), at=NOW)
    book(hall, party=aunt)


def test_appointment_of_a_past_day_is_missed_and_one_of_tomorrow_reminded_once(hall):
    booked = book(hall, "2026-11-23 08:00")
    assert operations.miss_past(at=at("2026-11-23 16:00")) == 0
    sunday = at("2026-11-22 15:00")
    assert (operations.remind_tomorrow(at=sunday), operations.remind_tomorrow(at=sunday)) == (1, 0)
    assert operations.miss_past(at=at("2026-11-24 00:20")) == 1
    booked.refresh_from_db()
    assert booked.state == Appointment.State.MISSED
    with pytest.raises(operations.AppointmentRefused):
        operations.arrive(code=booked.code, agency_id=hall.agency.pk, by=hall.first, at=at("2026-11-23 08:00"))


def test_who_comes_long_after_the_slot_waits_like_any(hall):
    booked = book(hall, "2026-11-20 08:30")
    assert operations.arrive(code=booked.code, agency_id=hall.agency.pk, at=later(80)).rank == Rank.ORDINARY


def test_estimate_counts_those_called_before_and_the_counters_open(hall):
    hall.sit_down()
    for _n in range(4):
        hall.take(hall.civil)
    first_of_age = operations.take_ticket(line_id=hall.civil.pk, why_first="merit", by=hall.first, at=later(1))
    last = Ticket.objects.get(number=4)
    assert queries.ahead_of(last, at=later(1)) == (4, 20), "four before, ten minutes each, two counters"
    assert queries.ahead_of(first_of_age, at=later(1)) == (0, 0)
    now = queries.lines_now(agency_id=hall.agency.pk, at=later(1))
    assert [(one.line.letter, one.waiting, one.counters, one.minutes) for one in now] == [
        ("A", 5, 2, 25),
        ("B", 0, 2, 0),
    ]


def test_line_with_people_in_it_is_not_closed(hall):
    hall.take(hall.civil)
    with pytest.raises(operations.HallRefused, match="còn người"):
        operations.close_line(agency_id=hall.agency.pk, line_id=hall.civil.pk, by=SYSTEM, at=NOW)
    operations.close_line(agency_id=hall.agency.pk, line_id=hall.other.pk, by=SYSTEM, at=NOW)
    assert hall.line("b", "Đất đai").letter == "B", "a letter is free again"
    with pytest.raises(operations.HallRefused, match="Ký hiệu"):
        hall.line("A", "Trùng")
    with pytest.raises(NotAllowed):
        operations.set_line(agency_id=hall.agency.pk, letter="C", name="x", by=hall.first, at=NOW)
