"""States of a parcel and the one table of moves. Pure."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How far the post is (trạng thái bưu gửi)."""

    PREPARED = "prepared", _("Chờ đặt bưu chính")
    ORDERED = "ordered", _("Đã đặt, chờ lấy hàng")
    CARRIED = "carried", _("Bưu chính đang chuyển")
    MISSED = "missed", _("Phát chưa được, sẽ phát lại")
    DELIVERED = "delivered", _("Đã phát")
    RETURNED = "returned", _("Chuyển hoàn")
    CANCELLED = "cancelled", _("Đã hủy")


MOVES: dict[State, frozenset[State]] = {
    State.PREPARED: frozenset({State.ORDERED, State.CANCELLED}),
    State.ORDERED: frozenset({State.CARRIED, State.MISSED, State.DELIVERED, State.RETURNED, State.CANCELLED}),
    State.CARRIED: frozenset({State.MISSED, State.DELIVERED, State.RETURNED}),
    State.MISSED: frozenset({State.CARRIED, State.DELIVERED, State.RETURNED}),
    State.DELIVERED: frozenset(),
    State.RETURNED: frozenset(),
    State.CANCELLED: frozenset(),
}
UNDER_WAY = (State.PREPARED, State.ORDERED, State.CARRIED, State.MISSED)


def may_move(before: str, after: str) -> bool:
    """Tell whether a parcel may go from one state to another."""
    return State(after) in MOVES[State(before)]
