"""States of a ticket and the one table of moves. Pure."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How a ticket stands (lượt chờ)."""

    WAITING = "waiting", _("Đang chờ")
    CALLED = "called", _("Đang gọi")
    SERVING = "serving", _("Đang tiếp")
    HELD = "held", _("Tạm để chờ")
    ABSENT = "absent", _("Gọi không có mặt")
    DONE = "done", _("Đã tiếp xong")
    GONE = "gone", _("Không chờ nữa")


MOVES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.CALLED, State.GONE}),
    State.CALLED: frozenset({State.SERVING, State.HELD, State.ABSENT, State.DONE}),
    State.SERVING: frozenset({State.HELD, State.DONE}),
    State.HELD: frozenset({State.CALLED, State.DONE, State.GONE}),
    State.ABSENT: frozenset({State.WAITING, State.GONE}),
    State.DONE: frozenset(),
    State.GONE: frozenset(),
}
AT_COUNTER = (State.CALLED, State.SERVING)
"""States in which a counter is taken up."""
IN_HALL = (State.WAITING, State.CALLED, State.SERVING, State.HELD)


class Rank(models.IntegerChoices):
    """Who is called before whom; equals in the order in which they came."""

    APPOINTMENT = 0, _("Hẹn trước")
    PRIORITY = 1, _("Ưu tiên")
    ORDINARY = 2, _("Thường")


def may_move(before: str, after: str) -> bool:
    """Tell whether a ticket may go from one state to another."""
    return State(after) in MOVES[State(before)]
