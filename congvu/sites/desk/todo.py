"""What I have to do: the page one comes in on, and one list by due date of dossiers, documents and assignments."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from congvu.assignments import queries as assignments
from congvu.documents import queries as documents
from congvu.documents.models import Direction, Document, Holding
from congvu.dossiers import queries as dossiers
from congvu.kit.templatetags.ui import counted
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.dossiers.lists import mine, seen
from congvu.sites.desk.dossiers.tables import clock
from congvu.sites.desk.incoming.lists import recalls
from congvu.workdays import queries as workdays

EACH = 50
"""Rows of each sort that are looked at; the most urgent of all are shown."""
FAR = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
IN_TURN = {
    Holding.Task.DIRECT: ("desk:arrival_notes", "", gettext_lazy("Bút phê lần lượt")),
    Holding.Task.SIGN: ("desk:documents", "?muc=sign", gettext_lazy("Ký văn bản")),
}
"""Works on documents that one does one after the other, or all at once, and where."""


@dataclass(frozen=True)
class Work:
    """A line: what sort of work, its name, where it leads, until when."""

    sort: str
    code: str
    title: str
    task: str
    address: str
    due_at: dt.datetime | None
    in_turn: str = ""


@official_only
def home(request: DeskRequest) -> HttpResponse:
    """Show the dossiers that wait for me; when none does, whatever else does."""
    desk = request.desk
    if desk.has("province_admin") and not desk.has("reception", "case_officer", "leader", "clerk"):
        return redirect("control:home")
    counters = dossiers.counters(grants=desk.grants, now=desk.now)
    if not counters.total and not request.GET and (found := _waiting(request)):
        return _listed(request, found, heading=_("Việc của tôi"))
    return mine(request, counters, _beside(request))


def _beside(request: DeskRequest) -> list[tuple[str, str]]:
    """Say what else waits for me and where: documents, those that go one after the other first, and assignments."""
    grants, me = request.desk.grants, request.desk.actor.id or 0
    works = documents.in_hand_counts(grants=grants, official_id=me)
    found = [
        (reverse(view) + part, f"{words}: {counted(works.pop(task))}")
        for task, (view, part, words) in IN_TURN.items()
        if task in works
    ]
    every = reverse("desk:todo")
    if papers := sum(works.values()):
        found.append((every, ngettext("%s văn bản", "%s văn bản", papers) % counted(papers)))
    if tasks := assignments.to_do_count(grants=grants, official_id=me):
        found.append((every, ngettext("%s nhiệm vụ", "%s nhiệm vụ", tasks) % counted(tasks)))
    return found


@official_only
def page(request: DeskRequest) -> HttpResponse:
    """Show the most urgent of everything that waits for me."""
    return _listed(request, _waiting(request), heading=_("Cần làm theo hạn"))


def _waiting(request: DeskRequest) -> list[Work]:
    found = [*_dossiers(request), *_documents(request), *_assignments(request), *_access_changes(request)]
    return _recalls(request) + sorted(found, key=lambda one: one.due_at or FAR)


def _recalls(request: DeskRequest) -> list[Work]:
    """What a sender asks back has no day and comes first: until it is answered somebody may act on it."""
    return [
        Work(
            _("Thu hồi văn bản"),
            one.arrival.code or one.arrival.kind.name,
            one.arrival.subject,
            _("Trả lời nơi gửi"),
            reverse("desk:arrival", args=[one.arrival.public_id]),
            None,
        )
        for one in recalls(request.desk)
        if one.arrival
    ]


def _listed(request: DeskRequest, found: list[Work], *, heading: str) -> HttpResponse:
    desk, calendar, rows = request.desk, workdays.calendar(), []
    for one in found[:EACH]:
        state, words = clock(one.due_at, None, now=desk.now, calendar=calendar) if one.due_at else ("", "")
        rows.append((one, state, words))
    counts = {sort: sum(one.sort == sort for one in found) for sort in dict.fromkeys(one.sort for one in found)}
    in_turn = {one.in_turn for one in found}
    doors = [(reverse(view) + part, words) for task, (view, part, words) in IN_TURN.items() if task in in_turn]
    context = {"heading": heading, "rows": rows, "counts": counts.items(), "more": len(found) > EACH, "doors": doors}
    return render(request, "desk/todo.html", context)


def _dossiers(request: DeskRequest) -> list[Work]:
    items = dossiers.work_list(grants=request.desk.grants, kinds=[], clock="", now=request.desk.now, after=None).rows
    seen(request, items, "list")
    return [
        Work(
            _("Hồ sơ"),
            one.code,
            one.title,
            str(one.get_kind_display()),
            reverse("desk:dossier", args=[one.dossier.public_id]),
            one.due_at,
        )
        for one in items
    ]


def _documents(request: DeskRequest) -> list[Work]:
    desk = request.desk
    held = documents.in_hand(grants=desk.grants, official_id=desk.actor.id or 0, size=EACH)
    return [_document(one) for one in held]


def _document(held: Holding) -> Work:
    document, is_in = held.document, held.document.direction == Direction.INCOMING
    return Work(
        _("Văn bản đến") if is_in else _("Văn bản đi"),
        document.code or document.kind.name,
        document.subject,
        str(held.get_task_display()),
        reverse("desk:arrival" if is_in else "desk:document", args=[document.public_id]),
        held.due_at,
        held.task,
    )


def next_document(request: DeskRequest, *, after: Document) -> Work | None:
    """Return the most urgent work on another document that waits for me: where to go on from one that is done."""
    desk = request.desk
    held = documents.in_hand(grants=desk.grants, official_id=desk.actor.id or 0, size=2)
    return next((_document(one) for one in held if one.document_id != after.pk), None)


def _assignments(request: DeskRequest) -> list[Work]:
    desk, found = request.desk, dict[int, Work]()
    for view in ("mine", "with"):
        page = assignments.assignments(
            grants=desk.grants, official_id=desk.actor.id or 0, view=view, now=desk.now, size=EACH
        )
        for one in page.rows:
            task = str(one.get_state_display()) if view == "mine" else _("Phối hợp")
            code = str(one.source_text or one.get_source_display())
            address = reverse("desk:assignment", args=[one.public_id])
            found.setdefault(one.pk, Work(_("Nhiệm vụ"), code, one.content[:160], task, address, one.due_at))
    return list(found.values())


def _access_changes(request: DeskRequest) -> list[Work]:
    """Changes of who sees a document wait until a second manager has confirmed them (NĐ 30/2020, Annex VI.3)."""
    desk = request.desk
    found = documents.changes_to_confirm(grants=desk.grants, official_id=desk.actor.id or 0)
    return [
        Work(
            _("Quyền xem"),
            one.document.code or one.document.kind.name,
            f"{one.get_kind_display()}: {one.words}",
            _("Xác nhận"),
            reverse("desk:document_access", args=[one.document.public_id]),
            None,
        )
        for one in found
    ]
