"""Rows of the desk's lists: the deadline first, in words."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from congvu.dossiers.models import Dossier, Origin, WorkItem
from congvu.dossiers.queries import is_late
from congvu.kit.templatetags.addresses import of_thing
from congvu.kit.templatetags.ui import clock_link, link, state_chip
from congvu.processes import queries as processes
from congvu.workdays import queries as workdays


@dataclass(frozen=True)
class Row:
    """One row: the item, its clock in state and words, its channel, its dossier's address, and since when it waits."""

    item: WorkItem
    clock: str
    words: str
    origin: str
    address: str
    since: str


def rows(items: Iterable[WorkItem], *, now: dt.datetime) -> list[Row]:
    """Return the rows of a list; what is the same in all is asked once."""
    calendar = workdays.calendar()
    origins = {origin.value: str(origin.label) for origin in Origin}
    return [
        Row(
            item,
            *_clock_of(item, now=now, calendar=calendar),
            origin=origins[item.origin],
            address=of_thing("desk:dossier", item.dossier.public_id),
            since=f"{timezone.localtime(item.ready_at):%d/%m %H:%M}",
        )
        for item in items
    ]


def waiting_cells(row: Row, *, holders: bool, request: HttpRequest) -> list[tuple[str, Any]]:
    """Return look and words of each cell of a row.

    :param holders: whether it is shown with whom the work lies
    """
    item = row.item
    found = [
        ("", clock_link(row.clock, row.words, row.address)),
        ("code", link(row.address, item.code, opens=True)),
        ("fill", item.title),
        ("", item.owner_name),
        ("step", _step(item, request)),
        ("r sub cv-num", row.since),
        ("sub", row.origin),
    ]
    if holders:
        found.insert(5, ("sub", item.assignee.full_name if item.assignee else item.get_kind_display()))
    return found


def dossier_cells(dossier: Dossier) -> list[tuple[str, Any]]:
    """Return look and words of each cell of a dossier that a search has found."""
    return [
        ("code", link(of_thing("desk:dossier", dossier.public_id), dossier.code)),
        ("fill", dossier.title),
        ("", dossier.owner_snapshot.get("name", "")),
        ("", state_chip(str(dossier.state_label))),
        ("sub", dossier.competent_agency.name),
        ("r sub cv-num", f"{timezone.localtime(dossier.submitted_at):%d/%m/%Y}"),
    ]


def _step(item: WorkItem, request: HttpRequest) -> SafeString:
    if item.kind == WorkItem.Kind.UNANSWERED:
        return render_to_string("desk/close_unanswered.html", {"item": item}, request)
    words = escape(processes.said(item.step_name))
    return mark_safe(f'<span title="{words}">{words}</span>')  # noqa: S308


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
