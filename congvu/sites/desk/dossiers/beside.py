"""What is done beside the steps of a dossier: a paper checked, a secret removed, a word to the owner."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.dossiers import operations
from congvu.kit.errors import Refusal
from congvu.sites.desk.doors import DeskRequest, official_only, say
from congvu.sites.desk.dossiers.reading import opened


@official_only
@require_POST
def check_paper(request: DeskRequest, public_id: uuid.UUID, paper_id: int) -> HttpResponse:
    """Mark one paper as good or wrong."""
    found = opened(request, public_id)
    page = reverse("desk:dossier", args=[public_id])
    try:
        operations.check_paper(
            dossier_id=found.pk,
            paper_id=paper_id,
            good=request.POST.get("dat") == "1",
            by=request.desk.actor,
            at=request.desk.now,
        )
    except Refusal as refusal:
        return say(request, refusal, page)
    return redirect(page)


@official_only
@require_POST
def remove_secret(request: DeskRequest, public_id: uuid.UUID, paper_id: int) -> HttpResponse:
    """Delete a file that bears a secrecy stamp."""
    found = opened(request, public_id)
    desk = request.desk
    operations.remove_secret(dossier_id=found.pk, paper_id=paper_id, by=desk.actor, at=desk.now)
    messages.success(request, _("Đã xóa tệp có dấu mật ở mọi nơi trong hệ thống và báo cho người nộp."))
    return redirect("desk:dossier", public_id)


@official_only
@require_POST
def message(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write to the owner."""
    found = opened(request, public_id)
    page = reverse("desk:dossier", args=[public_id])
    try:
        operations.write_message(
            dossier_id=found.pk, text=request.POST.get("noi_dung", ""), by=request.desk.actor, at=request.desk.now
        )
    except Refusal as refusal:
        return say(request, refusal, page)
    return redirect(f"{page}#trao-doi")
