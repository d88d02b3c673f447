"""My papers: what the province issued to me or verified for me."""

import uuid
from collections.abc import Callable
from functools import wraps

import segno
from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from congvu.files import queries as files
from congvu.sites.portal.doors import CitizenRequest, View, citizen_only
from congvu.vault import operations as vault
from congvu.vault import queries
from congvu.vault.models import Paper


def state_words(paper: Paper) -> str:
    """Say in two or three words how a paper stands today."""
    return queries.ended_words(paper, on=timezone.localdate()) or str(paper.get_state_display())


def address_of(paper: Paper) -> str:
    """Return what the QR code of a paper says: the address of its check and, behind ``#``, the signed code."""
    code = f"#{paper.code.text}" if paper.code else ""
    return f"{settings.PUBLIC_URL}/xac-minh/{paper.public_id}/{code}"


def _mine(view: Callable[..., HttpResponse]) -> View:
    """Open the citizen's own paper named in the address; to everybody else there is none."""

    @wraps(view)
    def door(request: CitizenRequest, public_id: uuid.UUID) -> HttpResponseBase:
        try:
            paper = vault.read(public_id=public_id, purpose="own", by=request.actor, at=timezone.now())
        except vault.PaperUnknown as refusal:
            raise Http404(str(refusal)) from refusal
        return view(request, paper)

    return citizen_only(door)


@require_safe
@citizen_only
def papers(request: CitizenRequest) -> HttpResponse:
    """List what holds first, then what has ended."""
    today = timezone.localdate()
    found = queries.papers_of(party_id=request.party.pk)
    shown = {
        "here": "papers",
        "valid": [(paper, state_words(paper)) for paper in found if paper.holds_on(today)],
        "ended": [(paper, state_words(paper)) for paper in found if not paper.holds_on(today)],
    }
    return render(request, "portal/papers.html", shown)


@require_safe
@_mine
def paper(request: CitizenRequest, paper: Paper) -> HttpResponse:
    """Show one paper, with the code to be scanned from the screen."""
    holds = paper.holds_on(timezone.localdate())
    qr = ""
    if holds and paper.trust == Paper.Trust.ISSUED:
        mark = segno.make(address_of(paper), micro=False, error="l")
        qr = mark.svg_inline(svgclass=None, lineclass=None, omitsize=True)
    shown = {
        "here": "papers",
        "paper": paper,
        "state": state_words(paper),
        "holds": holds,
        "qr": mark_safe(qr),  # noqa: S308  our own SVG
        "code": paper.code.text if paper.code else "",
    }
    return render(request, "portal/paper.html", shown)


@require_safe
@citizen_only
def download(request: CitizenRequest, public_id: uuid.UUID) -> FileResponse:
    """Give the file of one's own paper."""
    try:
        use = vault.read_file(public_id=public_id, by=request.actor, at=timezone.now())
    except vault.PaperUnknown as refusal:
        raise Http404(str(refusal)) from refusal
    return FileResponse(files.open_use(use), as_attachment=True, filename=use.name, content_type=use.blob.mime)


@require_safe
@_mine
def data(request: CitizenRequest, paper: Paper) -> HttpResponse:
    """Give what was printed as data, whose digest stands in the code."""
    if paper.code is None:
        raise Http404
    answer = JsonResponse(paper.code.data, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{paper.public_id}.json"'
    return answer
