"""Real threads with connections of their own: the row lock lets one through at a time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from congvu.kit.actors import Actor
from congvu.kit.errors import Stale
from congvu.processes import operations, queries

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*moves) -> list[object]:
    start = Barrier(len(moves))

    def go(move):
        start.wait()
        try:
            return move()
        except Stale as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(moves)) as pool:
        return list(pool.map(go, moves))


def finish(step, by: Actor, at, **data):
    return lambda: operations.finish_step(step_id=step.pk, by=by, at=at, data=data)


def test_one_of_two_officers_finishes_and_the_other_is_told_who_and_when(begin, an, binh):
    story = begin(fee=0, wards=[])
    step, at = story.step("receive"), story.minute()
    results = at_once(finish(step, an, at), finish(step, binh, at))
    refused = [result for result in results if isinstance(result, Stale)]
    step.refresh_from_db()
    assert len(refused) == 1
    assert step.done_by["name"] in str(refused[0])
    assert "08:01 ngày 02/03/2026" in str(refused[0])
    assert story.waiting == ["verify"]


@pytest.mark.parametrize("turn", range(5))
def test_two_parallel_steps_finished_at_once_are_both_kept(begin, an, binh, turn):
    story = begin(fee=0, wards=["A"]).finish("receive").finish("verify", complete=True)
    police, ward, at = story.step("police"), story.step("wards", "0"), story.minute()
    at_once(finish(police, an, at, known=True), finish(ward, binh, at, agree=True))
    assert story.waiting == ["sign"]
    assert story.run.variables["known"] is True
    assert story.run.variables["wards_answers"] == [{"agree": True}]


def test_payment_and_step_at_the_same_moment_both_count(begin, an):
    story = begin(fee=75000, wards=[])
    step, at = story.step("receive"), story.minute()
    pay = lambda: operations.send_message(run_id=story.run_id, name="payment", payload={"paid": 1}, by=an, at=at)  # noqa: E731
    at_once(finish(step, an, at), pay)
    assert (story.waiting, queries.waits(story.run_id)) == (["verify"], [])


def test_work_is_taken_by_one_of_two(begin, an, binh):
    step = begin(fee=0, wards=[]).step("receive")
    take = [lambda by=by: operations.take_step(step_id=step.pk, by=by, at=step.ready_at) for by in (an, binh)]
    assert sum(isinstance(result, Stale) for result in at_once(*take)) == 1
