"""The way from the state we know to the state we are told, when messages between were lost or come later. Pure."""

from collections import deque

from congvu.dossiers.lifecycle import CLOSED, MOVES, PAUSED, State

PASSED = frozenset({State.ACCEPTED, State.PROCESSING, State.DONE})
"""States that may be passed through unseen; what needs an act of the citizen may not."""


def way(current: State, target: State, active: State) -> list[State]:
    """Return the moves of the table that lead to ``target``, the target last; empty when there is no way.

    :param active: the last state in which it did not wait: from a pause it goes on there
    """
    queue: deque[list[State]] = deque([[current]])
    seen = {current}
    while queue:
        walked = queue.popleft()
        here = walked[-1]
        for step in sorted(MOVES[here]):
            goes_on = here in PAUSED and step not in PAUSED | CLOSED
            if step in seen or (goes_on and step != active):
                continue
            if step == target:
                return [*walked[1:], step]
            if step in PASSED or (goes_on and step == active):
                seen.add(step)
                queue.append([*walked, step])
    return []
