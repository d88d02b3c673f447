"""The table of moves: what the law allows, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.dossiers.lifecycle import CLOSED, DEGREE, MOVES, PAUSED, RUNNING, MoveNotAllowed, State, check_move

STATES = st.sampled_from(list(State))


def test_every_state_has_its_moves_and_its_degree():
    assert set(MOVES) == set(State) == set(DEGREE)


def test_a_closed_dossier_is_immutable():
    assert all(not MOVES[state] for state in CLOSED)


@given(st.lists(STATES, max_size=12))
def test_a_random_life_never_leaves_the_table_and_never_skips_reception(wishes):
    state, active, seen = State.REGISTERED, State.REGISTERED, [State.REGISTERED]
    for wish in wishes:
        try:
            check_move(state, wish, active)
        except MoveNotAllowed:
            continue
        state, active = wish, active if wish in PAUSED else wish
        seen.append(state)
    if State.DONE in seen:
        assert State.ACCEPTED in seen[: seen.index(State.DONE)]
    if State.RETURNED in seen:
        assert seen[seen.index(State.RETURNED) - 1] == State.DONE


def test_the_refusal_names_both_states():
    with pytest.raises(MoveNotAllowed, match=r"Đã trả kết quả.*Đang xử lý"):
        check_move(State.RETURNED, State.PROCESSING, State.RETURNED)


@pytest.mark.parametrize("state", sorted(RUNNING))
def test_a_running_dossier_may_be_taken_back(state):
    check_move(state, State.WITHDRAW_REQUESTED, state)


def test_a_dossier_that_waited_before_reception_cannot_skip_it():
    with pytest.raises(MoveNotAllowed):
        check_move(State.SUPPLEMENT_REQUIRED, State.PROCESSING, State.REGISTERED)
