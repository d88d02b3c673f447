"""Papers of the vault: a search, one paper, its end."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.dossiers import queries as dossiers
from congvu.files import queries as files
from congvu.kit.errors import Refusal
from congvu.people import operations as people
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.dossiers.reading import framed
from congvu.vault import operations, queries
from congvu.vault.models import Paper


@official_only
def papers(request: DeskRequest) -> HttpResponse:
    """Find papers of my agencies by number, name or owner, the newest first."""
    text = request.GET.get("q", "").strip()[:100]
    page = queries.search(text=text, grants=request.desk.grants, after=request.GET.get("sau"))
    shown = [people.Shown(paper.subject, paper.owner_id, (paper.agency_id,)) for paper in page.rows]
    desk = request.desk
    people.note_shown(shown, grants=desk.grants, purpose="search", by=desk.actor, at=desk.now)
    return render(request, "desk/vault.html", {"page": page, "text": text})


@official_only
def paper(request: DeskRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Show one paper; who may can end it here."""
    return _page(request, public_id)


def _page(request: DeskRequest, public_id: uuid.UUID, **more: Any) -> HttpResponseBase:
    desk = request.desk
    found = operations.read(public_id=public_id, purpose="work", by=desk.actor, at=desk.now)
    may_end = found.state == Paper.State.VALID and queries.can_end(desk.grants, found)
    shown = {
        "paper": found,
        "may_end": may_end,
        "others": queries.may_replace(found, on=timezone.localdate(desk.now)) if may_end else [],
        "used_in": dossiers.using(paper_id=found.pk, grants=desk.grants),
    }
    return render(request, "desk/vault_paper.html", {**shown, **more}, status=422 if "refusal" in more else 200)


@official_only
def file(request: DeskRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Send the file of a paper; the download is logged."""
    use = operations.read_file(public_id=public_id, by=request.desk.actor, at=request.desk.now)
    return framed(FileResponse(files.open_use(use), filename=use.name, content_type=use.blob.mime))


@official_only
@require_POST
def end(request: DeskRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Revoke a paper, or let another one stand for it; what cannot be done is said above the form."""
    reason, by, at = request.POST.get("ly_do", ""), request.desk.actor, request.desk.now
    try:
        if request.POST.get("viec") == "thay":
            other = _number(request.POST.get("thay_bang", ""))
            operations.replace(public_id=public_id, by_public_id=other, reason=reason, by=by, at=at)
        else:
            operations.revoke(public_id=public_id, reason=reason, by=by, at=at)
    except Refusal as refusal:
        return _page(request, public_id, refusal=str(refusal), typed=request.POST)
    messages.success(request, _("Đã ghi. Người có giấy tờ được báo, danh sách trạng thái cập nhật trong ít phút."))
    return redirect("desk:vault_paper", public_id=public_id)


def _number(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as wrong:
        raise Refusal(_("Chọn giấy tờ thay thế.")) from wrong
