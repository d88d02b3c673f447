"""Legal acts: found by number or title, with all that rests on one; an act is marked as repealed from a day on."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.catalogue import operations, queries
from congvu.catalogue.models import LegalAct
from congvu.kit.asking import day_in, text_in
from congvu.sites.control.doors import ControlRequest, carry_out, control_only
from congvu.sites.control.numbers import KINDS

LINKS = {"procedure": "control:procedure", "fee": "control:fee_table", "paper": "control:paper"}
PLAIN = {"number": "control:numbers", "day": "control:calendar"}


@control_only
def listing(request: ControlRequest) -> HttpResponse:
    """Show the acts that fit what was typed, those on which most rests first."""
    text = request.GET.get("q", "")[:100]
    return render(request, "control/acts.html", {"rows": queries.acts(text=text, on=request.seat.today), "q": text})


@control_only
def show(request: ControlRequest, act_id: int) -> HttpResponse:
    """Show an act and all that its repeal would touch, kind by kind."""
    act = LegalAct.objects.get(pk=act_id)
    names = {
        "procedure": _("Thủ tục"),
        "fee": _("Mức phí, lệ phí"),
        "paper": _("Mẫu phiếu"),
        "number": _("Kiểu mã số"),
        "day": _("Ngày nghỉ, ngày làm bù"),
    }
    found = queries.resting(act=act, on=request.seat.today)
    found = [replace(row, name=str(KINDS.get(row.code, row.name))) if row.kind == "number" else row for row in found]
    groups = [(name, [(row, _way(row)) for row in found if row.kind == kind]) for kind, name in names.items()]
    context = {"act": act, "groups": [row for row in groups if row[1]], "may_change": request.seat.governs}
    return render(request, "control/act.html", context)


def _way(row: Any) -> str:
    return reverse(LINKS[row.kind], args=[row.code]) if row.kind in LINKS else reverse(PLAIN[row.kind])


@require_POST
@control_only
def repeal(request: ControlRequest, act_id: int) -> HttpResponse:
    """Mark an act as repealed from a day on."""
    seat, data = request.seat, request.POST
    seat.require_power()

    def deed() -> None:
        on = day_in(data, "on", _("Hết hiệu lực từ"))
        by_act = text_in(data, "repealed_by", _("Văn bản bãi bỏ, thay thế"))
        operations.repeal_act(act_id=act_id, on=on, repealed_by=by_act, by=seat.actor, at=seat.now)

    done = _("Đã ghi. Soạn bản mới cho từng thủ tục được nêu dưới đây.")
    return carry_out(request, deed, done=done, back=reverse("control:act", args=[act_id]))
