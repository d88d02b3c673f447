"""Who stands at the counter: by the card's QR, by the turn that was called, by the dossier just taken in, or typed."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.dossiers.models import Dossier, Mandate
from congvu.kit.asking import moment_in, optional_row
from congvu.kit.errors import Declined, NotAllowed
from congvu.numbering import queries as numbers
from congvu.numbering.models import HeldCode
from congvu.people import operations as people_operations
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.queueing import queries as queueing
from congvu.queueing.models import Ticket
from congvu.sites.desk.doors import DeskRequest
from congvu.sites.desk.dossiers.reading import opened

LONGEST_KEY = 40
PERSON = ("identifier", "name", "phone", "email", "address")


def desk_agency(request: DeskRequest) -> Agency:
    """Return the agency whose reception desk this official holds."""
    grant = next((grant for grant in request.desk.grants if grant.role == "reception"), None)
    if grant is None:
        raise NotAllowed(_("Bạn không giữ quầy tiếp nhận nào."))
    return Agency.objects.get(pk=grant.agency_id)


def held_of(request: DeskRequest, agency: Agency) -> HeldCode | None:
    """Return the code held in advance with which a dossier was taken in by hand, when the entry is of such a one.

    :raises NotAllowed: the desk holds no such code
    """
    number = optional_row(request.POST, "ma") or optional_row(request.GET, "ma")
    if number is None:
        return None
    found = numbers.held_code(code_id=number, agency_id=agency.pk)
    if found is None:
        raise NotAllowed(_("Nơi tiếp nhận của bạn không giữ mã này."))
    return found


def day_of(request: DeskRequest) -> dt.date:
    """Return the day whose forms and papers hold: that on which it was taken in by hand, else today."""
    try:
        moment = moment_in(request.POST, "nhan_luc", "")
    except Declined:
        return request.desk.today
    return min(timezone.localdate(moment), request.desk.today)


def ticket_of(request: DeskRequest) -> Ticket | None:
    """Return the turn that is being served, when the entry was begun from the counter."""
    number = optional_row(request.POST, "luot") or optional_row(request.GET, "luot")
    if number is None:
        return None
    return queueing.ticket_served_by(official_id=request.desk.actor.id or 0, ticket_id=number, on=request.desk.today)


def dossier_before(request: DeskRequest) -> Dossier | None:
    """Return the dossier of the same visit that was taken in before; opening it is a reading."""
    try:
        number = uuid.UUID(request.POST.get("cung") or request.GET.get("cung", ""))
    except ValueError:
        return None
    return opened(request, number)


def visit_of(request: DeskRequest, before: Dossier | None) -> str:
    """Return the key that dossiers of one visit share: that of the dossier before, of this page, else a new one."""
    known = before.bundle.submission_key.split(":") if before else []
    if len(known) > 2 and known[0] == "visit":
        return known[1]
    typed = request.POST.get("lan", "")
    return typed if typed.isalnum() and len(typed) <= LONGEST_KEY else uuid.uuid4().hex


def person_of(request: DeskRequest, ticket: Ticket | None, before: Dossier | None) -> dict[str, str]:
    """Return what is known of the person: typed and read from the card, else from the turn or the dossier before."""
    empty = dict.fromkeys((*PERSON, "qr"), "")
    if request.method == "POST":
        typed = {name: request.POST.get(f"nguoi.{name}", "") for name in empty}
        if "|" in typed["identifier"]:  # scanned while the cursor stood in the box for the number
            typed |= {"qr": typed["qr"] or typed["identifier"], "identifier": ""}
        card = people.read_card(typed["qr"])
        said = {"identifier": card.number, "name": card.name, "address": card.address} if card else {}
        return {name: value or said.get(name, "") for name, value in typed.items()}
    if before is not None:
        return empty | {name: str(before.owner_snapshot.get(name, "")) for name in PERSON}
    if ticket is None or ticket.party is None:
        return empty
    party, desk = ticket.party, request.desk
    shown = [people_operations.Shown(f"ticket:{ticket.pk}", party.pk, (ticket.line.agency_id,))]
    people_operations.note_shown(
        shown, grants=desk.grants, roles=("reception",), purpose="hall", by=desk.actor, at=desk.now
    )
    own = party.identifier if party.identifier_kind == "personal" else ""
    return empty | {
        "identifier": own,
        "name": party.name,
        "phone": party.phone,
        "email": party.email,
        "address": party.address_text,
    }


def acting_of(request: DeskRequest) -> dict[str, Any]:
    """Return what was typed of who files for the person, and what there is to choose."""
    names = ("tu_cach", "identifier", "name", "phone", "dong_y", "giay", "den_ngay", "moi_viec")
    typed = {name: request.POST.get(f"thay.{name}", "") for name in names}
    consents = [one for one in Mandate.Consent.choices if one[0] != Mandate.Consent.ONLINE]
    return {**typed, "relations": Mandate.Relation.choices, "consents": consents}
