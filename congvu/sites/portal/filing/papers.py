"""The papers of a filing: each is sent for itself or taken from one's vault, and can be taken back."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from congvu.files import operations as files
from congvu.kit.errors import Declined
from congvu.sites.portal.doors import CitizenRequest, citizen_only
from congvu.sites.portal.filing.journey import Journey, PaperAsked, open_journey
from congvu.sites.portal.filing.pages import save
from congvu.sites.portal.procedures.sheet import paper_rows

MB = 1024 * 1024


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_only
def papers(request: CitizenRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Take the papers. "Tải lên" keeps them and stays; "Lưu và tiếp tục" goes on when nothing is lacking."""
    journey = open_journey(request, draft_id)
    if request.method != "POST":
        return _show(request, journey, [])
    if "drop" in request.POST:
        _drop(request, journey, request.POST["drop"])
        return redirect(journey.to("filing_papers"))
    if "unuse" in request.POST:
        _choose(request, journey, request.POST["unuse"], chosen=False)
        return redirect(journey.to("filing_papers"))
    errors = [error for paper in journey.asked_papers() for error in _take(request, journey, paper)]
    if "use" in request.POST:
        _choose(request, journey, request.POST["use"], chosen=True)
        journey = open_journey(request, draft_id)
    if errors:
        return _show(request, journey, errors)
    if "later" in request.POST:
        return redirect("portal:dossiers")
    if "upload" in request.POST or "use" in request.POST:
        return redirect(journey.to("filing_papers"))
    lacking = [
        {"anchor": f"p-{paper.code}", "message": _("Tải lên %(name)s") % {"name": paper.name}, "code": paper.code}
        for paper in journey.asked_papers()
        if paper.required and not paper.is_given
    ]
    return _show(request, journey, lacking) if lacking else redirect(journey.after("papers"))


def _show(request: CitizenRequest, journey: Journey, errors: list[dict[str, str]]) -> HttpResponse:
    wrong = {error["code"]: error["message"] for error in errors}
    asked = [(paper, wrong.get(paper.code, "")) for paper in journey.asked_papers()]
    shown = {
        **journey.at("papers"),
        "asked": asked,
        "errors": errors,
        "shown_only": [paper for paper in paper_rows(journey.version) if paper.free],
    }
    return render(request, "portal/filing_papers.html", shown, status=422 if errors else 200)


def _take(request: CitizenRequest, journey: Journey, paper: PaperAsked) -> list[dict[str, str]]:
    errors = []
    for sent in request.FILES.getlist(f"p-{paper.code}"):
        try:
            files.store(
                stream=sent,
                name=sent.name or paper.name,
                owner=journey.papers_owner,
                label=paper.code,
                max_bytes=paper.max_mb * MB,
                kinds=paper.kinds,
                by=request.actor,
                at=timezone.now(),
            )
        except Declined as refusal:
            errors.append({"anchor": f"p-{paper.code}", "message": str(refusal), "code": paper.code})
    return errors


def _choose(request: CitizenRequest, journey: Journey, said: str, *, chosen: bool) -> None:
    """Use a paper of the vault, or no longer; ``said`` is ``code:number``. What is not offered is not taken."""
    code, _colon, public_id = said.partition(":")
    ids = [one for one in journey.chosen_ids(code) if one != public_id]
    offered = {str(one.public_id) for paper in journey.asked_papers() if paper.code == code for one in paper.offered}
    if chosen and public_id in offered:
        ids.append(public_id)
    kept = {**(journey.filing.get("vault") or {}), code: ids}
    save(request, journey, answers=journey.answers, page="papers", vault={k: v for k, v in kept.items() if v})


def _drop(request: CitizenRequest, journey: Journey, use_id: str) -> None:
    for paper in journey.asked_papers():
        for use in paper.held:
            if str(use.pk) == use_id:
                files.release(use_id=use.pk, by=request.actor, at=timezone.now())
