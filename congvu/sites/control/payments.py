"""Receipts, payments through gateways, what does not agree, and the accounts into which is paid."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.files import queries as files
from congvu.kit.asking import Unreadable, day_in, optional_day, row_in, text_in
from congvu.kit.errors import Refusal
from congvu.payments import operations, queries
from congvu.payments.models import GatewayMessage, Receipt
from congvu.people import operations as people
from congvu.people.models import Agency
from congvu.sites.control.doors import ControlRequest, carry_out, control_only


@control_only
def receipts(request: ControlRequest) -> HttpResponse:
    """Show receipts, newest first: of the whole province, or of one's own agencies."""
    seat, data, problem = request.seat, request.GET, ""
    try:
        first, last = optional_day(data, "tu", _("Từ ngày")), optional_day(data, "den", _("Đến ngày"))
    except Unreadable as refusal:
        first = last = None
        problem = str(refusal)
    text, voided = data.get("q", "").strip()[:100], data.get("huy") == "1"
    page = queries.receipts_page(
        agency_ids=None if seat.sees_all else seat.agency_ids,
        text=text,
        voided=voided,
        since=_start_of(first) if first else None,
        until=_start_of(last + dt.timedelta(days=1)) if last else None,
        after=data.get("sau"),
    )
    _seen(request, page.rows)
    shown = {"page": page, "text": text, "voided": voided, "first": first, "last": last, "problem": problem}
    return render(request, "control/receipts.html", shown)


def _seen(request: ControlRequest, rows: Iterable[Receipt], fields: str = "name") -> None:
    """Write down whose receipts are shown."""
    seat = request.seat
    shown = [people.Shown(row.charge.subject, row.charge.payer_id, (row.agency_id,)) for row in rows]
    people.note_shown(shown, grants=seat.grants, fields=fields, purpose="receipt", by=seat.actor, at=seat.now)


def _start_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZoneInfo(settings.TIME_ZONE))


@control_only
def receipt(request: ControlRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show one receipt with what it says."""
    found = queries.receipt_by(public_id=public_id)
    if found is None:
        return render(request, "control/refused.html", {"reason": ""}, status=404)
    request.seat.require_sight(found.agency_id)
    if request.GET.get("tep") == "1":
        return _file(request, public_id)
    _seen(request, [found], "receipt")
    may_void = found.agency_id in request.seat.agency_ids and found.voided_at is None
    return render(request, "control/receipt.html", {"receipt": found, "may_void": may_void})


def _file(request: ControlRequest, public_id: uuid.UUID) -> HttpResponse:
    use = operations.open_receipt(public_id=public_id, by=request.seat.actor, at=request.seat.now)
    answer = HttpResponse(files.content_of(use), content_type=use.blob.mime)
    answer.headers["Content-Disposition"] = f'attachment; filename="{use.name}"'
    return answer


@require_POST
@control_only
def void(request: ControlRequest, public_id: uuid.UUID) -> HttpResponse:
    """Void a receipt, with one that stands for it."""
    seat, found = request.seat, queries.receipt_by(public_id=public_id)
    if found is None:
        return render(request, "control/refused.html", {"reason": ""}, status=404)
    seat.require_power(found.agency_id)

    def deed() -> None:
        reason = text_in(request.POST, "reason", _("Lý do"))
        operations.void_receipt(receipt_id=found.pk, reason=reason, replace=True, by=seat.actor, at=seat.now)

    back = reverse("control:receipt", args=[public_id])
    return carry_out(request, deed, done=_("Đã hủy biên lai và lập biên lai thay thế."), back=back)


@control_only
def journal(request: ControlRequest) -> HttpResponse:
    """Show payments through gateways, or with ``?loai=tin`` the gateways' messages, newest first."""
    request.seat.require_sight()
    text, outcome = request.GET.get("q", "").strip()[:60], request.GET.get("kq", "")
    shown: dict[str, Any] = {"text": text, "outcome": outcome, "outcomes": GatewayMessage.Outcome.choices}
    if request.GET.get("loai") == "tin":
        outcome = outcome if outcome in GatewayMessage.Outcome.values else ""
        page = queries.messages_page(text=text, outcome=outcome, after=request.GET.get("sau"))
        return render(request, "control/gateway_messages.html", {**shown, "page": page})
    page_of = queries.payments_page(text=text, after=request.GET.get("sau"))
    return render(request, "control/payments.html", {**shown, "page": page_of})


@control_only
def discrepancies(request: ControlRequest) -> HttpResponse:
    """Show what does not agree and waits for somebody, or what was settled."""
    request.seat.require_sight()
    settled = request.GET.get("xong") == "1"
    shown = {
        "page": queries.discrepancies_page(settled=settled, after=request.GET.get("sau")),
        "settled": settled,
        "gateways": queries.gateway_choices(),
        "yesterday": request.seat.today - dt.timedelta(days=1),
        "may_change": request.seat.governs,
    }
    return render(request, "control/reconciliation.html", shown)


@require_POST
@control_only
def reconcile(request: ControlRequest) -> HttpResponse:
    """Compare a day with a gateway's statement now."""
    seat = request.seat
    seat.require_power()
    back = HttpResponseRedirect(reverse("control:reconciliation"))
    try:
        day = day_in(request.POST, "day", _("Ngày"))
        found = operations.reconcile(gateway=request.POST.get("gateway", ""), day=day, by=seat.actor, at=seat.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return back
    messages.success(
        request,
        _("Khớp %(matched)s, ghi nhận thêm %(taken)s, không khớp %(disputed)s, cổng không có %(missing)s.")
        % {
            "matched": found.matched,
            "taken": found.taken_in,
            "disputed": found.disputed,
            "missing": found.missing_there,
        },
    )
    return back


@require_POST
@control_only
def settle(request: ControlRequest, discrepancy_id: int) -> HttpResponse:
    """Close what did not agree, with words."""
    seat = request.seat
    seat.require_power()

    def deed() -> None:
        operations.settle_discrepancy(
            discrepancy_id=discrepancy_id,
            words=text_in(request.POST, "words", _("Đã xử lý thế nào")),
            as_paid=request.POST.get("as_paid") == "1",
            by=seat.actor,
            at=seat.now,
        )

    return carry_out(request, deed, done=_("Đã ghi cách xử lý."), back=reverse("control:reconciliation"))


@control_only
def accounts(request: ControlRequest) -> HttpResponse:
    """Show the collecting accounts; name a new one from a day on."""
    seat = request.seat
    seat.require_sight()
    refusal = ""
    if request.method == "POST":
        seat.require_power()
        data = request.POST
        try:
            operations.set_account(
                agency_id=row_in(data, "agency", _("Cơ quan")),
                bank_bin=text_in(data, "bank_bin", _("Mã BIN")),
                bank_name=text_in(data, "bank_name", _("Ngân hàng")),
                number=text_in(data, "number", _("Số tài khoản")),
                holder=text_in(data, "holder", _("Tên tài khoản")),
                tax_code=text_in(data, "tax_code", _("Mã số thuế"), required=False),
                valid_from=day_in(data, "valid_from", _("Áp dụng từ")),
                by=seat.actor,
                at=seat.now,
            )
        except Refusal as problem:
            refusal = str(problem)
        else:
            messages.success(request, _("Đã ghi tài khoản thu."))
            return HttpResponseRedirect(reverse("control:collecting_accounts"))
    shown = {
        "accounts": queries.accounts(),
        "agencies": Agency.objects.filter(valid_to=None).order_by("sort_key").only("id", "name", "code"),
        "may_change": seat.governs,
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "control/collecting_accounts.html", shown, status=422 if refusal else 200)
