import threading
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from congvu.kit import outbox
from congvu.kit.models import Outbox
from congvu.kit.outbox import facts

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class Counted:
    subject: int
    number: int


class Channel(StrEnum):
    PORTAL = "portal"


@dataclass(frozen=True)
class Everything:
    id: UUID
    at: datetime
    day: date | None
    channel: Channel
    legs: tuple[int, ...] = ()
    note: str = "none"


poisoned: set[int] = set()
lock = threading.Lock()


@outbox.listen(Counted, name="tests.hear")
def hear(event: Counted) -> None:
    if event.subject in poisoned:
        raise ValueError(f"subject {event.subject} is poisoned")
    with connection.cursor() as cursor:  # an effect in the database, so that it commits with the mark
        cursor.execute("INSERT INTO tests_heard (subject, number) VALUES (%s, %s)", [event.subject, event.number])


@pytest.fixture
def table(transactional_db):
    poisoned.clear()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE tests_heard (n bigserial, subject int, number int)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE tests_heard")


def say(subject, number):
    with transaction.atomic():
        outbox.announce(Counted(subject, number), subject=f"test:{subject}")


def told():
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject, number FROM tests_heard ORDER BY n")
        return cursor.fetchall()


def deliver_all():
    while outbox.deliver_due():
        pass


def test_a_fact_reaches_its_listener_once(table):
    say(1, 1)
    deliver_all()
    deliver_all()
    assert told() == [(1, 1)]
    assert outbox.state().waiting == 0


def test_a_change_undone_takes_its_fact_with_it(table):
    with transaction.atomic():
        outbox.announce(Counted(1, 1), subject="test:1")
        transaction.set_rollback(True)
    assert not Outbox.objects.exists()


def test_a_fact_outside_a_transaction_is_refused(table):
    with pytest.raises(transaction.TransactionManagementError):
        outbox.announce(Counted(1, 1), subject="test:1")


def test_facts_of_a_subject_come_in_sequence(table):
    for number in range(5):
        say(1, number)
    deliver_all()
    assert told() == [(1, n) for n in range(5)]


def test_a_poisoned_fact_holds_back_its_own_subject_only(table):
    poisoned.add(1)
    for number in range(2):
        say(1, number)
        say(2, number)
    deliver_all()
    assert told() == [(2, 0), (2, 1)]
    state = outbox.state()
    assert (state.waiting, state.failing) == (2, 1)
    [stuck] = outbox.failing()
    assert "poisoned" in stuck.last_error
    assert stuck.not_before > timezone.now()

    poisoned.clear()
    assert outbox.retry_now(id=stuck.pk, at=timezone.now() - timedelta(seconds=1))
    deliver_all()
    assert told()[2:] == [(1, 0), (1, 1)]


def test_a_poisoned_fact_is_asked_again_ever_more_seldom_and_once_an_hour_at_last(table):
    poisoned.add(1)
    say(1, 0)
    waits = []
    for _try in range(14):
        before = timezone.now()
        deliver_all()
        [stuck] = outbox.failing()
        waits.append(round((stuck.not_before - before).total_seconds()))
        outbox.retry_now(id=stuck.pk, at=before - timedelta(seconds=1))
    assert waits == [min(2**n, 3600) for n in range(1, 15)]


def test_a_failing_listener_leaves_no_half_effect(table):
    @dataclass(frozen=True)
    class Half:
        n: int

    def fail(event):
        hear(Counted(9, event.n))
        raise ValueError("after the effect")

    outbox.listen(Half, name=f"tests.half.{uuid4()}")(fail)
    with transaction.atomic():
        outbox.announce(Half(1), subject="test:9")
    assert outbox.deliver_due() == 0
    assert told() == []


def in_threads(count, work):
    problems = []

    def run():
        try:
            work()
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def test_three_runners_at_once_keep_once_and_in_sequence(table):
    numbers = iter(range(10_000))

    def announce_some():
        for _ in range(30):
            with lock:
                number = next(numbers)
                say(number % 7, number)

    stop = threading.Event()

    def runner():
        while not stop.is_set() or outbox.state().waiting:
            outbox.deliver_due(limit=5)

    helpers = [threading.Thread(target=lambda: (runner(), connection.close())) for _ in range(3)]
    for helper in helpers:
        helper.start()
    in_threads(3, announce_some)
    stop.set()
    for helper in helpers:
        helper.join(timeout=60)
    rows = told()
    assert len(rows) == len(set(rows)) == 90
    for subject in range(7):
        mine = [number for owner, number in rows if owner == subject]
        assert mine == sorted(mine)


def test_the_runner_command_empties_the_outbox(table):
    say(1, 1)
    say(1, 2)
    call_command("run_outbox", "--once")
    assert told() == [(1, 1), (1, 2)]


def test_an_announcement_wakes_a_waiting_runner(table):
    from congvu.kit.management.commands.run_outbox import wait_for_news

    waited = []

    def wait():
        start = timezone.now()
        wait_for_news(timeout=20)
        waited.append((timezone.now() - start).total_seconds())
        connection.close()

    waiter = threading.Thread(target=wait)
    waiter.start()
    while waiter.is_alive():
        say(1, 1)
        waiter.join(timeout=0.2)
    assert waited[0] < 10


def test_a_fact_survives_the_way_through_the_database():
    fact = Everything(
        id=uuid4(), at=datetime(2026, 2, 13, 15, 30, tzinfo=HANOI), day=None, channel=Channel.PORTAL, legs=(1, 2)
    )
    assert facts.from_plain(Everything, facts.to_plain(fact)) == fact


def test_a_fact_of_an_older_version_is_still_understood():
    old = facts.to_plain(Everything(uuid4(), datetime.now(tz=HANOI), date(2026, 1, 1), Channel.PORTAL))
    del old["note"]
    old["gone"] = 1
    assert facts.from_plain(Everything, old).note == "none"


def test_a_fact_carries_no_objects():
    with pytest.raises(TypeError, match="does not belong"):
        facts.to_plain(Counted(1, object()))
