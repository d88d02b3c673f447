"""Outages of outside systems: seen by sending or declared by hand; what one does to the clocks is shown before."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.dossiers.hooks import outside_systems
from congvu.dossiers.models import Outage
from congvu.dossiers.operations import outside
from congvu.dossiers.queries.outside import system_name
from congvu.kit.asking import moment_in, text_in
from congvu.kit.errors import Refusal
from congvu.sites.control.doors import ControlRequest, carry_out, control_only

SHOWN = 100


@control_only
def page(request: ControlRequest) -> HttpResponse:
    """Show the outages; try one on the dossiers without writing, or declare it."""
    seat, data = request.seat, request.POST
    seat.require_sight()
    if request.method != "POST":
        return _page(request)
    seat.require_power()
    try:
        asked: dict[str, Any] = {
            "system": text_in(data, "system", _("Hệ thống")),
            "began_at": moment_in(data, "began_at", _("Từ lúc")),
            "reason": text_in(data, "reason", _("Lý do")),
        }
        ended_at = moment_in(data, "ended_at", _("Đến lúc")) if data.get("ended_at") else None
        if data.get("deed") != "declare":
            effect = outside.effect_of_outage(**asked, ended_at=ended_at or seat.now, by=seat.actor, at=seat.now)
            return _page(request, effect=effect)
        outside.declare_outage(**asked, ended_at=ended_at, by=seat.actor, at=seat.now)
    except Refusal as refusal:
        return _page(request, refusal=str(refusal))
    messages.success(request, _("Đã ghi gián đoạn. Hết gián đoạn thì thời gian mất được trả lại cho hồ sơ liên thông."))
    return HttpResponseRedirect(reverse("control:outages"))


@require_POST
@control_only
def end(request: ControlRequest, outage_id: int) -> HttpResponse:
    """Say when an outage was over."""
    seat = request.seat
    seat.require_power()

    def deed() -> None:
        ended_at = moment_in(request.POST, "ended_at", _("Đến lúc"))
        outside.end_outage(outage_id=outage_id, ended_at=ended_at, by=seat.actor, at=seat.now)

    return carry_out(request, deed, done=_("Đã ghi giờ kết thúc."), back=reverse("control:outages"))


def _page(request: ControlRequest, **more: object) -> HttpResponse:
    rows = Outage.objects.order_by("-began_at")[:SHOWN]
    context = {
        "rows": [(row, system_name(row.system)) for row in rows],
        "systems": sorted((slug, one.name) for slug, one in outside_systems.items()),
        "may_change": request.seat.governs,
        "typed": request.POST,
        **more,
    }
    return render(request, "control/outages.html", context, status=422 if more.get("refusal") else 200)
