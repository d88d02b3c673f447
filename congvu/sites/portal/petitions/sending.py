"""Sending a petition, logged in or not (NĐ 20/2008: name, address and telephone are needed either way)."""

import uuid
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from congvu.accounts import queries as accounts
from congvu.accounts.models import Account
from congvu.catalogue.models import Procedure
from congvu.feedback import operations
from congvu.feedback.models import About
from congvu.files import operations as files
from congvu.kit.actors import Actor
from congvu.kit.errors import Declined
from congvu.people import queries as people
from congvu.people.models import Party
from congvu.sites.portal.doors import address_of, visitor

MB = 1024 * 1024
MOST_MB = 10
FIELDS = ("about", "title", "text", "name", "address", "phone", "email")


def who(request: HttpRequest) -> tuple[Actor, Party | None]:
    """Return who sends: the logged-in citizen, or a visitor."""
    account = request.user
    if isinstance(account, Account) and account.party is not None:
        return accounts.actor_of(account, address=address_of(request)), account.party
    return visitor(request), None


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """Ask for a petition and take it; what is refused stands again as typed, files have to be chosen anew."""
    if request.method != "POST":
        return _show(request, typed=request.GET)
    by, _party = who(request)
    try:
        uses = take_files(request, by=by)
        petition = operations.file_petition(given=_given(request), uses=uses, by=by, at=timezone.now())
    except operations.PetitionUnfit as refusal:
        return _show(request, typed=request.POST, errors=[{"anchor": refusal.field, "message": str(refusal)}])
    except Declined as refusal:
        return _show(request, typed=request.POST, errors=[{"anchor": "files", "message": str(refusal)}])
    messages.success(request, _("Đã gửi. Hãy giữ mã theo dõi dưới đây."))
    return redirect("portal:petition_follow", petition.follow_code)


def take_files(request: HttpRequest, *, by: Actor) -> list[tuple[uuid.UUID | str, str]]:
    """Take in the files of a form, each judged by its content.

    :raises Refusal: one of them is refused, or there are too many
    """
    sent, owner = request.FILES.getlist("files"), f"petition-new:{uuid.uuid4()}"
    if len(sent) > operations.MOST_FILES:
        words = _("Gửi nhiều nhất %(most)s tệp.") % {"most": operations.MOST_FILES}
        raise operations.PetitionUnfit("files", words)
    if sent:
        operations.count_files(address=address_of(request))
    kept = [
        files.store(stream=one, name=one.name or "", owner=owner, max_bytes=MOST_MB * MB, by=by, at=timezone.now())
        for one in sent
    ]
    return [(use.pk, owner) for use in kept]


def _given(request: HttpRequest) -> operations.PetitionIn:
    data = request.POST
    agency = data.get("agency", "")
    known = {str(one.pk) for one in people.agencies_with_desk(timezone.localdate())}
    return operations.PetitionIn(
        **{name: data.get(name, "") for name in FIELDS},
        is_confidential="is_confidential" in data,
        agency_id=int(agency) if agency in known else None,
        procedure_code=data.get("procedure", "")[:20],
        dossier_code=data.get("dossier", "")[:60],
        language=get_language() or "vi",
    )


def _show(request: HttpRequest, *, typed: Any, errors: list[dict[str, str]] | None = None) -> HttpResponse:
    _by, party = who(request)
    known = cast(dict[str, str], {name: typed.get(name, "") for name in (*FIELDS, "agency", "procedure", "dossier")})
    if party is not None and request.method != "POST":
        known |= {"address": party.address_text, "phone": party.phone, "email": party.email}
    procedure = Procedure.objects.filter(code=known["procedure"]).first() if known["procedure"] else None
    shown = {
        "here": "petitions",
        "party": party,
        "typed": known,
        "is_confidential": "is_confidential" in typed,
        "procedure": procedure,
        "kinds": About.choices,
        "agencies": people.agencies_with_desk(timezone.localdate()),
        "most": operations.MOST_FILES,
        "most_mb": MOST_MB,
        "wrong": {error["anchor"]: error["message"] for error in errors or ()},
        "errors": errors,
    }
    return render(request, "portal/petition_send.html", shown, status=422 if errors else 200)
