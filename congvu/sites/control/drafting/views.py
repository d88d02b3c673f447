"""The drafts: which there are, one with its way to force, what it changes, what is decided about it."""

import datetime as dt
import itertools
import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.catalogue import operations, queries
from congvu.catalogue.models import DraftState
from congvu.kit.asking import day_in, row_in, text_in
from congvu.kit.errors import NotAllowed, Refusal
from congvu.sites.control.doors import ControlRequest, carry_out, control_only
from congvu.sites.control.drafting import comparing, rehearsing, steps
from congvu.sites.control.drafting.desk import Desk, desk_at, shown
from congvu.sites.control.drafting.shapes import UNITS
from congvu.workdays.queries import Limit

LEVELS = (("commune", "Cấp xã"), ("province", "Cấp tỉnh"))


@control_only
def listing(request: ControlRequest) -> HttpResponse:
    """Show what waits for one's decision, what one writes oneself, and what others write."""
    seat, rows = request.seat, queries.drafts()
    mine = [row for row in rows if row.writer_id == seat.actor.id]
    others = [row for row in rows if row.writer_id != seat.actor.id]
    context = {
        "mine": mine,
        "waiting": [row for row in others if row.state == DraftState.SUBMITTED],
        "others": [row for row in others if row.state == DraftState.EDITING],
        "decided": queries.drafts(states=[DraftState.PUBLISHED])[:20],
        "may_write": _may_write(request),
    }
    return render(request, "control/drafting/drafts.html", context)


def _may_write(request: ControlRequest) -> bool:
    return any(grant.role in {"province_admin", "agency_admin"} for grant in request.seat.grants)


@control_only
def new(request: ControlRequest) -> HttpResponse:
    """Ask the few things from which a new procedure is begun: the standard process and form do the rest."""
    if not _may_write(request):
        request.seat.require_power()
    if request.method != "POST":
        return _new(request)
    data, seat = request.POST, request.seat
    try:
        content = queries.fresh_content(
            code=text_in(data, "code", _("Mã thủ tục")),
            name=text_in(data, "name", _("Tên thủ tục")),
            field_code=text_in(data, "field_code", _("Mã lĩnh vực")),
            field_name=text_in(data, "field_name", _("Lĩnh vực")),
            level=data.get("level", "") if data.get("level") in dict(LEVELS) else "commune",
            agency=text_in(data, "agency", _("Cơ quan có thẩm quyền")),
            limit=(min(row_in(data, "value", _("Thời hạn")), 999), _unit(data.get("unit", ""))),
            limit_words=text_in(data, "words", _("Thời hạn, viết bằng lời")),
            act=text_in(data, "act", _("Số, ký hiệu văn bản")),
            act_title=text_in(data, "act_title", _("Trích yếu")),
            valid_from=seat.today,
        )
        draft = operations.begin_new(content=content, by=seat.actor, at=seat.now)
    except Refusal as refusal:
        return _new(request, refusal=str(refusal), typed=data)
    messages.success(request, _("Đã mở bản soạn. Đi qua từng phần, rồi chạy thử."))
    return HttpResponseRedirect(reverse("control:draft", args=[draft.pk]))


def _unit(typed: str) -> str:
    return typed if typed in dict(UNITS) else "working_day"


def _new(request: ControlRequest, **more: Any) -> HttpResponse:
    context = {"units": UNITS, "levels": LEVELS, "fields": queries.fields(on=request.seat.today), **more}
    return render(request, "control/drafting/new.html", context, status=422 if more.get("refusal") else 200)


@require_POST
@control_only
def begin(request: ControlRequest, code: str) -> HttpResponse:
    """Begin to write on from a version, or from an earlier one that is to hold again."""
    seat = request.seat
    if not _may_write(request):
        seat.require_power()
    number = request.POST.get("ban")
    known = queries.versions(code=code)
    version = next((one for one in known if number is None or str(one.number) == number), None)
    if version is None:
        raise Http404
    try:
        back_to = request.POST.get("lui") == "1"
        draft = operations.begin_draft(version_id=version.pk, back_to=back_to, by=seat.actor, at=seat.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("control:procedure", args=[code]))
    for other in queries.drafts_of_others(code=code, official_id=seat.actor.id):
        messages.warning(
            request,
            _("%(who)s cũng đang soạn thủ tục này từ %(day)s. Hãy trao đổi để không làm hai lần.")
            % {"who": other.writer.full_name, "day": f"{other.created_at:%d/%m/%Y}"},
        )
    return HttpResponseRedirect(reverse("control:draft", args=[draft.pk]))


@control_only
def show(request: ControlRequest, written_id: int) -> HttpResponse:
    """Show a draft: its parts, its faults, and what comes next."""
    return _show(request, desk_at(written_id, request.seat))


def _show(request: ControlRequest, desk: Desk, status: int = 200, **more: Any) -> HttpResponse:
    others = queries.drafts_of_others(code=desk.draft.code, official_id=desk.draft.writer_id)
    if request.seat.sees_all and not desk.faults:
        more["rehearsable"] = bool(rehearsing.changes(_both(desk)[0], desk.draft, request.seat))
        more["rehearsals"] = rehearsing.made(desk.draft)
    if not desk.faults:
        more["hours"], more["unlike"] = steps.differing(desk.draft.sheet), _unlike(desk.draft.sheet)
    more["first_day"] = _first_day(desk)
    context = shown(desk, others=others, count=len(_changes(desk)), today=request.seat.today, **more)
    return render(request, "control/drafting/draft.html", context, status=status)


def _first_day(desk: Desk) -> dt.date:
    """Return the day proposed for a draft: as it asks, but neither past nor before the newest version has begun."""
    newest = max((one.valid_from for one in queries.versions(code=desk.draft.code)), default=None)
    days = [desk.seat.today, desk.draft.wanted_from, newest and newest + dt.timedelta(days=1)]
    return max(day for day in days if day)


def _unlike(sheet: dict[str, Any]) -> tuple[str, str] | None:
    """Return the limit and its words where the words name numbers and that of the limit is none of them."""
    limit = sheet["limit"]
    words = queries.words(limit.get("words"))
    numbers = {int(number) for number in re.findall(r"[0-9]+", words)}
    said = numbers | {one + other for one, other in itertools.combinations(numbers, 2)}
    if not limit["value"] or not numbers or limit["value"] in said:
        return None
    return Limit.of(limit).words, words


def _changes(desk: Desk) -> list[comparing.Change]:
    before, after = _both(desk)
    return comparing.changes(before, after) if before else []


def _both(desk: Desk) -> tuple[queries.Content | None, queries.Content]:
    """Return the version in force, or else the newest, beside the draft."""
    draft = desk.draft
    after = queries.Content(
        sheet=draft.sheet, bpmn=draft.bpmn, result_template=draft.result_template, sample=draft.sample
    )
    version = queries.in_force_or_newest(code=draft.code, on=desk.seat.today)
    if draft.version_id is not None:
        version = draft.based_on
    return (queries.content_of(version) if version else None), after


@control_only
def changes(request: ControlRequest, written_id: int) -> HttpResponse:
    """Show what a draft changes against the version in force: in words, questions and steps side by side."""
    desk = desk_at(written_id, request.seat)
    before, after = _both(desk)
    found: dict[str, list[comparing.Change]] = {}
    for change in _changes(desk):
        found.setdefault(change.part, []).append(change)
    context = shown(desk, parts=list(found.items()), is_new=before is None)
    if before is not None:
        both = before.sheet, after.sheet
        context["questions"] = [row for row in comparing.questions(*both) if any(one.is_changed for one in row[1])]
        steps = comparing.pairs("steps", *both) if not (before.bpmn or after.bpmn) else []
        context["steps"] = steps if any(one.is_changed for one in steps) else []
    return render(request, "control/drafting/changes.html", context)


@require_POST
@control_only
def change(request: ControlRequest, written_id: int, deed: str) -> HttpResponse:
    """Hand in, take back, give up, rehearse, approve or send back."""
    if deed not in DEEDS:
        raise Http404
    desk = desk_at(written_id, request.seat)
    data, seat = request.POST, request.seat
    if deed in {"duyet", "tra-lai", "dien-tap"}:
        seat.require_power()
    elif not desk.is_writer:
        raise NotAllowed(_("Bản này do %(who)s soạn; chỉ người ấy sửa được.") % {"who": desk.draft.writer.full_name})
    ways: dict[str, Any] = {"draft_id": written_id, "by": seat.actor, "at": seat.now}

    def submit() -> None:
        day = day_in(data, "day", _("Áp dụng từ"))
        operations.submit_draft(wanted_from=day, note=data.get("note", ""), **ways)

    def approve() -> None:
        if not rehearsing.made(desk.draft):
            rehearsing.rehearse(_both(desk)[0], desk.draft, seat)
        operations.approve_draft(valid_from=day_in(data, "day", _("Áp dụng từ")), **ways)

    def send_back() -> None:
        operations.return_draft(reason=text_in(data, "reason", _("Cần sửa gì")), **ways)

    deeds = {
        "trinh": submit,
        "duyet": approve,
        "dien-tap": lambda: rehearsing.rehearse(_both(desk)[0], desk.draft, seat),
        "tra-lai": send_back,
        "rut": lambda: operations.recall_draft(**ways),
        "bo": lambda: operations.discard_draft(**ways),
    }
    back = reverse("control:drafts") if deed == "bo" else reverse("control:draft", args=[desk.draft.pk])
    return carry_out(request, deeds[deed], done=str(DEEDS[deed]()), back=back)


DEEDS = {
    "trinh": lambda: _("Đã trình. Một người quản trị khác sẽ duyệt."),
    "duyet": lambda: _("Đã ban hành. Hồ sơ đang giải quyết giữ phiên bản cũ."),
    "tra-lai": lambda: _("Đã trả lại cho người soạn."),
    "dien-tap": lambda: _("Đã diễn tập trên hồ sơ ba tháng qua; xem kết quả ở dưới."),
    "rut": lambda: _("Đã rút lại để soạn tiếp."),
    "bo": lambda: _("Đã bỏ bản soạn."),
}
"""What each deed says when it is done."""
