"""Actions on a dossier: a press where nothing is to be said, a page where something is."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.catalogue import queries as catalogue
from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import Dossier
from congvu.kit.asking import day_in, moment_in
from congvu.kit.errors import Refusal
from congvu.people import queries as people
from congvu.processes import queries as processes
from congvu.processes.models import Step
from congvu.sites.desk.doors import DeskRequest, asked_again, official_only, say
from congvu.sites.desk.dossiers import records
from congvu.sites.desk.dossiers.posted import amount_of, step_of
from congvu.sites.desk.dossiers.reading import opened
from congvu.sites.desk.dossiers.records import MORE
from congvu.sites.desk.dossiers.sealing import is_sealed_by_token, lay_for_token

WITH_WORDS = frozenset(
    {
        "request_supplement",
        "refuse_reception",
        "refuse",
        "stop",
        "send_back",
        "assign",
        "pass_to_unit",
        "decide_withdrawal",
        "record_payment",
        "require_payment",
        "register_result",
        "consult",
        "answer",
        "go_without",
        "keep_minutes",
        "put_up",
        "take_down",
        "tell_duty",
        "prepare_apology",
        "explain_lateness",
        "take_time_to_verify",
    }
)
"""Actions that need a reason, a choice or a number."""
OWN_PAGES = {"supplement": "desk:take_supplement"}
"""Actions with a page of their own."""
SIGNING = frozenset({"sign_result", "seal_result", "sign_apology"})
"""Actions that use a key: who does them has lately shown who they are."""
SAID = {
    "accept": gettext_lazy("Đã tiếp nhận hồ sơ. Giấy hẹn nằm trong mục giấy tờ."),
    "take_in": gettext_lazy("Đã nhận hồ sơ, thời hạn bắt đầu tính."),
    "take": gettext_lazy("Việc này là của bạn."),
    "pass_to_unit": gettext_lazy("Đã chuyển phòng khác; phòng nhận thấy việc trong danh sách của mình."),
    "register_result": gettext_lazy("Đã ghi sổ, chuyển lãnh đạo ký."),
    "sign_result": gettext_lazy("Đã ký, chuyển văn thư đóng dấu."),
    "seal_result": gettext_lazy("Đã đóng dấu. Kết quả chờ trả cho người dân."),
    "return_result": gettext_lazy("Đã trả kết quả."),
    "send_again": gettext_lazy("Hồ sơ đang được gửi lại sang hệ thống của ngành."),
    "close_unanswered": gettext_lazy("Đã dừng hồ sơ quá hạn bổ sung và báo cho người nộp."),
    "request_supplement": gettext_lazy("Đã gửi yêu cầu bổ sung cho người nộp."),
    "consult": gettext_lazy("Đã gửi lấy ý kiến; mỗi cơ quan có thời hạn trả lời riêng."),
    "answer": gettext_lazy("Đã gửi ý kiến về cơ quan chủ trì."),
    "keep_minutes": gettext_lazy("Đã lập biên bản, bản in nằm trong mục giấy tờ."),
    "put_up": gettext_lazy("Đã niêm yết trên cổng. Treo bản giấy tại các nơi đã ghi."),
    "take_down": gettext_lazy("Đã kết thúc niêm yết."),
    "tell_duty": gettext_lazy("Đã thông báo nghĩa vụ tài chính cho người nộp."),
    "prepare_apology": gettext_lazy("Đã lập phiếu xin lỗi, chờ người đứng đầu ký."),
    "sign_apology": gettext_lazy("Đã ký phiếu xin lỗi và báo ngày hẹn mới cho người nộp."),
    "drop_apology": gettext_lazy("Đã bỏ phiếu xin lỗi; ngày hẹn giữ nguyên."),
    "explain_lateness": gettext_lazy("Đã ghi lý do chậm."),
    "take_time_to_verify": gettext_lazy("Đã hẹn theo thời hạn xác minh và báo cho người nộp."),
    "require_payment": gettext_lazy("Đã báo người nộp số tiền phải nộp; đồng hồ tạm dừng."),
}


@official_only
def act(request: DeskRequest, public_id: uuid.UUID, action: str) -> HttpResponse:
    """Do one action, or ask first for what it needs."""
    found = opened(request, public_id, in_part=True)
    offered = _offered(request, found)
    page = reverse("desk:dossier", args=[public_id])
    if request.method != "POST":
        if action in offered and action in OWN_PAGES:
            return redirect(OWN_PAGES[action], public_id)
        if action not in offered or action not in WITH_WORDS:
            return redirect(page)
        return _ask(request, found, action, offered[action].label, step_id=offered[action].step_id)
    if action not in DOING:
        return say(request, Refusal(_("Không có thao tác này.")), page)
    if action in SIGNING and (again := asked_again(request, page)) is not None:
        return again
    try:
        if action == "seal_result" and is_sealed_by_token(found):
            return lay_for_token(request, found)
        DOING[action](request, found)
    except Refusal as refusal:
        if action in WITH_WORDS and action in offered:
            return _ask(
                request, found, action, offered[action].label, error=str(refusal), step_id=offered[action].step_id
            )
        return say(request, refusal, page)
    messages.success(request, str(SAID.get(action, _("Đã ghi nhận."))))
    return redirect("desk:home" if request.POST.get("ve") == "danh-sach" else page)


def _offered(request: DeskRequest, found: Dossier) -> dict[str, dossiers.Action]:
    """Return what may be done by its code: of several steps the one that is meant."""
    desk, meant = request.desk, request.POST.get("buoc") or request.GET.get("buoc", "")
    actions = dossiers.actions_for(dossier=found, grants=desk.grants, at=desk.now)
    return {one.code: one for one in sorted(actions, key=lambda one: str(one.step_id) == meant)}


def _ask(
    request: DeskRequest, found: Dossier, action: str, label: str, *, error: str = "", step_id: int | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "dossier": found,
        "action": action,
        "label": label.rstrip("…"),
        "error": error,
        "step_id": step_id,
        "posted": request.POST,
    }
    if action == "request_supplement":
        context["sections"] = _askable(request, found)
    if action == "assign" and step_id and found.run_id:
        step = next(step for step in processes.open_steps(found.run_id) if step.pk == step_id)
        context["officials"] = _to_whom(request, step)
    if action == "pass_to_unit" and step_id:
        context["units"] = _units_for(request, processes.step(step_id))
    if action == "register_result":
        context["fields"] = _officer_fields(request, found)
    if action == "send_back" and step_id:
        context["targets"] = _earlier(step_id)
    if action in MORE:
        context |= MORE[action](request, found, step_id)
    if action in {"prepare_apology", "explain_lateness"}:
        context |= _about_lateness(found, request.desk.now)
    if action == "request_supplement":
        context["again"] = found.supplement_requests.exists()
    return render(request, f"desk/actions/{action}.html", context, status=422 if error else 200)


def _to_whom(request: DeskRequest, step: Step) -> list[dict[str, Any]]:
    """Return to whom the step may be given: name, unit, and how much each has open."""
    desk = request.desk
    found = operations.may_be_given(step=step, by=desk.actor, at=desk.now)
    load = dossiers.open_work_of([one.pk for one in found])
    units = {unit.pk: unit.name for unit in people.units(agency_id=step.agency_id, on=desk.now.date())}
    common: dict[str, Any] = {"role": step.role, "agency_id": step.agency_id, "at": desk.now}
    return [
        {
            "id": one.pk,
            "name": one.full_name,
            "unit": units.get(people.unit_of_role(official_id=one.pk, **common) or 0, ""),
            "open": load.get(one.pk, 0),
        }
        for one in found
    ]


def _units_for(request: DeskRequest, step: Step) -> list[Any]:
    """Return the other units of the agency in which somebody may do the step."""
    desk = request.desk
    common: dict[str, Any] = {"role": step.role, "agency_id": step.agency_id, "at": desk.now}
    units = people.units(agency_id=step.agency_id, on=desk.now.date()).exclude(pk=step.unit_id or 0)
    return [unit for unit in units if people.officials_with(unit_id=unit.pk, **common).exists()]


def _about_lateness(found: Dossier, now: dt.datetime) -> dict[str, Any]:
    until = dossiers.apology_until(found.due_at, at=now) if found.due_at else None
    return {
        "reasons": dossiers.lateness_reasons(),
        "said": dossiers.lateness_of(found.pk),
        "until": until,
        "in_time": until is not None and timezone.localdate(now) <= until,
    }


def _officer_fields(request: DeskRequest, found: Dossier) -> list[dict[str, str]]:
    """Return what the officer writes down with the number, with what stands or was typed."""
    return [
        {
            "name": f"them.{field['code']}",
            "label": catalogue.words(field["name"]),
            "kind": field.get("kind", "text"),
            "value": request.POST.get(f"them.{field['code']}", found.result_extra.get(field["code"], "")),
        }
        for field in found.version.sheet["result"].get("officer_fields", [])
    ]


def _askable(request: DeskRequest, found: Dossier) -> list[dict[str, Any]]:
    """Return what may be asked for, section by section, with what was ticked and typed before an error."""
    fields = [
        (section.title, [("field", row.pointer, row.label, row.value) for row in section.rows if row.pointer])
        for section in found.version.form.summary(found.values)
    ]
    papers = [
        ("paper", paper["code"], catalogue.words(paper["name"]), "")
        for paper in found.version.papers
        if not paper.get("shown_only")
    ]
    ticked = set(request.POST.getlist("muc"))
    return [
        {
            "title": title,
            "rows": [
                {
                    "key": f"{kind}:{pointer}",
                    "label": label,
                    "value": value,
                    "ticked": f"{kind}:{pointer}" in ticked,
                    "problem": request.POST.get(f"loi:{kind}:{pointer}", ""),
                }
                for kind, pointer, label, value in rows
            ],
        }
        for title, rows in [*fields, (_("Giấy tờ"), papers)]
        if rows
    ]


def _earlier(step_id: int) -> list[tuple[str, str]]:
    """Return the steps that this one may be sent back to."""
    return [
        (step.bpmn_id, processes.said(step.name))
        for step in processes.return_targets(step_id)
        if step.kind != "receive"
    ]


def _supplement(request: DeskRequest, found: Dossier) -> object:
    asked = []
    for key in request.POST.getlist("muc"):
        kind, _sep, pointer = key.partition(":")
        problem = request.POST.get(f"loi:{key}", "").strip()
        asked.append(
            {"kind": kind, "pointer": pointer, "label": request.POST.get(f"ten:{key}", pointer), "problem": problem}
        )
    return operations.request_supplement(
        dossier_id=found.pk,
        items=asked,
        reason=request.POST.get("ly_do", ""),
        contact=request.POST.get("lien_he", ""),
        ground=request.POST.get("can_cu", ""),
        by=request.desk.actor,
        at=request.desk.now,
    )


def _with_step(operation: Callable[..., object]) -> Callable[[DeskRequest, Dossier], object]:
    def do(request: DeskRequest, found: Dossier) -> object:
        return operation(dossier_id=found.pk, step_id=step_of(request), by=request.desk.actor, at=request.desk.now)

    return do


def _with_words(operation: Callable[..., object], **fields: str) -> Callable[[DeskRequest, Dossier], object]:
    def do(request: DeskRequest, found: Dossier) -> object:
        words = {name: request.POST.get(posted, "") for name, posted in fields.items()}
        return operation(dossier_id=found.pk, **words, by=request.desk.actor, at=request.desk.now)

    return do


def _register(request: DeskRequest, found: Dossier) -> object:
    return operations.register_result(
        dossier_id=found.pk,
        step_id=step_of(request),
        extra={name.removeprefix("them."): request.POST[name] for name in request.POST if name.startswith("them.")},
        by=request.desk.actor,
        at=request.desk.now,
    )


def _send_back(request: DeskRequest, found: Dossier) -> object:
    return operations.send_back(
        dossier_id=found.pk,
        step_id=step_of(request),
        target=request.POST.get("ve_buoc", ""),
        reason=request.POST.get("ly_do", ""),
        by=request.desk.actor,
        at=request.desk.now,
    )


def _assign(request: DeskRequest, found: Dossier) -> object:
    chosen = request.POST.get("nguoi", "")
    if not chosen.isdigit():
        raise Refusal(_("Chọn người được giao."))
    return operations.assign(
        dossier_id=found.pk,
        step_id=step_of(request),
        official_id=int(chosen),
        by=request.desk.actor,
        at=request.desk.now,
    )


def _pass_to_unit(request: DeskRequest, found: Dossier) -> object:
    chosen = request.POST.get("phong", "")
    return operations.pass_to_unit(
        dossier_id=found.pk,
        step_id=step_of(request),
        unit_id=int(chosen) if chosen.isdigit() else 0,
        further=request.POST.get("ca_sau") == "1",
        reason=request.POST.get("ly_do", ""),
        by=request.desk.actor,
        at=request.desk.now,
    )


def _withdrawal(request: DeskRequest, found: Dossier) -> object:
    return operations.decide_withdrawal(
        dossier_id=found.pk,
        granted=request.POST.get("dong_y") == "1",
        reason=request.POST.get("ly_do", ""),
        by=request.desk.actor,
        at=request.desk.now,
    )


def _require_payment(request: DeskRequest, found: Dossier) -> object:
    return operations.require_payment(
        dossier_id=found.pk,
        amount=amount_of(request),
        reason=request.POST.get("ly_do", ""),
        by=request.desk.actor,
        at=request.desk.now,
    )


def _apology(request: DeskRequest, found: Dossier) -> object:
    return operations.prepare_apology(
        dossier_id=found.pk,
        reason=request.POST.get("ly_do", ""),
        words=request.POST.get("loi", ""),
        new_day=day_in(request.POST, "ngay", _("Hẹn lại ngày")),
        by=request.desk.actor,
        at=request.desk.now,
    )


def _return(request: DeskRequest, found: Dossier) -> object:
    data = request.POST
    by_hand = moment_in(data, "tra_luc", _("Trả lúc")) if data.get("tra_luc") else None
    return operations.return_result(
        dossier_id=found.pk,
        receiver=data.get("nguoi_nhan", ""),
        identifier=data.get("so_giay_to", ""),
        relation=data.get("tu_cach", ""),
        authority=data.get("uy_quyen", ""),
        happened_at=by_hand,
        by=request.desk.actor,
        at=request.desk.now,
    )


DOING: dict[str, Callable[[DeskRequest, Dossier], object]] = {
    "accept": _with_words(operations.accept),
    "take_in": _with_words(operations.take_in),
    "refuse_reception": _with_words(operations.refuse_reception, reason="ly_do"),
    "request_supplement": _supplement,
    "take": _with_step(operations.take),
    "assign": _assign,
    "pass_to_unit": _pass_to_unit,
    "finish_step": _with_step(operations.finish_step),
    "register_result": _register,
    "sign_result": _with_step(operations.sign_result),
    "seal_result": _with_step(operations.seal_result),
    "send_back": _send_back,
    "return_result": _return,
    "refuse": _with_words(operations.refuse, reason="ly_do"),
    "stop": _with_words(operations.stop, reason="ly_do", law="can_cu"),
    "prepare_apology": _apology,
    "sign_apology": _with_words(operations.sign_apology),
    "drop_apology": _with_words(operations.drop_apology),
    "explain_lateness": _with_words(operations.explain_lateness, reason="ly_do", words="loi"),
    "take_time_to_verify": _with_words(operations.take_time_to_verify, reason="ly_do"),
    "decide_withdrawal": _withdrawal,
    "send_again": _with_words(operations.outside.send_again),
    "close_unanswered": _with_words(operations.close_unanswered),
    "require_payment": _require_payment,
    "record_payment": _with_words(operations.record_payment, receipt="bien_lai"),
    **records.DOING,
}
