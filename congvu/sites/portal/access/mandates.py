"""Who files for me (nộp thay): whom I let, what they filed, the button that ends it; and what I filed for others."""

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from congvu.catalogue import queries as catalogue
from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import Mandate
from congvu.kit.asking import optional_day
from congvu.kit.errors import Declined
from congvu.people import operations as people
from congvu.sites.portal.doors import CitizenRequest, citizen_only

RELATIONS = [one for one in Mandate.Relation.choices if one[0] != Mandate.Relation.HELPER]
FIELDS = ("identifier", "name", "relation", "procedure", "until")


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_only
def mandates(request: CitizenRequest) -> HttpResponse:
    """Show whom I let file for me and what they filed; let somebody."""
    error = ""
    if request.method == "POST":
        try:
            row = _let(request)
        except Declined as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("%(name)s nộp thay bạn được từ bây giờ.") % {"name": row.who})
            return redirect("portal:mandates")
    party, today = request.party.pk, timezone.localdate()
    shown = {
        "here": "readings",
        "given": [(one, _stands(one, today)) for one in dossiers.mandates_given(party_id=party)],
        "filed": dossiers.filed_by_others(party_id=party),
        "for_others": dossiers.filed_for_others(party_id=party),
        "relations": RELATIONS,
        "typed": {name: request.POST.get(name, "") for name in FIELDS},
        "error": error,
    }
    return render(request, "portal/mandates.html", shown, status=422 if error else 200)


def _stands(row: Mandate, today: dt.date) -> str:
    if row.ended_at:
        return _("Đã thôi từ %(day)s") % {"day": f"{timezone.localdate(row.ended_at):%d/%m/%Y}"}
    words = _("Đến hết ngày %(day)s") if row.valid_until >= today else _("Đã hết hạn ngày %(day)s")
    return words % {"day": f"{row.valid_until:%d/%m/%Y}"}


def _let(request: CitizenRequest) -> Mandate:
    """Consent with my own account. What I type of the other completes nothing that is kept of them."""
    now, by = timezone.now(), request.actor
    code = request.POST.get("procedure", "").strip()
    procedure = catalogue.in_force(code=code, on=timezone.localdate(now)).procedure_id if code else None
    agent = people.take_party(
        kind="person",
        identifier_kind="personal",
        identifier=request.POST.get("identifier", ""),
        name=request.POST.get("name", ""),
        by=by,
        at=now,
    )
    return operations.record_mandate(
        owner_id=request.party.pk,
        agent_id=agent.pk,
        relation=request.POST.get("relation", ""),
        consent=Mandate.Consent.ONLINE,
        procedure_id=procedure,
        valid_until=optional_day(request.POST, "until", _("Đến hết ngày")),
        by=by,
        at=now,
    )


@require_POST
@citizen_only
def end(request: CitizenRequest, mandate_id: int) -> HttpResponse:
    """End one; what was filed stays filed."""
    try:
        operations.end_mandate(mandate_id=mandate_id, by=request.actor, at=timezone.now())
    except Declined as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã thôi cho nộp thay. Hồ sơ đã nộp vẫn được giải quyết."))
    return redirect("portal:mandates")
