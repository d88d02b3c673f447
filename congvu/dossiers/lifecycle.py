"""The ten national states of a dossier and the one table of moves (facts 1.4). Pure: no database, no clock."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from congvu.kit.errors import Refusal


class State(models.IntegerChoices):
    """National state codes, as the status service of the national portal knows them."""

    REGISTERED = 1, _("Mới đăng ký")
    ACCEPTED = 2, _("Được tiếp nhận")
    NOT_ACCEPTED = 3, _("Không được tiếp nhận")
    PROCESSING = 4, _("Đang xử lý")
    SUPPLEMENT_REQUIRED = 5, _("Yêu cầu bổ sung giấy tờ")
    PAYMENT_REQUIRED = 6, _("Yêu cầu thực hiện nghĩa vụ tài chính")
    WITHDRAW_REQUESTED = 7, _("Công dân yêu cầu rút hồ sơ")
    STOPPED = 8, _("Dừng xử lý")
    DONE = 9, _("Đã xử lý xong")
    RETURNED = 10, _("Đã trả kết quả")


S = State
MOVES: dict[State, frozenset[State]] = {
    S.REGISTERED: frozenset(
        {S.ACCEPTED, S.NOT_ACCEPTED, S.SUPPLEMENT_REQUIRED, S.PAYMENT_REQUIRED, S.WITHDRAW_REQUESTED}
    ),
    S.ACCEPTED: frozenset({S.PROCESSING, S.WITHDRAW_REQUESTED}),
    S.PROCESSING: frozenset({S.SUPPLEMENT_REQUIRED, S.PAYMENT_REQUIRED, S.WITHDRAW_REQUESTED, S.STOPPED, S.DONE}),
    S.SUPPLEMENT_REQUIRED: frozenset({S.REGISTERED, S.PROCESSING, S.STOPPED, S.WITHDRAW_REQUESTED}),
    S.PAYMENT_REQUIRED: frozenset({S.REGISTERED, S.ACCEPTED, S.PROCESSING, S.WITHDRAW_REQUESTED}),
    S.WITHDRAW_REQUESTED: frozenset(
        {S.STOPPED, S.REGISTERED, S.ACCEPTED, S.PROCESSING, S.SUPPLEMENT_REQUIRED, S.PAYMENT_REQUIRED}
    ),
    S.DONE: frozenset({S.RETURNED}),
    S.NOT_ACCEPTED: frozenset(),
    S.STOPPED: frozenset(),
    S.RETURNED: frozenset(),
}
CLOSED = frozenset({S.NOT_ACCEPTED, S.STOPPED, S.RETURNED})
"""A closed dossier is immutable; correcting a result makes a linked dossier."""
ENDED = CLOSED | {S.DONE}
"""Nothing is left to decide: the handling has come to its end."""
RUNNING = frozenset({S.ACCEPTED, S.PROCESSING})
PAUSED = frozenset({S.SUPPLEMENT_REQUIRED, S.PAYMENT_REQUIRED, S.WITHDRAW_REQUESTED})
WITHDRAWABLE = frozenset({S.REGISTERED, S.ACCEPTED, S.PROCESSING, S.SUPPLEMENT_REQUIRED, S.PAYMENT_REQUIRED})

DEGREE = {
    S.REGISTERED: 1,
    S.SUPPLEMENT_REQUIRED: 1,
    S.PAYMENT_REQUIRED: 2,
    S.ACCEPTED: 2,
    S.PROCESSING: 3,
    S.WITHDRAW_REQUESTED: 3,
    S.DONE: 4,
    S.RETURNED: 5,
    S.NOT_ACCEPTED: 5,
    S.STOPPED: 5,
}
"""Degree of completion out of five, all that the public look-up tells (TT 01/2018 Đ.16.2d)."""


class MoveNotAllowed(Refusal):
    """The table of moves knows no way between the two states."""


def check_move(current: State, target: State, active: State) -> None:
    """Test that a dossier may go from ``current`` to ``target``.

    :param active: the last state in which it did not wait; a dossier that waited goes on there and nowhere else
    :raises MoveNotAllowed: naming both states in the reader's words
    """
    goes_on = current in PAUSED and target not in PAUSED | CLOSED
    if target not in MOVES[current] or (goes_on and target != active):
        raise MoveNotAllowed(
            _("Hồ sơ đang ở trạng thái «%(current)s», không thể chuyển sang «%(target)s».")
            % {"current": current.label, "target": target.label}
        )
