"""One petition at the desk: what was written, what was done, and what can be done now."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from congvu.feedback import operations, queries
from congvu.feedback.models import Petition
from congvu.files import queries as files
from congvu.kit.asking import optional_row
from congvu.kit.errors import Refusal
from congvu.people import queries as people
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.dossiers.reading import framed
from congvu.sites.desk.dossiers.tables import clock
from congvu.workdays import queries as workdays

SAID = {
    "accept": gettext_lazy("Đã tiếp nhận, hạn trả lời bắt đầu tính."),
    "ask": gettext_lazy("Đã hỏi người gửi. Đồng hồ chờ họ."),
    "forward": gettext_lazy("Đã chuyển và báo người gửi."),
    "refuse": gettext_lazy("Đã báo người gửi lý do không tiếp nhận."),
    "prepare": gettext_lazy("Đã lưu dự thảo trả lời, chờ lãnh đạo."),
    "answer": gettext_lazy("Đã trả lời người gửi."),
    "publish": gettext_lazy("Đã công khai câu trả lời."),
    "withhold": gettext_lazy("Đã ghi lý do không công khai."),
}


@official_only
def petition(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show one petition."""
    return _page(request, public_id)


def _page(request: DeskRequest, public_id: uuid.UUID, **more: Any) -> HttpResponse:
    desk = request.desk
    found = operations.read_petition(public_id=public_id, by=desk.actor, at=desk.now)
    state, words = clock(found.due_at, None, now=desk.now, calendar=workdays.calendar()) if found.due_at else ("", "")
    deeds = queries.deeds(desk.grants, found)
    shown = {
        "petition": found,
        "clock_state": state,
        "clock_words": words,
        "events": queries.steps_of(found),
        "uses": files.uses(found.subject),
        "deeds": deeds,
        "sender_shown": not found.is_confidential,
        "rules": queries.rules_on(found.received_at.date()),
        "others": people.agencies_with_desk(desk.today).exclude(pk=found.agency_id) if "forward" in deeds else [],
        "typed": request.POST,
    }
    return render(request, "desk/petition.html", {**shown, **more}, status=422 if "refusal" in more else 200)


@official_only
@require_POST
def deed(request: DeskRequest, public_id: uuid.UUID, deed: str) -> HttpResponseBase:
    """Do one thing about a petition; what is refused stands again as typed."""
    desk = request.desk
    found = operations.read_petition(public_id=public_id, by=desk.actor, at=desk.now)
    if deed not in DOING:
        return _page(request, public_id, refusal=_("Không có thao tác này."))
    try:
        DOING[deed](request, found)
    except Refusal as refusal:
        return _page(request, public_id, refusal=str(refusal), tried=deed)
    if deed == "reveal":
        return _page(request, public_id, sender_shown=True)
    messages.success(request, str(SAID[deed]))
    if deed == "forward":  # it may be another agency's now
        return redirect("desk:petitions")
    return redirect("desk:petition", public_id)


def _accept(request: DeskRequest, found: Petition) -> None:
    operations.accept_petition(petition_id=found.pk, is_conduct="is_conduct" in request.POST, **_by(request))


def _ask(request: DeskRequest, found: Petition) -> None:
    operations.ask_sender(petition_id=found.pk, what=request.POST.get("what", ""), **_by(request))


def _forward(request: DeskRequest, found: Petition) -> None:
    target = optional_row(request.POST, "agency")
    known = people.agencies_with_desk(request.desk.today).filter(pk=target).first() if target else None
    if known is None:
        raise Refusal(_("Chọn cơ quan để chuyển tới."))
    operations.forward(petition_id=found.pk, agency_id=known.pk, reason=request.POST.get("reason", ""), **_by(request))


def _refuse(request: DeskRequest, found: Petition) -> None:
    operations.refuse_petition(petition_id=found.pk, reason=request.POST.get("reason", ""), **_by(request))


def _prepare(request: DeskRequest, found: Petition) -> None:
    operations.prepare_answer(petition_id=found.pk, text=request.POST.get("text", ""), **_by(request))


def _answer(request: DeskRequest, found: Petition) -> None:
    said = request.POST.get("is_founded", "")
    if said not in {"0", "1"}:
        raise Refusal(_("Chọn phản ánh có đúng hay không."))
    operations.answer(petition_id=found.pk, text=request.POST.get("text", ""), is_founded=said == "1", **_by(request))


def _publish(request: DeskRequest, found: Petition) -> None:
    words: dict[str, Any] = {name: request.POST.get(name, "") for name in ("title", "text", "answer")}
    operations.publish(petition_id=found.pk, **words, **_by(request))


def _withhold(request: DeskRequest, found: Petition) -> None:
    operations.withhold(petition_id=found.pk, reason=request.POST.get("reason", ""), **_by(request))


def _reveal(request: DeskRequest, found: Petition) -> None:
    operations.reveal_sender(petition_id=found.pk, reason=request.POST.get("reason", ""), **_by(request))


def _by(request: DeskRequest) -> dict[str, Any]:
    return {"by": request.desk.actor, "at": request.desk.now}


DOING: dict[str, Callable[[DeskRequest, Petition], None]] = {
    "accept": _accept,
    "ask": _ask,
    "forward": _forward,
    "refuse": _refuse,
    "prepare": _prepare,
    "answer": _answer,
    "publish": _publish,
    "withhold": _withhold,
    "reveal": _reveal,
}


@official_only
def file(request: DeskRequest, public_id: uuid.UUID, use_id: uuid.UUID) -> HttpResponseBase:
    """Send one file of a petition; the download is logged."""
    desk = request.desk
    use = operations.read_petition_file(public_id=public_id, use_id=use_id, by=desk.actor, at=desk.now)
    return framed(FileResponse(files.open_use(use), filename=use.name, content_type=use.blob.mime))
