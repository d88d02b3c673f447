"""Limits of handling petitions: since when how many working days, and who receives what names no agency."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from congvu.feedback import operations, queries
from congvu.kit.asking import Unreadable, day_in, optional_row, text_in
from congvu.kit.errors import Refusal
from congvu.people import queries as people
from congvu.sites.control.doors import ControlRequest, carry_out, control_only

LABELS = {
    "refuse_days": gettext_lazy("Báo không tiếp nhận"),
    "ask_days": gettext_lazy("Hỏi thêm người gửi"),
    "forward_days": gettext_lazy("Phân loại, chuyển"),
    "solve_days": gettext_lazy("Trả lời"),
    "publish_days": gettext_lazy("Công khai câu trả lời"),
}


@control_only
def table(request: ControlRequest) -> HttpResponse:
    """Show the limits by the day they hold from; set those of a day to come."""
    if request.method != "POST":
        return _page(request)
    request.seat.require_power()
    data, seat = request.POST, request.seat
    try:
        operations.set_limits(
            valid_from=day_in(data, "valid_from", _("Áp dụng từ")),
            days={name: _days(data.get(name, ""), str(label)) for name, label in LABELS.items()},
            intake_id=optional_row(data, "intake"),
            legal_basis=text_in(data, "legal_basis", _("Căn cứ")),
            by=seat.actor,
            at=seat.now,
        )
    except Refusal as refusal:
        return _page(request, refusal=str(refusal))
    messages.success(request, _("Đã ghi. Phản ánh nhận trước ngày đó giữ thời hạn cũ."))
    return HttpResponseRedirect(reverse("control:petition_limits"))


def _days(typed: str, label: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 4):
        raise Unreadable(_("Ghi số ngày làm việc ở ô “%(label)s”.") % {"label": label})
    return int(typed)


@require_POST
@control_only
def withdraw(request: ControlRequest, rule_id: int) -> HttpResponse:
    """Take back limits that have not begun."""
    seat = request.seat
    seat.require_power()

    def deed() -> None:
        operations.withdraw_limits(rule_id=rule_id, by=seat.actor, at=seat.now)

    done = _("Đã rút. Thời hạn trước đó vẫn áp dụng.")
    return carry_out(request, deed, done=done, back=reverse("control:petition_limits"))


def _page(request: ControlRequest, **more: object) -> HttpResponse:
    rows, today = queries.all_limits(), request.seat.today
    now = next((row for row in rows if row.valid_from <= today), rows[-1])
    phases = {row.valid_from: "coming" if row.valid_from > now.valid_from else "past" for row in rows}
    phases[now.valid_from] = "now"
    asked = request.POST
    context = {
        "rows": [(row, [getattr(row, name) for name in LABELS], phases[row.valid_from]) for row in rows],
        "labels": list(LABELS.values()),
        "fields": [(name, label, asked.get(name, getattr(now, name))) for name, label in LABELS.items()],
        "agencies": people.agencies_with_desk(today),
        "intake": asked.get("intake", str(now.intake_id or "")),
        "may_change": request.seat.governs,
        "typed": asked,
        **more,
    }
    return render(request, "control/petition_limits.html", context, status=422 if more.get("refusal") else 200)
