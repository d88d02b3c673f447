"""Answering a supplement request: the very fields and papers that were asked, nothing else."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from congvu.dossiers import operations as dossiers
from congvu.dossiers.models import Dossier
from congvu.forms import queries as forms
from congvu.kit.errors import Declined
from congvu.sites.portal.doors import CitizenRequest
from congvu.sites.portal.dossiers.views import mine


@require_http_methods(["GET", "HEAD", "POST"])
@mine
def supplement(request: CitizenRequest, dossier: Dossier) -> HttpResponse:
    """Ask again what was asked, take it, and let the clock go on."""
    asked = dossiers.asked_of(dossier)
    if asked is None:
        messages.error(request, _("Hồ sơ này không còn yêu cầu bổ sung nào."))
        return redirect("portal:dossier", public_id=dossier.public_id)
    if request.method != "POST":
        return _show(request, dossier, asked, dossier.values, [])
    who: dict[str, Any] = {"by": request.actor, "at": timezone.now()}
    is_done = not forms.page_action(request.POST)
    brought = dossiers.bring(
        asked, dossier=dossier, post=request.POST, uploads=request.FILES, with_papers=is_done, **who
    )
    if not is_done:
        return _show(request, dossier, asked, brought.values, [])
    if brought.errors:
        return _show(request, dossier, asked, brought.values, brought.errors)
    try:
        dossiers.supplement(
            dossier_id=dossier.pk, values=brought.values, values_owner=asked.owner, papers=brought.papers, **who
        )
    except Declined as refusal:
        return _show(request, dossier, asked, brought.values, [{"anchor": "", "message": str(refusal)}])
    messages.success(request, _("Đã gửi phần bổ sung. Cơ quan sẽ làm tiếp từ đây."))
    return redirect("portal:dossier", public_id=dossier.public_id)


def _show(
    request: CitizenRequest, dossier: Dossier, asked: dossiers.Asked, values: dict[str, Any], errors: list[Any]
) -> HttpResponse:
    shown = {"here": "dossiers", "dossier": dossier, **asked.shown(values, errors)}
    return render(request, "portal/supplement.html", shown, status=422 if errors else 200)
