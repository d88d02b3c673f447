"""Paying the fees of one's own dossier: by QR, at a gateway, at the counter; and the receipt."""

import base64
import io
import uuid
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from congvu.dossiers import operations as dossiers
from congvu.dossiers.models import Dossier
from congvu.files import queries as files
from congvu.kit.errors import Declined
from congvu.payments import operations as payments
from congvu.payments import queries
from congvu.payments.models import Charge
from congvu.sites.portal.doors import CitizenRequest, citizen_only
from congvu.sites.portal.dossiers.views import mine, open_own


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@mine
def pay(request: CitizenRequest, dossier: Dossier) -> HttpResponse:
    """Show what is owed with every way to pay it; loaded again it shows what came in meanwhile."""
    if request.method == "POST":
        return _chosen(request, dossier)
    rows = [_row(charge, dossier) for charge in queries.charges(subject=dossier.subject)]
    due = sum(row["charge"].amount for row in rows if row["due"])
    shown = {
        "here": "dossiers",
        "dossier": dossier,
        "rows": rows,
        "due": due,
        "paid": sum(row["charge"].amount for row in rows if row["charge"].state == Charge.State.PAID),
        "gateways": queries.gateway_choices(),
    }
    return render(request, "portal/pay.html", shown)


def _row(charge: Charge, dossier: Dossier) -> dict[str, Any]:
    due = charge.state == Charge.State.DUE
    row: dict[str, Any] = {"charge": charge, "due": due, "receipt": queries.receipt(charge=charge)}
    if due:
        found = queries.transfer(charge=charge, on=timezone.localdate())
        row["claims"] = list(charge.claims.all())
        row["opened"] = charge.payments.filter(state="opened").exclude(address="").order_by("-id").first()
        row["disputed"] = queries.disputed(charge=charge)
        if found is not None:
            back = settings.PUBLIC_URL + reverse("portal:pay", args=[dossier.public_id])
            row["transfer"] = found
            row["qr"] = mark_safe(found.svg)  # noqa: S308  our own SVG
            row["try_out"] = queries.try_out(payload=found.payload, back=back)
    return row


def _chosen(request: CitizenRequest, dossier: Dossier) -> HttpResponse:
    here = redirect("portal:pay", public_id=dossier.public_id)
    charge = next(
        (one for one in queries.charges(subject=dossier.subject) if str(one.public_id) == request.POST.get("charge")),
        None,
    )
    way, now = request.POST.get("way", ""), timezone.now()
    if charge is None:
        messages.error(request, _("Khoản phải nộp đã thay đổi. Xem lại dưới đây."))
        return here
    try:
        by = dossiers.as_payer(dossier, by=request.actor, at=now)
        if way == "told":
            upload = request.FILES.get("anh")
            payments.tell_transfer(
                charge_id=charge.pk,
                number=request.POST.get("giao_dich", ""),
                stream=upload,
                name=upload.name or "" if upload else "",
                by=by,
                at=now,
            )
            messages.success(
                request, _("Đã báo cho cơ quan thu. Tiền về tài khoản thì trang này ghi đã nộp, có biên lai.")
            )
        elif way == "counter":
            payments.choose_counter(charge_id=charge.pk, by=by, at=now)
            messages.success(request, _("Đã ghi nhận: bạn nộp tại quầy. Mang theo mã hồ sơ khi đến."))
        else:
            payments.open_payment(charge_id=charge.pk, gateway=way, by=by, at=now)
            messages.success(request, _("Đã mở giao dịch. Bấm vào liên kết dưới đây để trả tiền."))
    except Declined as refusal:
        messages.error(request, str(refusal))
    return here


@require_safe
@citizen_only
def qr(request: CitizenRequest, public_id: uuid.UUID, charge_id: uuid.UUID) -> FileResponse:
    """Give the VietQR as a picture, for the bank app on the same phone."""
    dossier = open_own(request, public_id)
    charge = next((one for one in queries.charges(subject=dossier.subject) if one.public_id == charge_id), None)
    found = queries.transfer(charge=charge, on=timezone.localdate()) if charge and charge.state == "due" else None
    if found is None:
        raise Http404(_("Khoản này không còn phải nộp."))
    picture = segno.make(found.payload, micro=False, error="m").png_data_uri(scale=10, border=4)
    drawn = io.BytesIO(base64.b64decode(picture.partition(",")[2]))
    return FileResponse(drawn, as_attachment=True, filename=f"vietqr-{found.reference}.png", content_type="image/png")


@require_safe
@citizen_only
def receipt(request: CitizenRequest, public_id: uuid.UUID, receipt_id: uuid.UUID) -> FileResponse:
    """Give the receipt of one of the dossier's payments; the download is logged."""
    dossier, now = open_own(request, public_id), timezone.now()
    paid = {row.public_id for one in queries.charges(subject=dossier.subject) for row in one.receipts.all()}
    by = dossiers.as_payer(dossier, by=request.actor, at=now) if receipt_id in paid else request.actor
    try:
        use = payments.open_receipt(public_id=receipt_id, by=by, at=now)
    except payments.ReceiptUnknown as refusal:
        raise Http404(str(refusal)) from refusal
    return FileResponse(files.open_use(use), as_attachment=True, filename=use.name, content_type=use.blob.mime)
