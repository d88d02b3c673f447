"""A result by post: order the parcel, follow it, call it off; and all parcels that are on their way."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from congvu.delivery import operations as delivery
from congvu.delivery import queries
from congvu.delivery.models import Parcel
from congvu.dossiers import operations
from congvu.dossiers.models import Dossier, State
from congvu.kit.asking import row_in
from congvu.kit.errors import Refusal
from congvu.people import operations as people_operations
from congvu.people import queries as people
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.dossiers.reading import opened

ROLES = ("return_desk", "reception")
RECENT = dt.timedelta(days=14)
"""How long an envelope that came stands in the list."""


@official_only
def post(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the parcels of one dossier; order one, try again, call one off."""
    desk, found = request.desk, opened(request, public_id)
    people.require(by=desk.actor, roles=ROLES, agency_id=found.receiving_agency_id, at=desk.now)
    if request.method != "POST":
        return _page(request, found)
    try:
        said = _done(request, found)
    except Refusal as refusal:
        return _page(request, found, error=str(refusal))
    messages.success(request, said)
    return redirect("desk:post", public_id=public_id)


def _done(request: DeskRequest, found: Dossier) -> str:
    data, by, at = request.POST, request.desk.actor, request.desk.now
    match data.get("viec", ""):
        case "gui":
            names = {"name": "ten", "phone": "dien_thoai", "address": "dia_chi", "carrier": "buu_chinh"}
            words = {name: data.get(posted, "") for name, posted in names.items()}
            parcel = operations.post_result(dossier_id=found.pk, **words, by=by, at=at)
            parcel = delivery.order_parcel(parcel_id=parcel.pk, by=by, at=at)
            return _("Đã đặt bưu chính, số hiệu %(number)s.") % {"number": parcel.tracking}
        case "dat-lai":
            parcel = delivery.order_parcel(parcel_id=_own(request, found), by=by, at=at)
            return _("Đã đặt bưu chính, số hiệu %(number)s.") % {"number": parcel.tracking}
        case "huy":
            delivery.cancel_parcel(parcel_id=_own(request, found), reason=data.get("ly_do", ""), by=by, at=at)
            return _("Đã hủy bưu gửi.")
    raise Refusal(_("Không có thao tác này."))


def _own(request: DeskRequest, found: Dossier) -> int:
    number = row_in(request.POST, "buu_gui", _("Bưu gửi"))
    parcel = queries.parcel(number)
    if parcel is None or parcel.subject != found.subject:
        raise Refusal(_("Không có bưu gửi này."))
    return number


def _page(request: DeskRequest, found: Dossier, *, error: str = "") -> HttpResponse:
    parcels = queries.parcels_of(subject=found.subject)
    known = {
        "ten": str(found.owner_snapshot.get("name", "")),
        "dien_thoai": str(found.owner_snapshot.get("phone", "")),
        "dia_chi": found.return_address or str(found.owner_snapshot.get("address", "")),
    }
    shown = {
        "dossier": found,
        "parcels": [(one, queries.tracking_address(one)) for one in parcels],
        "may_order": found.state == State.DONE
        and not any(one.state in queries.UNDER_WAY and one.way == Parcel.Way.RESULT for one in parcels),
        "carriers": queries.carrier_choices(),
        "known": {name: request.POST.get(name, value) for name, value in known.items()},
        "error": error,
    }
    return render(request, "desk/post.html", shown, status=422 if error else 200)


@official_only
def under_way(request: DeskRequest) -> HttpResponse:
    """List the parcels of my desks that are on their way, either way, and the papers that came of late."""
    desk = request.desk
    places = {grant.agency_id for grant in desk.grants if grant.role in ROLES}
    rows = queries.under_way(agency_ids=places)
    came = queries.arrived(agency_ids=places, since=desk.now - RECENT)
    shown = [people_operations.Shown(one.subject, one.party_id, (one.agency_id,)) for one in [*rows, *came]]
    people_operations.note_shown(shown, grants=desk.grants, roles=ROLES, purpose="list", by=desk.actor, at=desk.now)
    return render(request, "desk/posts.html", {"rows": rows, "came": came})
