"""The page of one incoming document: what came, its checks, its way, and what I can do now."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from congvu.documents import operations, queries
from congvu.documents.models import Document, State
from congvu.files import queries as files
from congvu.kit.asking import optional_day, optional_row, row_in
from congvu.kit.errors import Refusal
from congvu.sites.desk.documents.sending import file_to_read
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.dossiers.tables import clock
from congvu.sites.desk.incoming.notes import note_choices, note_in
from congvu.sites.desk.incoming.persons import persons_of
from congvu.sites.desk.incoming.scans import readings_shown
from congvu.sites.desk.todo import next_document
from congvu.workdays import queries as workdays
from congvu.workfiles import queries as workfiles

SAID = {
    "register": gettext_lazy("Đã vào sổ và trình lãnh đạo."),
    "return": gettext_lazy("Đã trả lại nơi gửi kèm lý do."),
    "direct": gettext_lazy("Đã ghi bút phê, văn bản đã đến người xử lý."),
    "assign": gettext_lazy("Đã giao người xử lý."),
    "hand-back": gettext_lazy("Đã chuyển lại lãnh đạo."),
    "opinion": gettext_lazy("Đã ghi ý kiến phối hợp."),
    "answer": gettext_lazy("Đã gắn văn bản trả lời."),
    "complete": gettext_lazy("Đã kết thúc xử lý văn bản."),
    "reopen": gettext_lazy("Đã mở lại văn bản."),
    "agree-recall": gettext_lazy("Đã đồng ý thu hồi; tệp đã xóa tại cơ quan mình."),
    "refuse-recall": gettext_lazy("Đã trả lời không đồng ý thu hồi."),
    "read-scans": gettext_lazy(
        "Đã giao máy đọc bản quét; đọc xong văn bản có bản có lớp chữ và tìm được theo nội dung."
    ),
    "stop-reading": gettext_lazy("Đã dừng đọc bản quét."),
}


MINE = frozenset({"register", "direct", "assign", "answer", "opinion"})
"""Deeds of whom a document waits for."""


@official_only
def arrival(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show one incoming document."""
    return _page(request, public_id)


def _page(request: DeskRequest, public_id: uuid.UUID, **more: Any) -> HttpResponse:
    desk = request.desk
    found = operations.open_document(public_id=public_id, by=desk.actor, at=desk.now)
    deeds = queries.arrival_deeds(found, by=desk.actor, at=desk.now)
    due = None if found.ended_at else found.due_at
    state, words = clock(due, None, now=desk.now, calendar=workdays.calendar()) if due else ("", "")
    kept = queries.seen_files(found, by=desk.actor, at=desk.now)
    viewed = request.GET.get("xem") or next((str(one.use_id) for one in kept if one.use.kind == "pdf"), "")
    shown = {
        "document": found,
        "deeds": deeds,
        "workfiles": workfiles.files_of(found, grants=desk.grants, official_id=desk.actor.id or 0),
        "next": None if MINE & set(deeds) else next_document(request, after=found),
        "clock_state": state,
        "clock_words": words,
        "files": kept,
        "signed": queries.signed_files(found),
        "access_changes": queries.unconfirmed_changes(found),
        "manages": queries.manages(found, by=desk.actor, at=desk.now),
        "viewed": viewed if any(str(one.use_id) == viewed for one in kept) else "",
        "readings": readings_shown(found),
        "checks": queries.arrival_checks(found, at=desk.now) if found.state == State.ARRIVED else [],
        "twins": queries.twins(found) if "register" in deeds else [],
        "delivery": getattr(found, "delivery_in", None),
        "notes": found.directives.order_by("id"),
        "remarks": found.remarks.order_by("id"),
        "moves": found.moves.order_by("id"),
        "holders": found.holdings.filter(done_at=None).select_related("official", "unit").order_by("id"),
        "answers": queries.answers_of(found),
        "followed": queries.followed_by(found),
        "follows": queries.follows(found),
        "outgoing": queries.latest_answers(agency_id=found.agency_id, since=desk.today) if "answer" in deeds else [],
        "persons": persons_of(found.agency_id, on=desk.today, unit_id=found.unit_id) if "assign" in deeds else [],
        "may_copy": queries.may_be_copied(found, by=desk.actor, at=desk.now),
        "typed": request.POST,
        **(note_choices(found, desk) if "direct" in deeds else {}),
        **more,
    }
    return render(request, "desk/incoming/arrival.html", shown, status=422 if "refusal" in more else 200)


@official_only
@require_POST
def deed(request: DeskRequest, public_id: uuid.UUID, deed: str) -> HttpResponseBase:
    """Do one thing with a document; what is refused stands again as typed."""
    desk = request.desk
    found = operations.open_document(public_id=public_id, by=desk.actor, at=desk.now)
    if deed not in DOING:
        return _page(request, public_id, refusal=_("Không có thao tác này."))
    try:
        DOING[deed](request, found)
    except operations.Twin as twin:
        return _page(request, public_id, refusal=str(twin), is_twin=True)
    except Refusal as refusal:
        return _page(request, public_id, refusal=str(refusal), tried=deed)
    messages.success(request, str(SAID[deed]))
    if request.POST.get("tiep") == "but-phe":
        return redirect("desk:arrival_notes")
    return redirect("desk:arrival", public_id)


def _by(request: DeskRequest) -> dict[str, Any]:
    return {"by": request.desk.actor, "at": request.desk.now}


def _words(request: DeskRequest, name: str = "reason") -> str:
    return request.POST.get(name, "")[:2000]


def _register(request: DeskRequest, found: Document) -> None:
    operations.register(
        document_id=found.pk,
        leader_id=optional_row(request.POST, "leader"),
        is_no_twin="is_no_twin" in request.POST,
        **_by(request),
    )


def _direct(request: DeskRequest, found: Document) -> None:
    operations.direct(document_id=found.pk, given=note_in(request.POST), **_by(request))


def _assign(request: DeskRequest, found: Document) -> None:
    operations.assign(
        document_id=found.pk,
        official_id=row_in(request.POST, "official", _("Người xử lý")),
        note=_words(request, "note"),
        due_on=optional_day(request.POST, "due_on", _("Hạn")),
        **_by(request),
    )


def _answer(request: DeskRequest, found: Document) -> None:
    chosen = row_in(request.POST, "answer", _("Văn bản trả lời"))
    operations.link_answer(document_id=found.pk, answer_id=chosen, **_by(request))


DOING: dict[str, Callable[[DeskRequest, Document], Any]] = {
    "register": _register,
    "return": lambda r, d: operations.return_to_sender(document_id=d.pk, reason=_words(r), **_by(r)),
    "direct": _direct,
    "assign": _assign,
    "hand-back": lambda r, d: operations.hand_back(document_id=d.pk, reason=_words(r), **_by(r)),
    "opinion": lambda r, d: operations.finish_part(document_id=d.pk, note=_words(r, "note"), **_by(r)),
    "answer": _answer,
    "complete": lambda r, d: operations.complete(document_id=d.pk, note=_words(r, "note"), **_by(r)),
    "reopen": lambda r, d: operations.reopen(document_id=d.pk, reason=_words(r), **_by(r)),
    "agree-recall": lambda r, d: operations.agree_to_recall(document_id=d.pk, **_by(r)),
    "refuse-recall": lambda r, d: operations.refuse_recall(document_id=d.pk, reason=_words(r), **_by(r)),
    "read-scans": lambda r, d: operations.read_scans(document_id=d.pk, **_by(r)),
    "stop-reading": lambda r, d: operations.stop_reading(document_id=d.pk, **_by(r)),
}


@official_only
def file(request: DeskRequest, public_id: uuid.UUID, use_id: uuid.UUID) -> HttpResponseBase:
    """Send one file of a document; that it was opened is kept."""
    desk = request.desk
    try:
        found = operations.open_file(public_id=public_id, use_id=use_id, by=desk.actor, at=desk.now)
        document = operations.open_document(public_id=public_id, by=desk.actor, at=desk.now)
        return file_to_read(request, document, found)
    except files.FileMissing as reason:
        return render(request, "desk/refused.html", {"reason": str(reason)}, status=404)
