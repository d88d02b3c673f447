"""What the clock of dossiers is told by law, and the reasons for lateness that officials choose from."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.dossiers import operations, queries
from congvu.dossiers.models import ClockRule, LatenessReason
from congvu.kit.asking import day_in, text_in
from congvu.kit.errors import Refusal
from congvu.sites.control.doors import ControlRequest, carry_out, control_only

UNITS = ("working_day", "calendar_day")


@control_only
def table(request: ControlRequest) -> HttpResponse:
    """Show the rules in force, those to come, and the reasons."""
    return _page(request)


def _page(request: ControlRequest, **more: object) -> HttpResponse:
    seat = request.seat
    context = {
        "rules": queries.clock_rules(seat.today).rows,
        "coming": queries.coming_rules(on=seat.today),
        "codes": ClockRule.Code.choices,
        "units": [("", _("(số)")), ("working_day", _("ngày làm việc")), ("calendar_day", _("ngày"))],
        "reasons": queries.lateness_reasons(closed=True),
        "faults": LatenessReason.Fault.choices,
        "may_change": seat.governs,
        "today": seat.today,
        **more,
    }
    return render(request, "control/clock.html", context, status=422 if more.get("refusal") else 200)


@require_POST
@control_only
def change(request: ControlRequest, deed: str) -> HttpResponse:
    """Set a rule, or add or change a reason; when refused, show the form again as typed."""
    deeds = {"quy-tac": _set_rule, "ly-do": _set_reason}
    if deed not in deeds:
        raise Http404
    request.seat.require_power()
    try:
        done = deeds[deed](request)
    except Refusal as refusal:
        return _page(request, refusal=str(refusal), typed=request.POST, open=deed)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("control:clock"))


def _set_rule(request: ControlRequest) -> str:
    data, seat = request.POST, request.seat
    unit = data.get("unit", "")
    number = text_in(data, "value", _("Giá trị"))
    row = operations.set_clock_rule(
        code=data.get("code", ""),
        value=f"{number} {unit}" if unit in UNITS else number,
        legal_basis=text_in(data, "legal_basis", _("Căn cứ")),
        valid_from=day_in(data, "valid_from", _("Áp dụng từ")),
        by=seat.actor,
        at=seat.now,
    )
    return _("Đã ghi quy tắc, áp dụng từ ngày %(day)s. Ngày hẹn đã cho người dân không đổi.") % {
        "day": f"{row.valid_from:%d/%m/%Y}"
    }


def _set_reason(request: ControlRequest) -> str:
    data, seat = request.POST, request.seat
    row = operations.set_lateness_reason(
        code=data.get("code", ""),
        name=text_in(data, "name", _("Lý do")),
        fault=data.get("fault", ""),
        is_open=data.get("is_open", "1") == "1",
        by=seat.actor,
        at=seat.now,
    )
    return _("Đã ghi lý do “%(name)s”.") % {"name": row.name}


@require_POST
@control_only
def withdraw(request: ControlRequest, rule_id: int) -> HttpResponse:
    """Take back a rule that has not begun."""
    seat = request.seat
    seat.require_power()

    def deed() -> None:
        operations.withdraw_clock_rule(rule_id=rule_id, by=seat.actor, at=seat.now)

    return carry_out(request, deed, done=_("Đã rút. Quy tắc trước đó vẫn áp dụng."), back=reverse("control:clock"))
