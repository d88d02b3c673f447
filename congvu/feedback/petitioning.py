"""Petitions (phản ánh, kiến nghị): what they are about, their states and the one table of moves. Pure.

NĐ 20/2008 (amended) on receiving petitions about administrative rules; limits of QĐ 766/QĐ-TTg are dated rows.
"""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.kit.errors import Refusal


class PetitionState(models.TextChoices):
    """How far a petition is."""

    RECEIVED = "received", gettext_lazy("Chờ phân loại")
    ASKED = "asked", gettext_lazy("Chờ người gửi nói rõ thêm")
    ACCEPTED = "accepted", gettext_lazy("Đang xử lý")
    ANSWERED = "answered", gettext_lazy("Đã trả lời")
    PUBLISHED = "published", gettext_lazy("Đã trả lời, đã công khai")
    REFUSED = "refused", gettext_lazy("Không tiếp nhận")
    WITHDRAWN = "withdrawn", gettext_lazy("Người gửi đã rút")


class About(models.TextChoices):
    """What it is about: the eight kinds of NĐ 20/2008 Đ.5."""

    DELAY = "delay", gettext_lazy("Chậm trễ, gây phiền hà, thái độ của cán bộ")
    UNFIT = "unfit", gettext_lazy("Quy định không phù hợp thực tế")
    INCONSISTENT = "inconsistent", gettext_lazy("Quy định không đồng bộ, không thống nhất")
    UNLAWFUL = "unlawful", gettext_lazy("Quy định, cách làm không hợp pháp")
    TREATY = "treaty", gettext_lazy("Trái điều ước quốc tế")
    OTHER = "other", gettext_lazy("Vấn đề khác")
    PROPOSAL = "proposal", gettext_lazy("Đề xuất phương án thay thế quy định")
    INITIATIVE = "initiative", gettext_lazy("Sáng kiến cải tiến cách phục vụ")


class Channel(models.TextChoices):
    """How it came (NĐ 20/2008 Đ.7)."""

    PORTAL = "portal", gettext_lazy("Cổng dịch vụ công")
    COUNTER = "counter", gettext_lazy("Tại cơ quan")
    PHONE = "phone", gettext_lazy("Điện thoại")
    POST = "post", gettext_lazy("Thư, công văn")


ENDED = frozenset({PetitionState.PUBLISHED, PetitionState.REFUSED, PetitionState.WITHDRAWN})
ANSWERED = frozenset({PetitionState.ANSWERED, PetitionState.PUBLISHED})
OPEN = frozenset({PetitionState.RECEIVED, PetitionState.ASKED, PetitionState.ACCEPTED})
MOVES: dict[str, tuple[frozenset[PetitionState], PetitionState]] = {
    "ask": (frozenset({PetitionState.RECEIVED, PetitionState.ACCEPTED}), PetitionState.ASKED),
    "complete": (frozenset({PetitionState.ASKED}), PetitionState.RECEIVED),
    "accept": (frozenset({PetitionState.RECEIVED}), PetitionState.ACCEPTED),
    "forward": (frozenset({PetitionState.RECEIVED, PetitionState.ACCEPTED}), PetitionState.RECEIVED),
    "refuse": (frozenset({PetitionState.RECEIVED}), PetitionState.REFUSED),
    "answer": (frozenset({PetitionState.ACCEPTED}), PetitionState.ANSWERED),
    "publish": (frozenset({PetitionState.ANSWERED}), PetitionState.PUBLISHED),
    "withdraw": (OPEN, PetitionState.WITHDRAWN),
}
"""Deed → the states it may begin in, and where it leads."""


DEED_WORDS = {
    "file": gettext_lazy("Đã gửi"),
    "accept": gettext_lazy("Đã tiếp nhận để xử lý"),
    "ask": gettext_lazy("Đã hỏi thêm người gửi"),
    "complete": gettext_lazy("Người gửi đã nói rõ thêm"),
    "forward": gettext_lazy("Đã chuyển cơ quan khác"),
    "refuse": gettext_lazy("Không tiếp nhận"),
    "answer": gettext_lazy("Đã trả lời"),
    "publish": gettext_lazy("Đã công khai câu trả lời"),
    "withdraw": gettext_lazy("Người gửi đã rút"),
}
"""What everybody concerned may know was done."""


class PetitionMoveRefused(Refusal):
    """The petition stands where this cannot be done: somebody was faster, or it has ended."""


def after(deed: str, state: str) -> PetitionState:
    """Return the state a deed leads to.

    :raises PetitionMoveRefused: the table knows no such move
    """
    begins, target = MOVES[deed]
    if state not in begins:
        words = PetitionState(state).label
        raise PetitionMoveRefused(
            _("Phản ánh này đang ở trạng thái “%(state)s” nên không làm việc đó được.") % {"state": words}
        )
    return target


def can(deed: str, state: str) -> bool:
    """Tell whether a deed may be done in a state."""
    return state in MOVES[deed][0]
