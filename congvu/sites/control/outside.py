"""Systems of the sectors: who runs which procedure from which day, and what they told that needs a person."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from congvu.catalogue import queries as catalogue
from congvu.dossiers.models import OutsideMessage, Runner
from congvu.dossiers.operations import outside
from congvu.dossiers.queries import outside as questions
from congvu.kit.asking import day_in, text_in
from congvu.kit.errors import Refusal
from congvu.sites.control.doors import ControlRequest, control_only


@control_only
def systems(request: ControlRequest) -> HttpResponse:
    """Show who runs each procedure and what came of the messages; decide who runs one from a day on."""
    seat = request.seat
    seat.require_sight()
    refusal = ""
    if request.method == "POST":
        seat.require_power()
        try:
            _choose(request)
        except Refusal as problem:
            refusal = str(problem)
        else:
            messages.success(request, _("Đã ghi. Hồ sơ nộp trước ngày đó giữ nguyên nơi giải quyết."))
            return HttpResponseRedirect(reverse("control:outside"))
    outcome = request.GET.get("kq", "")
    shown = {
        "rows": [
            (version, questions.system_name(slug) if slug else "", decisions)
            for version, slug, decisions in questions.run_outside(on=seat.today)
        ],
        "outcome": outcome if outcome in OutsideMessage.Outcome.values else "",
        "outcomes": OutsideMessage.Outcome.choices,
        "page": questions.messages_page(outcome=outcome, after=request.GET.get("sau")),
        "runners": [(Runner.OUTSIDE, _("Hệ thống của ngành")), (Runner.HERE, _("Tỉnh tự giải quyết"))],
        "may_change": seat.governs,
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "control/outside.html", shown, status=422 if refusal else 200)


def _choose(request: ControlRequest) -> None:
    data, seat = request.POST, request.seat
    code = text_in(data, "procedure", _("Thủ tục"))
    outside.choose_runner(
        version=catalogue.in_force(code=code, on=seat.today),
        runner=text_in(data, "runner", _("Ai giải quyết")),
        valid_from=day_in(data, "valid_from", _("Áp dụng từ")),
        ground=text_in(data, "ground", _("Căn cứ")),
        by=seat.actor,
        at=seat.now,
    )
