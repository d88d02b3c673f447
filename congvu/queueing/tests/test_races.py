"""Counters that call at once, kiosks that give numbers at once, two citizens and one place."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from congvu.queueing import operations
from congvu.queueing.models import Appointment, Ticket
from congvu.queueing.tests.conftest import NOW, HallScene, person
from congvu.queueing.tests.test_hall import book

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hall():
    return HallScene()


def together(*doings):
    """Do all at the same moment, each in its own thread and connection; return results and refusals in order."""
    gate = threading.Barrier(len(doings))

    def alone(doing):
        try:
            gate.wait(10)
            return doing()
        except Exception as met:
            return met
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(alone, doings))


def test_two_counters_that_call_at_once_get_different_tickets(hall):
    hall.sit_down()
    taken = together(*[lambda: hall.take(hall.civil) for _n in range(4)])
    assert sorted(taken) == ["A001", "A002", "A003", "A004"], "no number twice, none left out"
    called = []
    for _round in range(2):
        got = together(*[lambda by=by: operations.call_next(by=by, at=NOW) for by in (hall.first, hall.second)])
        assert all(isinstance(one, Ticket) for one in got), got
        called += [one.code for one in got]
        for by in (hall.first, hall.second):
            operations.finish(by=by, at=NOW)
    assert sorted(called) == sorted(taken)


def test_two_citizens_want_the_last_place_and_one_has_it(hall):
    people = [person(f"03119000123{n}", f"Trần Văn Thử {n}") for n in (5, 6)]
    book(hall)
    got = together(*[lambda one=one: book(hall, party=one) for one in people])
    assert sorted(type(one).__name__ for one in got) == ["Appointment", "AppointmentRefused"], got
    assert Appointment.objects.count() == 2
