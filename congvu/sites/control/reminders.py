"""Reminders before papers end: which kind, how many days before, which procedure is offered, how far."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.catalogue import queries as catalogue
from congvu.kit.asking import day_in, optional_row, text_in
from congvu.kit.errors import Refusal
from congvu.sites.control.doors import ControlRequest, carry_out, control_only
from congvu.vault import operations, queries
from congvu.vault.models import ReminderRule


@control_only
def table(request: ControlRequest) -> HttpResponse:
    """Show the rules; set one of a day to come."""
    if request.method != "POST":
        return _page(request)
    request.seat.require_power()
    data, seat = request.POST, request.seat
    try:
        operations.set_reminder(
            paper_kind=text_in(data, "paper_kind", _("Loại giấy tờ")),
            days_before=optional_row(data, "days_before") or 0,
            procedure_code=text_in(data, "procedure", _("Thủ tục")),
            level=optional_row(data, "level") or 0,
            valid_from=day_in(data, "valid_from", _("Áp dụng từ")),
            legal_basis=text_in(data, "legal_basis", _("Căn cứ")),
            by=seat.actor,
            at=seat.now,
        )
    except Refusal as refusal:
        return _page(request, refusal=str(refusal))
    messages.success(request, _("Đã ghi quy tắc nhắc."))
    return HttpResponseRedirect(reverse("control:reminders"))


@require_POST
@control_only
def end(request: ControlRequest, rule_id: int) -> HttpResponse:
    """End a rule."""
    seat = request.seat
    seat.require_power()

    def deed() -> None:
        operations.end_reminder(rule_id=rule_id, by=seat.actor, at=seat.now)

    return carry_out(request, deed, done=_("Đã kết thúc quy tắc nhắc."), back=reverse("control:reminders"))


def _page(request: ControlRequest, **more: object) -> HttpResponse:
    today = request.seat.today
    rows = []
    for rule in queries.reminder_rules():
        over = rule.valid_to is not None and rule.valid_to <= today
        rows.append((rule, "past" if over else "coming" if rule.valid_from > today else "now"))
    context = {
        "rows": rows,
        "kinds": queries.kinds_kept(),
        "levels": ReminderRule.Level.choices,
        "procedures": catalogue.procedures(on=today),
        "may_change": request.seat.governs,
        "typed": request.POST,
        **more,
    }
    return render(request, "control/reminders.html", context, status=422 if more.get("refusal") else 200)
