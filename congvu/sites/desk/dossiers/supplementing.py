"""Taking in at the counter what was asked for: answers mended with the person who stands there, papers brought."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from congvu.dossiers import operations as dossiers
from congvu.dossiers.models import Dossier
from congvu.forms import queries as forms
from congvu.kit.errors import Refusal
from congvu.people import queries as people
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.dossiers.reading import opened


@official_only
def take_supplement(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show what was asked, take it, and let the clock go on."""
    found, desk = opened(request, public_id), request.desk
    people.require(by=desk.actor, roles=["reception"], agency_id=found.receiving_agency_id, at=desk.now)
    asked = dossiers.asked_of(found)
    if asked is None:
        messages.error(request, _("Hồ sơ này không còn yêu cầu bổ sung nào."))
        return redirect("desk:dossier", public_id)
    if request.method != "POST":
        return _show(request, found, asked, found.values, [])
    who: dict[str, Any] = {"by": desk.actor, "at": desk.now}
    is_done = not forms.page_action(request.POST)
    brought = dossiers.bring(asked, dossier=found, post=request.POST, uploads=request.FILES, with_papers=is_done, **who)
    if not is_done or brought.errors:
        return _show(request, found, asked, brought.values, brought.errors if is_done else [])
    try:
        dossiers.supplement(
            dossier_id=found.pk, values=brought.values, values_owner=asked.owner, papers=brought.papers, **who
        )
    except Refusal as refusal:
        return _show(request, found, asked, brought.values, [{"anchor": "", "message": str(refusal)}])
    messages.success(request, _("Đã nhận phần bổ sung; đồng hồ chạy tiếp theo quy định của thủ tục."))
    return redirect("desk:dossier", public_id)


def _show(
    request: DeskRequest, found: Dossier, asked: dossiers.Asked, values: dict[str, Any], errors: list[Any]
) -> HttpResponse:
    taken = {name.removeprefix("ban_chinh.") for name in request.POST if name.startswith("ban_chinh.")}
    shown = {"dossier": found, "taken": taken, **asked.shown(values, errors)}
    return render(request, "desk/supplement.html", shown, status=422 if errors else 200)
