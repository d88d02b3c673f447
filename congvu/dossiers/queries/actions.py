"""What an official may do with a dossier now: the buttons of the desk, from the same rules the operations check."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from congvu.dossiers.lifecycle import RUNNING, State
from congvu.dossiers.models import Dossier, Outcome, Promise, WorkItem
from congvu.dossiers.queries.corrections import council_wants_corrections
from congvu.dossiers.queries.gathering import steps_of
from congvu.dossiers.queries.verifying import may_verify
from congvu.dossiers.queries.windows import in_window, is_late, rules_on
from congvu.people import queries as people
from congvu.people.queries import Grant
from congvu.processes import queries as processes
from congvu.processes.models import Step


@dataclass(frozen=True)
class Action:
    """One thing that may be done: code of the operation, words on the button, the step it belongs to."""

    code: str
    label: str
    step_id: int | None = None
    step_name: str = ""
    main: bool = False
    on_behalf_of: str = ""

    @property
    def asks(self) -> bool:
        """Tell whether a page must first ask for a reason, a choice or a number: its words end with «…»."""
        return self.label.endswith("…")


def actions_for(*, dossier: Dossier, grants: Iterable[Grant], at: dt.datetime) -> list[Action]:
    """Return what these grants allow on the dossier, the main action first."""
    grants = tuple(grants)
    if not dossier.is_run_here:
        return _elsewhere(dossier, grants, at)
    found = [*_at_reception(dossier, grants), *_at_steps(dossier, grants), *_beside(dossier, grants, at)]
    return sorted(found, key=lambda action: not action.main)


LEADS = ("case_officer", "unit_head", "leader")
SENT_BACK = frozenset({"sign", "seal", "work", "verify", "council", "notice", "duty"})
"""Kinds of steps that may be sent back to an earlier one."""


def _planned(dossier: Dossier, step: Step) -> processes.PlannedStep:
    return processes.planned_step(dossier.version.definition_id, step.bpmn_id)


def _has(dossier: Dossier, kind: str) -> bool:
    return any(step.kind == kind for step in processes.planned(dossier.version.definition_id))


def _elsewhere(dossier: Dossier, grants: tuple[Grant, ...], at: dt.datetime) -> list[Action]:
    """Return what the desk may do with a dossier that another system runs: send it again, close what nobody answers."""
    if not _holds(grants, dossier, ["reception"]):
        return []
    if dossier.work_items.filter(kind=WorkItem.Kind.OUTSIDE).exists():
        return [Action("send_again", _("Gửi lại hồ sơ sang hệ thống của ngành"), main=True)]
    asked = dossier.supplement_requests.filter(answered_at=None, answer_by__lte=at)
    if dossier.state == State.SUPPLEMENT_REQUIRED and asked.exists():
        return [Action("close_unanswered", _("Dừng hồ sơ quá hạn bổ sung"), main=True)]
    return []


def _holds(
    grants: tuple[Grant, ...], dossier: Dossier, roles: Iterable[str], *, competent: bool = False
) -> Grant | None:
    agency_id = dossier.competent_agency_id if competent else dossier.receiving_agency_id
    return people.fitting_grant(grants, roles=roles, agency_id=agency_id)


def _at_reception(dossier: Dossier, grants: tuple[Grant, ...]) -> list[Action]:
    if dossier.state == State.REGISTERED and _holds(grants, dossier, ["reception"]):
        actions = [
            Action("accept", _("Tiếp nhận, in giấy hẹn"), main=True),
            Action("refuse_reception", _("Từ chối tiếp nhận…")),
        ]
        if not dossier.supplement_requests.all():
            actions.insert(1, Action("request_supplement", _("Yêu cầu bổ sung…")))
        return actions
    if dossier.state == State.SUPPLEMENT_REQUIRED and _holds(grants, dossier, ["reception"]):
        return [Action("supplement", _("Nhận phần bổ sung tại quầy…"), main=True)]
    waits = dossier.state == State.ACCEPTED and dossier.competent_received_at is None
    if waits and _holds(grants, dossier, ["reception"], competent=True):
        return [Action("take_in", _("Nhận hồ sơ, bắt đầu tính thời hạn"), main=True)]
    no_step = dossier.outcome == Outcome.REFUSED or not dossier.run_id  # refused, or solved in an older system
    if dossier.state == State.DONE and no_step and _holds(grants, dossier, ["return_desk"]):
        return [Action("return_result", _("Trả kết quả"), main=True)]
    return []


def _at_steps(dossier: Dossier, grants: tuple[Grant, ...]) -> list[Action]:
    if not dossier.run_id or dossier.state not in {State.ACCEPTED, State.PROCESSING, State.DONE}:
        return []
    labels = {
        "register": ("register_result", _("Đạt, ghi sổ và trình ký…")),
        "sign": ("sign_result", _("Ký kết quả")),
        "seal": ("seal_result", _("Đóng dấu cơ quan, phát hành")),
        "return": ("return_result", _("Trả kết quả")),
        "consult": ("answer", _("Cho ý kiến…")),
        "verify": ("keep_minutes", _("Lập biên bản kiểm tra…")),
        "council": ("keep_minutes", _("Lập biên bản họp…")),
        "duty": ("tell_duty", _("Thông báo nghĩa vụ tài chính…")),
    }
    hanging = set(dossier.public_notices.values_list("step_id", flat=True)) if _has(dossier, "notice") else set()
    actions = []
    for step in (step for step in steps_of(dossier) if step.is_open):
        name = processes.said(step.name)
        agency_id = dossier.receiving_agency_id if step.kind == "return" else step.agency_id
        grant = people.fitting_grant(
            grants, roles=[step.role], agency_id=agency_id, unit_id=step.unit_id, holder_id=step.assignee_id
        )
        if grant:
            code, label = labels.get(step.kind, ("finish_step", _("Xong, chuyển bước sau")))
            if step.kind == "notice":
                up = step.pk in hanging
                code, label = ("take_down", _("Kết thúc niêm yết…")) if up else ("put_up", _("Niêm yết công khai…"))
            behalf = grant.official_name if grant.delegated else ""
            asks = code == "finish_step" and bool(_planned(dossier, step).asks)
            if asks:
                ask, label = _("Gửi lấy ý kiến…"), _("Không cần lấy ý kiến, chuyển bước sau")
                actions.append(Action("consult", ask, step.pk, name, main=True, on_behalf_of=behalf))
            actions.append(Action(code, label, step.pk, name, main=not asks, on_behalf_of=behalf))
            if step.assignee_id is None and step.kind not in {"sign", "return"}:
                actions.append(Action("take", _("Nhận việc về mình"), step.pk, name, on_behalf_of=behalf))
            elif grant.delegated and step.receiver.get("id") in {None, grant.official_id} and step.kind != "return":
                stands_in = _("Nhận việc thay %(name)s") % {"name": grant.official_name}
                actions.append(Action("take", stands_in, step.pk, name, on_behalf_of=behalf))
            if dossier.state == State.PROCESSING and step.kind in SENT_BACK:
                actions.append(Action("send_back", _("Trả lại bước trước…"), step.pk, name, on_behalf_of=behalf))
        if step.overdue_at is not None and _holds(grants, dossier, LEADS, competent=True):
            actions.append(Action("go_without", _("Giải quyết tiếp, không chờ ý kiến…"), step.pk, name, main=True))
        if step.kind not in {"sign", "return"} and _gives(grants, step):
            actions.append(Action("assign", _("Giao người khác…"), step.pk, name))
            if dossier.state != State.DONE:
                actions.append(Action("pass_to_unit", _("Chuyển phòng khác…"), step.pk, name))
    return actions


def _gives(grants: tuple[Grant, ...], step: Step) -> bool:
    """Tell whether these grants lead where a step lies: its unit, or the whole agency."""
    leads = people.fitting_grant(grants, roles=["leader"], agency_id=step.agency_id)
    return bool(
        leads or people.fitting_grant(grants, roles=["unit_head"], agency_id=step.agency_id, unit_id=step.unit_id)
    )


def _about_time(dossier: Dossier, grants: tuple[Grant, ...], at: dt.datetime) -> list[Action]:
    """Return what may be done about its day: apologise and promise another one, say why it is late."""
    if not _holds(grants, dossier, ["case_officer", "unit_head", "leader"], competent=True):
        return []
    actions: list[Action] = []
    if dossier.state in RUNNING and dossier.due_at is not None:
        if dossier.apology_waits:
            fits = dossier.apologies.filter(signed_at=None, dropped_at=None, old_due_at=dossier.due_at)
            if _holds(grants, dossier, ["leader"], competent=True) and fits.filter(new_due_at__gt=at).exists():
                actions.append(Action("sign_apology", _("Ký phiếu xin lỗi, hẹn lại"), main=True))
            actions.append(Action("drop_apology", _("Bỏ phiếu xin lỗi")))
        elif dossier.promises.filter(kind=Promise.Kind.REAPPOINTED).count() < rules_on(at).reappointments:
            actions.append(Action("prepare_apology", _("Xin lỗi, hẹn lại ngày trả…")))
        if may_verify(dossier, at=at):
            actions.append(Action("take_time_to_verify", _("Cần xác minh, hẹn theo thời hạn xác minh…")))
    if is_late(dossier, at=at):
        actions.append(Action("explain_lateness", _("Ghi lý do chậm…")))
    return actions


def _beside(dossier: Dossier, grants: tuple[Grant, ...], at: dt.datetime) -> list[Action]:
    actions: list[Action] = []
    competent = _holds(grants, dossier, ["case_officer", "reception"], competent=True)
    if dossier.state == State.PROCESSING:
        corrections, asked = council_wants_corrections(dossier), bool(dossier.supplement_requests.all())
        if competent and (corrections or (not asked and in_window(dossier, at=at))):
            actions.append(Action("request_supplement", _("Yêu cầu bổ sung…")))
        if _holds(grants, dossier, ["case_officer", "cashier"], competent=True):
            actions.append(Action("require_payment", _("Yêu cầu nộp tiền…")))
        if _holds(grants, dossier, ["leader"], competent=True):
            actions += [Action("refuse", _("Từ chối, có lý do…")), Action("stop", _("Dừng xử lý…"))]
            if asked:
                actions.append(Action("request_supplement", _("Yêu cầu bổ sung lần nữa, có căn cứ…")))
    actions += _about_time(dossier, grants, at)
    begun = dossier.run_id is not None
    if (
        dossier.state == State.SUPPLEMENT_REQUIRED
        and _holds(grants, dossier, ["case_officer", "reception"], competent=begun)
        and dossier.supplement_requests.filter(answered_at=None, answer_by__lte=at).exists()
    ):
        actions.append(Action("close_unanswered", _("Dừng hồ sơ quá hạn bổ sung"), main=True))
    if dossier.state == State.WITHDRAW_REQUESTED and _holds(
        grants, dossier, ["case_officer", "reception"], competent=begun
    ):
        actions.append(Action("decide_withdrawal", _("Trả lời yêu cầu rút…"), main=True))
    if dossier.state == State.PAYMENT_REQUIRED and _holds(grants, dossier, ["cashier", "reception"], competent=begun):
        actions.append(Action("record_payment", _("Đã nộp ở nơi khác, ghi số biên lai…")))
    return actions
