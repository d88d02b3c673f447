"""The way of an assignment and the one table of its moves. Pure."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from congvu.kit.errors import Refusal


class State(models.TextChoices):
    """Where an assignment stands."""

    NEW = "new", _("Mới giao")
    IN_PROGRESS = "in_progress", _("Đang thực hiện")
    AWAITING = "awaiting", _("Chờ đánh giá")
    DONE_IN_TIME = "done_in_time", _("Hoàn thành đúng hạn")
    DONE_LATE = "done_late", _("Hoàn thành quá hạn")
    RETURNED = "returned", _("Trả lại")
    CANCELLED = "cancelled", _("Đã hủy")


S = State
MOVES: dict[State, frozenset[State]] = {
    S.NEW: frozenset({S.IN_PROGRESS, S.RETURNED, S.CANCELLED}),
    S.IN_PROGRESS: frozenset({S.AWAITING, S.RETURNED, S.CANCELLED}),
    S.AWAITING: frozenset({S.DONE_IN_TIME, S.DONE_LATE, S.IN_PROGRESS, S.CANCELLED}),
    S.RETURNED: frozenset({S.NEW, S.CANCELLED}),
    S.DONE_IN_TIME: frozenset(),
    S.DONE_LATE: frozenset(),
    S.CANCELLED: frozenset(),
}
ENDED = frozenset({S.DONE_IN_TIME, S.DONE_LATE, S.CANCELLED})
WORKING = frozenset({S.NEW, S.IN_PROGRESS})
"""It waits for who leads it."""


class StepNotAllowed(Refusal):
    """The assignment stands where this cannot be done."""


def check_move(before: State, after: State) -> None:
    """Let a move pass that the table knows.

    :raises StepNotAllowed: any other
    """
    if after not in MOVES[before]:
        raise StepNotAllowed(
            _("Nhiệm vụ đang ở trạng thái “%(before)s” nên không chuyển sang “%(after)s” được.")
            % {"before": before.label, "after": after.label}
        )
