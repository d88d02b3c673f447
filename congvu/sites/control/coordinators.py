"""Agencies that do a duty beside others: dated rows, one by one or by a CSV list whose errors are told by row."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.kit.asking import Unreadable, day_in, optional_row, row_in, text_in
from congvu.kit.errors import Refusal
from congvu.people import operations
from congvu.people.models import Agency, Coordinator
from congvu.sites.control.doors import ControlRequest, carry_out, control_only

LARGEST = 1_000_000
"""Bytes of a list."""


@control_only
def page(request: ControlRequest) -> HttpResponse:
    """Show who does which duty; name somebody from a day on, or take a list."""
    seat = request.seat
    seat.require_sight()
    if request.method != "POST":
        return _page(request)
    seat.require_power()
    try:
        done = _listed(request) if request.POST.get("deed") == "list" else _named(request)
    except operations.ListRefused as refusal:
        return _page(request, refusal=str(refusal), wrong=refusal.rows)
    except Refusal as refusal:
        return _page(request, refusal=str(refusal))
    messages.success(request, done)
    return HttpResponseRedirect(reverse("control:coordinators"))


def _named(request: ControlRequest) -> str:
    data, seat = request.POST, request.seat
    operations.set_coordinator(
        duty=text_in(data, "duty", _("Mã đầu việc")),
        for_agency_id=optional_row(data, "for"),
        agency_id=row_in(data, "agency", _("Cơ quan phối hợp")),
        valid_from=day_in(data, "valid_from", _("Áp dụng từ")),
        by=seat.actor,
        at=seat.now,
    )
    return _("Đã ghi. Hồ sơ đang giải quyết giữ cơ quan đã giao.")


def _listed(request: ControlRequest) -> str:
    sent = request.FILES.get("list")
    if sent is None or (sent.size or 0) > LARGEST:
        raise Unreadable(_("Chọn một tệp CSV, đến 1 MB."))
    try:
        text = sent.read().decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable(_("Tệp phải là CSV mã UTF-8.")) from None
    taken = operations.take_coordinators(text=text, by=request.seat.actor, at=request.seat.now)
    return _("Đã nạp %(n)s dòng.") % {"n": taken}


@require_POST
@control_only
def end(request: ControlRequest, coordinator_id: int) -> HttpResponse:
    """Let nobody do the duty from a day on."""
    seat = request.seat
    seat.require_power()

    def deed() -> None:
        on = day_in(request.POST, "on", _("Hết từ ngày"))
        operations.end_coordinator(coordinator_id=coordinator_id, on=on, by=seat.actor, at=seat.now)

    return carry_out(request, deed, done=_("Đã ghi ngày hết."), back=reverse("control:coordinators"))


def _page(request: ControlRequest, **more: object) -> HttpResponse:
    rows = Coordinator.objects.select_related("agency", "for_agency").order_by("duty", "for_agency__sort_key", "id")
    context = {
        "rows": [(row, row.valid_to is None or row.valid_to > request.seat.today) for row in rows],
        "agencies": Agency.objects.filter(valid_to=None).order_by("sort_key"),
        "duties": sorted({row.duty for row in rows}),
        "may_change": request.seat.governs,
        "typed": request.POST,
        **more,
    }
    return render(request, "control/coordinators.html", context, status=422 if more else 200)
