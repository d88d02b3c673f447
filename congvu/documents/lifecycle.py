"""The ways of a document and the one table of moves for each. Pure: no database, no clock."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from congvu.kit.errors import Refusal


class Direction(models.TextChoices):
    """Drawn up by the agency, or arrived there."""

    OUTGOING = "out", _("Văn bản đi")
    INCOMING = "in", _("Văn bản đến")


class State(models.TextChoices):
    """Where a document stands in the agency that holds it."""

    DRAFT = "draft", _("Đang soạn")
    CONTENT_CHECK = "content_check", _("Chờ duyệt nội dung")
    FORMAT_CHECK = "format_check", _("Chờ kiểm tra thể thức")
    SIGNING = "signing", _("Chờ ký")
    SIGNED = "signed", _("Đã ký, chờ cấp số")
    NUMBERED = "numbered", _("Đã có số, chờ đóng dấu")
    SEALED = "sealed", _("Chờ phát hành")
    ISSUED = "issued", _("Đã phát hành")
    CANCELLED = "cancelled", _("Đã hủy dự thảo")

    COPY_ASKED = "copy_asked", _("Chờ cho phép sao")
    COPY_ALLOWED = "copy_allowed", _("Được sao, chờ làm bản sao")

    ARRIVED = "arrived", _("Chờ tiếp nhận")
    REGISTERED = "registered", _("Đã vào sổ, chờ bút phê")
    DIRECTED = "directed", _("Chờ đơn vị phân công")
    IN_PROGRESS = "in_progress", _("Đang xử lý")
    COMPLETED = "completed", _("Hoàn thành")
    INFORMED = "informed", _("Để biết")
    RETURNED = "returned", _("Đã trả lại")

    RECALLED = "recalled", _("Đã thu hồi")
    """Issued and taken back: frozen at the sender, its files deleted at the receiver (NĐ 30/2020, Annex VI.8)."""

    BLOCKED = "blocked", _("Đã chặn: có dấu mật")
    """A stamp of secrecy was found on it: files and words are deleted, whatever state it was in."""


S = State
OUTGOING: dict[State, frozenset[State]] = {
    S.DRAFT: frozenset({S.CONTENT_CHECK, S.CANCELLED}),
    S.CONTENT_CHECK: frozenset({S.FORMAT_CHECK, S.DRAFT, S.CANCELLED}),
    S.FORMAT_CHECK: frozenset({S.SIGNING, S.DRAFT, S.CANCELLED}),
    S.SIGNING: frozenset({S.SIGNED, S.NUMBERED, S.DRAFT, S.CANCELLED}),  # NUMBERED: where the number comes first
    S.SIGNED: frozenset({S.NUMBERED, S.CANCELLED}),
    S.NUMBERED: frozenset({S.SEALED, S.CANCELLED}),
    S.SEALED: frozenset({S.ISSUED, S.CANCELLED}),
    S.COPY_ASKED: frozenset({S.COPY_ALLOWED, S.CANCELLED}),
    S.COPY_ALLOWED: frozenset({S.SEALED, S.CANCELLED}),
    S.ISSUED: frozenset({S.RECALLED}),
    S.RECALLED: frozenset(),
    S.CANCELLED: frozenset(),
}
INCOMING: dict[State, frozenset[State]] = {
    S.ARRIVED: frozenset({S.REGISTERED, S.RETURNED, S.RECALLED}),
    S.REGISTERED: frozenset({S.DIRECTED, S.IN_PROGRESS, S.INFORMED, S.COMPLETED, S.RECALLED}),
    S.DIRECTED: frozenset({S.IN_PROGRESS, S.REGISTERED, S.INFORMED, S.COMPLETED, S.RECALLED}),
    S.IN_PROGRESS: frozenset({S.COMPLETED, S.DIRECTED, S.REGISTERED, S.RECALLED}),
    S.INFORMED: frozenset({S.DIRECTED, S.REGISTERED, S.RECALLED}),
    S.COMPLETED: frozenset({S.IN_PROGRESS, S.RECALLED}),
    S.RETURNED: frozenset(),
    S.RECALLED: frozenset(),
}
ENDED = frozenset({S.ISSUED, S.CANCELLED, S.COMPLETED, S.INFORMED, S.RETURNED, S.RECALLED, S.BLOCKED})
"""Nothing waits for anybody."""


class StepNotAllowed(Refusal):
    """The document stands where this cannot be done."""


def moves(direction: Direction | str) -> dict[State, frozenset[State]]:
    """Return the table of a direction."""
    return OUTGOING if direction == Direction.OUTGOING else INCOMING


def check_move(direction: Direction | str, before: State, after: State) -> None:
    """Let a move pass that the table knows; a state secret is blocked wherever it stands.

    :raises StepNotAllowed: any other
    """
    if after == State.BLOCKED != before:
        return
    if after not in moves(direction).get(before, frozenset()):
        raise StepNotAllowed(
            _("Văn bản đang ở trạng thái “%(before)s” nên không chuyển sang “%(after)s” được.")
            % {"before": before.label, "after": after.label}
        )
