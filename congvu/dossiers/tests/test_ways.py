"""The way to a state that was told: always made of moves of the table, never through what a citizen has to do."""

import pytest

from congvu.dossiers.lifecycle import CLOSED, PAUSED, State, check_move
from congvu.dossiers.operations.outside.ways import PASSED, way


@pytest.mark.parametrize("current", State)
@pytest.mark.parametrize("target", State)
@pytest.mark.parametrize("active", [State.REGISTERED, State.ACCEPTED, State.PROCESSING])
def test_every_way_is_walked_by_the_table(current, target, active):
    here = current
    steps = way(current, target, active)
    for step in steps:
        check_move(here, step, active)
        here, active = step, active if step in PAUSED else step
    assert not steps or here == target
    assert all(step in PASSED | {State.REGISTERED} for step in steps[:-1])


@pytest.mark.parametrize("closed", CLOSED)
@pytest.mark.parametrize("target", State)
def test_nothing_leads_out_of_a_closed_dossier(closed, target):
    assert way(closed, target, State.PROCESSING) == []


def test_lost_messages_are_bridged():
    assert way(State.REGISTERED, State.DONE, State.REGISTERED) == [State.ACCEPTED, State.PROCESSING, State.DONE]
    assert way(State.SUPPLEMENT_REQUIRED, State.DONE, State.PROCESSING) == [State.PROCESSING, State.DONE]
