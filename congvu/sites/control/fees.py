"""Fee tables: what is charged since when under which law, decided from a day on, tried on a sample before."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.catalogue import operations, queries
from congvu.catalogue.models import Channel, CitizenLevel, FeeRule, ProcedureVersion
from congvu.kit.asking import day_in, optional_day, text_in
from congvu.kit.errors import Refusal
from congvu.rehearsals import queries as rehearsals
from congvu.sites.control.doors import ControlRequest, Seat, carry_out, control_only
from congvu.sites.control.rehearsals import rehearse_decided


@control_only
def listing(request: ControlRequest) -> HttpResponse:
    """Show every procedure with how many fees hold today."""
    return render(request, "control/fees.html", {"rows": queries.fee_counts(on=request.seat.today)})


@control_only
def table(request: ControlRequest, code: str) -> HttpResponse:
    """Show the fee table of a procedure; try a new rule on the sample, or decide it."""
    version = queries.in_force_or_newest(code=code, on=request.seat.today)
    if version is None:
        return render(request, "control/refused.html", {"reason": ""}, status=404)
    if request.method != "POST":
        return _page(request, version)
    request.seat.require_power()
    try:
        asked = _asked(request.POST)
        if request.POST.get("deed") != "decide":
            rule = operations.draft_fee(version=version, **asked, at=request.seat.now)
            return _page(request, version, tried=_effect(version, rule), typed=request.POST)
        operations.set_fee(version=version, **asked, by=request.seat.actor, at=request.seat.now)
        rehearse_decided("fee", request.POST, request.seat, procedure=code)
    except Refusal as refusal:
        return _page(request, version, refusal=str(refusal), typed=request.POST)
    messages.success(request, _("Đã ghi mức thu mới. Hồ sơ đã nộp giữ mức cũ; kết quả diễn tập ở dưới."))
    return HttpResponseRedirect(reverse("control:fee_table", args=[code]))


@require_POST
@control_only
def end(request: ControlRequest, code: str, rule_id: int) -> HttpResponse:
    """End a rule from a day on."""
    seat = request.seat
    seat.require_power()

    def deed() -> None:
        on = day_in(request.POST, "on", _("Hết áp dụng từ"))
        reason = text_in(request.POST, "reason", _("Lý do"))
        operations.end_fee(rule_id=rule_id, on=on, reason=reason, by=seat.actor, at=seat.now)

    back = reverse("control:fee_table", args=[code])
    return carry_out(request, deed, done=_("Đã ghi ngày hết áp dụng."), back=back)


def _asked(data: QueryDict) -> dict[str, Any]:
    ceiling = data.get("ceiling", "").replace(".", "").strip()
    if ceiling and not (ceiling.isascii() and ceiling.isdigit() and len(ceiling) < 13):
        raise Refusal(_("Ô “Không quá”: chỉ ghi số đồng."))
    return {
        "code": text_in(data, "code", _("Mã khoản thu")),
        "name": text_in(data, "name", _("Tên phí, lệ phí")),
        "amount": text_in(data, "amount", _("Mức thu")),
        "when": text_in(data, "when", _("Điều kiện"), required=False),
        "channel": data.get("channel", ""),
        "group": text_in(data, "group", _("Đối tượng"), required=False),
        "level": data.get("level", ""),
        "ceiling": int(ceiling) if ceiling else None,
        "act": text_in(data, "act", _("Số, ký hiệu văn bản")),
        "act_title": text_in(data, "act_title", _("Trích yếu"), required=False),
        "article": text_in(data, "article", _("Điều, khoản"), required=False),
        "valid_from": day_in(data, "valid_from", _("Áp dụng từ")),
        "valid_to": optional_day(data, "valid_to", _("Hết áp dụng từ")),
    }


def _effect(version: ProcedureVersion, rule: FeeRule) -> dict[str, Any]:
    """Work out the fees of the procedure's sample on the first day of a rule, without and with it.

    :raises Refusal: when the procedure has no sample, or the rule gives no amount on it
    """
    day = rule.valid_from
    answers = queries.sample(code=version.procedure.code, on=day).get("answers", {})
    before = queries.fee_rules(version=version, on=day)
    after = [kept for kept in before if kept.key != rule.key] + [rule]
    ways = {"version": version, "answers": answers, "on": day}
    ways |= {"channel": rule.channel or "online", "level": rule.level}
    old, new = (queries.fees_due(**ways, rules=rules) for rules in (before, after))
    return {"old": old, "new": new, "old_sum": _sum(old), "new_sum": _sum(new), "day": day}


def _sum(fees: list[queries.Fee]) -> int:
    return sum(fee.amount for fee in fees)


def _page(request: ControlRequest, version: ProcedureVersion, **more: Any) -> HttpResponse:
    seat: Seat = request.seat
    rules = [(rule, queries.words(rule.name), _phase(rule, seat)) for rule in queries.fee_table(version.procedure_id)]
    context = {
        "version": version,
        "procedure": version.procedure,
        "rules": rules,
        "channels": Channel.choices,
        "levels": CitizenLevel.choices,
        "may_change": seat.governs,
        "acts": [row["act"] for row in version.legal_basis],
        "rehearsals": rehearsals.latest(about=f"fees:{version.procedure.code}") if seat.sees_all else [],
        **more,
    }
    return render(request, "control/fee_table.html", context, status=422 if more.get("refusal") else 200)


def _phase(rule: FeeRule, seat: Seat) -> str:
    if rule.valid_to is not None and rule.valid_to <= seat.today:
        return "past"
    return "coming" if rule.valid_from > seat.today else "now"
