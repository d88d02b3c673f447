"""Rows of the desk's lists: the deadline first, in words."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from congvu.dossiers.models import Dossier, Origin, WorkItem
from congvu.dossiers.queries import is_late
from congvu.workdays import queries as workdays

NOBODY = uuid.UUID(int=0)
"""Stands in an address for the number of each row's dossier."""


@dataclass(frozen=True)
class Row:
    """One row: the item, its clock in state and words, the address of the dossier, and since when it waits."""

    item: WorkItem
    clock: str
    words: str
    origin: str
    address: str
    since: str


def rows(items: Iterable[WorkItem], *, now: dt.datetime) -> list[Row]:
    """Return the rows of a list; what is the same in all is asked once."""
    calendar, pattern = workdays.calendar(), reverse("desk:dossier", args=[NOBODY])
    origins = {origin.value: str(origin.label) for origin in Origin}
    return [
        Row(
            item,
            *_clock_of(item, now=now, calendar=calendar),
            origin=origins[item.origin],
            address=pattern.replace(str(NOBODY), str(item.dossier.public_id)),
            since=f"{timezone.localtime(item.ready_at):%d/%m %H:%M}",
        )
        for item in items
    ]


def _clock_of(item: WorkItem, *, now: dt.datetime, calendar: workdays.Calendar) -> tuple[str, str]:
    if item.kind == WorkItem.Kind.UNANSWERED:
        return "late", _("Quá hạn bổ sung")
    if item.late_since is not None and (item.due_at is None or now <= item.due_at):
        return "late", _("Tính là quá hạn")
    return clock(item.due_at, item.soon_at, now=now, calendar=calendar)


def clock(
    due_at: dt.datetime | None, soon_at: dt.datetime | None, *, now: dt.datetime, calendar: workdays.Calendar
) -> tuple[str, str]:
    """Return state and words of a deadline: «Còn 2 ngày», «Hôm nay, 17:00», «Quá hạn 3 giờ»."""
    if due_at is None:
        return "stopped", _("Chưa tính giờ")
    if now > due_at:
        days = -workdays.days_left(now, due_at, calendar)
        if days:
            return "late", ngettext("Quá hạn %(n)s ngày", "Quá hạn %(n)s ngày", days) % {"n": days}
        hours = max(1, int((now - due_at).total_seconds() // 3600))
        return "late", ngettext("Quá hạn %(n)s giờ", "Quá hạn %(n)s giờ", hours) % {"n": hours}
    state = "soon" if soon_at is not None and now >= soon_at else "ok"
    left = workdays.days_left(now, due_at, calendar)
    if left <= 0:
        return state, _("Hôm nay, %(time)s") % {"time": f"{timezone.localtime(due_at):%H:%M}"}
    return state, ngettext("Còn %(n)s ngày", "Còn %(n)s ngày", left) % {"n": left}


def dossier_clock(dossier: Dossier, *, now: dt.datetime) -> tuple[str, str]:
    """Return the clock of one dossier, stopped and ended ones included."""
    if dossier.done_at is not None:
        late = is_late(dossier, at=now)
        return "done", _("Xong, quá hạn") if late else _("Xong, đúng hạn")
    if dossier.state in {5, 6, 7}:
        return "stopped", _("Dừng: %(state)s") % {"state": dossier.state_label.lower()}
    if dossier.clock_stopped_at is not None:
        return "stopped", _("Dừng: thời gian của cơ quan phối hợp tính riêng")
    if dossier.late_since is not None and (dossier.due_at is None or now <= dossier.due_at):
        return "late", _("Tính là quá hạn")
    return clock(dossier.due_at, dossier.soon_at, now=now, calendar=workdays.calendar())
