"""The cashier: what is owed here, cash taken, receipts printed, voided, money given back."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.dossiers import queries as dossiers
from congvu.files import queries as files
from congvu.kit.errors import Refusal
from congvu.kit.money import dong
from congvu.payments import operations as payments
from congvu.payments import queries
from congvu.payments.models import Charge, Method, Receipt
from congvu.people import operations as people
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.dossiers.reading import framed

MOST_DIGITS = 13


def _places(request: DeskRequest) -> set[int]:
    return {grant.agency_id for grant in request.desk.grants if grant.role == "cashier"}


@official_only
def waiting(request: DeskRequest) -> HttpResponse:
    """Show what is owed to my agencies, found by code, with what was taken today."""
    text, places, now = request.GET.get("q", "").strip()[:60], _places(request), request.desk.now
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    taken = queries.taken_on(agency_ids=places, start=start, end=start + dt.timedelta(days=1))
    page = queries.due_page(agency_ids=places, text=text, after=request.GET.get("sau"))
    shown = [people.Shown(row.subject, row.payer_id, (row.agency_id,)) for row in page.rows]
    people.note_shown(
        shown, grants=request.desk.grants, roles=("cashier",), purpose="list", by=request.desk.actor, at=now
    )
    context = {
        "page": page,
        "text": text,
        "taken": [(str(Method(str(row["method"])).label), row["n"], row["total"]) for row in taken],
        "total": sum(int(str(row["total"])) for row in taken),
        "collects": bool(places),
    }
    return render(request, "desk/cashier.html", context)


@official_only
def charge(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show one charge with what may be done about it; do it."""
    found = payments.read_charge(public_id=public_id, by=request.desk.actor, at=request.desk.now)
    if request.method == "POST":
        try:
            messages.success(request, _done(request, found))
        except Refusal as refusal:
            return _show(request, found, error=str(refusal))
        return redirect("desk:charge", public_id=public_id)
    return _show(request, found)


def _show(request: DeskRequest, found: Charge, *, error: str = "") -> HttpResponse:
    receipts = list(found.receipts.select_related("replaced_by").order_by("id"))
    context = {
        "charge": found,
        "receipts": receipts,
        "valid": next((row for row in receipts if row.voided_at is None), None),
        "claims": list(found.claims.all()),
        "collects": found.agency_id in _places(request),
        "dossier_id": dossiers.public_id_of(found.subject, grants=request.desk.grants),
        "error": error,
        "typed": request.POST,
    }
    return render(request, "desk/charge.html", context, status=422 if error else 200)


def _done(request: DeskRequest, found: Charge) -> str:
    """Do what was pressed; return what to say."""
    data, by, at = request.POST, request.desk.actor, request.desk.now
    reason = data.get("ly_do", "")
    match data.get("viec", ""):
        case "cash":
            given = money(data.get("nhan", ""))
            receipt = payments.take_cash(charge_id=found.pk, given=given, by=by, at=at)
            said = _("Đã thu tiền. Biên lai số %(number)s.") % {"number": receipt.digits}
            back = (given or 0) - receipt.amount
            return said + " " + _("Trả lại %(money)s.") % {"money": dong(back)} if back > 0 else said
        case "transfer":
            receipt = payments.confirm_transfer(charge_id=found.pk, number=data.get("giao_dich", ""), by=by, at=at)
            return _("Đã ghi nhận chuyển khoản. Biên lai số %(number)s.") % {"number": receipt.digits}
        case "replace":
            payments.void_receipt(receipt_id=_valid(found).pk, reason=reason, replace=True, by=by, at=at)
            return _("Đã hủy biên lai và lập biên lai thay thế.")
        case "void":
            payments.void_receipt(receipt_id=_valid(found).pk, reason=reason, replace=False, by=by, at=at)
            return _("Đã hủy biên lai. Khoản này trở lại chưa nộp.")
        case "refund":
            payments.refund(receipt_id=_valid(found).pk, reason=reason, by=by, at=at)
            return _("Đã ghi hoàn tiền, biên lai đã hủy.")
    raise Refusal(_("Không có thao tác này."))


def _valid(found: Charge) -> Receipt:
    receipt = queries.receipt(charge=found)
    if receipt is None:
        raise Refusal(_("Khoản này không có biên lai còn giá trị."))
    return receipt


def money(typed: str) -> int | None:
    """Read ``50.000`` or ``50000``; None when nothing was typed.

    :raises Refusal: when it is no amount
    """
    digits = typed.replace(".", "").replace(" ", "").replace("đ", "")
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
        raise Refusal(_("Số tiền nhận chỉ gồm chữ số, ví dụ 50.000."))
    return int(digits)


@official_only
def receipt(request: DeskRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Show the receipt's PDF, to be printed; the opening is logged."""
    use = payments.open_receipt(public_id=public_id, by=request.desk.actor, at=request.desk.now)
    return framed(FileResponse(files.open_use(use), filename=use.name, content_type=use.blob.mime))


@official_only
def claim(request: DeskRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Show the picture of a transfer that the payer sent; the looking is logged."""
    use = payments.open_claim(public_id=public_id, by=request.desk.actor, at=request.desk.now)
    return framed(FileResponse(files.open_use(use), filename=use.name, content_type=use.blob.mime))
