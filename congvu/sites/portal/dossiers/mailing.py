"""Sending one's papers to the desk by post: the postman comes for them, and one follows the envelope."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from congvu.delivery import operations as delivery
from congvu.delivery import queries
from congvu.delivery.models import Parcel
from congvu.dossiers import operations as dossiers
from congvu.dossiers.models import Dossier
from congvu.kit.errors import Declined, NotAllowed, Refusal
from congvu.sites.portal.doors import CitizenRequest
from congvu.sites.portal.dossiers.views import mine


@require_http_methods(["GET", "HEAD", "POST"])
@mine
def send_papers(request: CitizenRequest, dossier: Dossier) -> HttpResponse:
    """Ask where the postman shall come; order him, try again, call him off."""
    if request.method != "POST":
        return _page(request, dossier)
    try:
        said = _done(request, dossier)
    except Declined as refusal:
        return _page(request, dossier, error=str(refusal))
    messages.success(request, said)
    return redirect("portal:send_papers", public_id=dossier.public_id)


def _done(request: CitizenRequest, dossier: Dossier) -> str:
    data, by, at = request.POST, request.actor, timezone.now()
    match data.get("viec", ""):
        case "gui":
            names = {"name": "ten", "phone": "dien_thoai", "address": "dia_chi", "carrier": "buu_chinh"}
            words = {name: data.get(posted, "") for name, posted in names.items()}
            parcel = dossiers.post_papers(dossier_id=dossier.pk, **words, by=by, at=at)
            parcel = delivery.order_parcel(parcel_id=parcel.pk, by=by, at=at)
            return _("Đã đặt bưu tá đến lấy, số hiệu %(number)s.") % {"number": parcel.tracking}
        case "dat-lai":
            parcel = delivery.order_parcel(parcel_id=_own(request, dossier).pk, by=by, at=at)
            return _("Đã đặt bưu tá đến lấy, số hiệu %(number)s.") % {"number": parcel.tracking}
        case "huy":
            reason = _("Người gửi không gửi nữa")
            delivery.cancel_parcel(parcel_id=_own(request, dossier).pk, reason=reason, by=by, at=at)
            return _("Đã hủy, bưu tá không đến nữa.")
    raise Refusal(_("Không có thao tác này."))


def _own(request: CitizenRequest, dossier: Dossier) -> Parcel:
    typed = request.POST.get("buu_gui", "")
    found = [one for one in queries.papers_sent(subject=dossier.subject) if str(one.public_id) == typed]
    if not found:
        raise NotAllowed(_("Không có bưu gửi này."))
    return found[0]


def _page(request: CitizenRequest, dossier: Dossier, *, error: str = "") -> HttpResponse:
    parcels = queries.papers_sent(subject=dossier.subject)
    snapshot = dossier.owner_snapshot
    known = {
        "ten": snapshot.get("name", ""),
        "dien_thoai": snapshot.get("phone", ""),
        "dia_chi": snapshot.get("address", ""),
    }
    shown: dict[str, Any] = {
        "here": "dossiers",
        "dossier": dossier,
        "parcels": [(one, queries.tracking_address(one)) for one in parcels],
        "may_send": dossier.state in dossiers.PAPERS_WELCOME
        and not any(one.state in queries.UNDER_WAY for one in parcels),
        "carriers": queries.carrier_choices(),
        "known": {name: request.POST.get(name, str(value)) for name, value in known.items()},
        "error": error,
    }
    return render(request, "portal/send_papers.html", shown, status=422 if error else 200)
