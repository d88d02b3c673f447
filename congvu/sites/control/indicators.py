"""Sets of indicators: which versions there are, and new weights and targets from a day on."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.indicators import operations, queries
from congvu.indicators.models import IndicatorSet
from congvu.kit.asking import Unreadable, day_in, text_in
from congvu.kit.errors import Refusal
from congvu.sites.control.doors import ControlRequest, carry_out, control_only


@control_only
def listing(request: ControlRequest) -> HttpResponse:
    """Show the sets with their versions."""
    today = request.seat.today
    rows = [(code, queries.versions(code)) for code in queries.CODES]
    shown = []
    for code, versions in rows:
        now = next((row for row in versions if row.valid_from <= today), versions[-1])
        phases = [(row, "now" if row is now else "coming" if row.valid_from > today else "past") for row in versions]
        shown.append((code, now, phases, queries.whole_of(now)))
    return render(request, "control/indicator_sets.html", {"sets": shown, "may_change": request.seat.governs})


@control_only
def weights(request: ControlRequest, code: str) -> HttpResponse:
    """Show the items of a set with maximum and target; set them anew from a day on."""
    if code not in queries.CODES:
        raise Http404
    if request.method != "POST":
        return _page(request, code)
    seat, data = request.seat, request.POST
    seat.require_power()
    try:
        items = [item for group in queries.groups_of(_now(request, code)) for item in group.items]
        operations.set_weights(
            code=code,
            valid_from=day_in(data, "valid_from", _("Áp dụng từ")),
            weights={
                item.code: (
                    _number(data.get(f"max-{item.code}", ""), item.code) or 0.0,
                    _share(data.get(f"target-{item.code}", ""), item.code),
                )
                for item in items
            },
            legal_basis=text_in(data, "legal_basis", _("Căn cứ")),
            by=seat.actor,
            at=seat.now,
        )
    except Refusal as refusal:
        return _page(request, code, refusal=str(refusal))
    messages.success(request, _("Đã ghi phiên bản mới. Kỳ đã qua vẫn chấm theo phiên bản cũ."))
    return HttpResponseRedirect(reverse("control:indicator_sets"))


@require_POST
@control_only
def withdraw(request: ControlRequest, set_id: int) -> HttpResponse:
    """Take back a version that has not begun."""
    seat = request.seat
    seat.require_power()

    def deed() -> None:
        operations.withdraw_set(set_id=set_id, by=seat.actor, at=seat.now)

    done = _("Đã rút. Phiên bản trước đó vẫn áp dụng.")
    return carry_out(request, deed, done=done, back=reverse("control:indicator_sets"))


def _now(request: ControlRequest, code: str) -> IndicatorSet:
    today = request.seat.today
    versions = queries.versions(code)
    return next((row for row in versions if row.valid_from <= today), versions[-1])


def _page(request: ControlRequest, code: str, **more: object) -> HttpResponse:
    known, typed = _now(request, code), request.POST
    groups = []
    for group in queries.groups_of(known):
        rows = [
            (
                item,
                typed.get(f"max-{item.code}", _plain(item.max)),
                typed.get(f"target-{item.code}", "" if item.target is None else _plain(item.target * 100)),
                [(*queries.measure_words(name), queries.is_stated(name)) for name in item.measures],
            )
            for item in group.items
        ]
        groups.append((group, sum(item.max for item in group.items), rows))
    shown = {
        "set": known,
        "code": code,
        "groups": groups,
        "whole": queries.whole_of(known),
        "may_change": request.seat.governs,
        "typed": typed,
        **more,
    }
    return render(request, "control/indicator_set.html", shown, status=422 if more.get("refusal") else 200)


def _plain(number: float) -> str:
    return f"{number:g}".replace(".", ",")


def _number(typed: str, code: str) -> float | None:
    text = typed.strip().replace(",", ".")
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1000:
        raise Unreadable(_("Chỉ số %(code)s: ghi một số.") % {"code": code})
    return number


def _share(typed: str, code: str) -> float | None:
    number = _number(typed.replace("%", ""), code)
    return None if number is None else number / 100
