"""Timers rest for as long as somebody asks for it, and no longer than that process lives."""

import threading

import pytest
from django.db import connection, transaction

from congvu.kit.resting import are_resting, resting

pytestmark = pytest.mark.django_db(transaction=True)


def as_another() -> bool:
    """Ask as a worker does: on a connection of its own."""
    found = []

    def ask() -> None:
        found.append(are_resting())
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    return found[0]


def test_timers_rest_while_two_ask_for_it_until_the_last_has_done() -> None:
    done, begun = threading.Event(), threading.Event()

    def also() -> None:
        with resting():
            begun.set()
            done.wait(30)
        connection.close()

    thread = threading.Thread(target=also)
    with resting():
        thread.start()
        assert begun.wait(30)
        assert as_another()
    assert as_another(), "one of two asks still"
    done.set()
    thread.join()
    assert not as_another()


def test_who_is_gone_holds_nobody_up() -> None:
    with resting():
        connection.close()  # as the database does with the connection of a process that was killed
        assert not as_another()


def test_timers_that_ask_at_once_do_not_take_each_other_for_a_city() -> None:
    with transaction.atomic():
        assert not are_resting()
        assert not as_another()
