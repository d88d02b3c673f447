"""What officials type on the pages of actions, read: the step, an amount, a moment, a scanned paper."""

import datetime as dt
import uuid

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.files import operations as files
from congvu.kit.errors import Refusal
from congvu.sites.desk.doors import DeskRequest

MOST_DIGITS = 13


def step_of(request: DeskRequest) -> int:
    """Return the step that the page was about.

    :raises Refusal: when it names none
    """
    given = request.POST.get("buoc", "")
    if not (given.isascii() and given.isdigit() and len(given) <= MOST_DIGITS):
        raise Refusal(_("Thiếu bước cần làm. Tải lại trang rồi bấm lại."))
    return int(given)


def amount_of(request: DeskRequest) -> int:
    """Return the đồng typed, «50.000».

    :raises Refusal: when it is no number
    """
    typed = request.POST.get("so_tien", "").replace(".", "").replace(" ", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS):
        raise Refusal(_("Số tiền chỉ gồm chữ số, ví dụ 50.000."))
    return int(typed)


def moment_of(request: DeskRequest, name: str) -> dt.datetime | None:
    """Return the local moment typed, None when there is none or it is none."""
    try:
        typed = dt.datetime.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        return None
    return timezone.make_aware(typed) if timezone.is_naive(typed) else typed


def scan_of(request: DeskRequest, name: str, label: str) -> dict[str, uuid.UUID | str]:
    """Store a scanned paper that came along; return it as operations take it, nothing when none came.

    :raises Refusal: when the file is not one that is taken
    """
    upload = request.FILES.get(name)
    if upload is None:
        return {}
    desk = request.desk
    owner = f"desk:{desk.actor.id}"
    use = files.store(stream=upload, name=upload.name or label, owner=owner, label=label, by=desk.actor, at=desk.now)
    return {"file_use": use.pk, "file_owner": owner}
