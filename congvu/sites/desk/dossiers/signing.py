"""The leader's list: read the drafts, choose, sign them in one go; a failure is named, none is half signed."""

import uuid
from base64 import b64encode
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from congvu.documents import queries as documents
from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import Dossier, WorkItem
from congvu.kit import answers
from congvu.kit.actors import Actor
from congvu.kit.errors import Declined, NotAllowed
from congvu.people import queries as people
from congvu.signing import operations as signing
from congvu.signing import queries as signatures
from congvu.sites.desk.doors import DeskRequest, asked_again, official_only
from congvu.sites.desk.dossiers.lists import seen
from congvu.sites.desk.dossiers.reading import framed, opened
from congvu.sites.desk.dossiers.tables import rows


@official_only
def waiting(request: DeskRequest) -> HttpResponse:
    """Show what waits for my signature, most urgent first, with the draft beside it."""
    page = dossiers.sign_list(grants=request.desk.grants, after=request.GET.get("sau"))
    seen(request, page.rows, "list")
    shown = rows(page.rows, now=request.desk.now)
    here = request.GET.get("xem", "")
    chosen = next((row for row in shown if str(row.item.dossier.public_id) == here), shown[0] if shown else None)
    pages = _pictures(request, chosen.item.dossier.public_id) if chosen else []
    me = request.desk.actor.id or 0
    by_token = signatures.signs_with_own_token(official_id=me)
    to_sign = documents.waiting_to_sign(grants=request.desk.grants, official_id=me)
    context = {"page": page, "rows": shown, "here": chosen, "pages": pages, "by_token": by_token, "to_sign": to_sign}
    return render(request, "desk/sign.html", context)


def _pictures(request: DeskRequest, public_id: uuid.UUID) -> list[str]:
    """Return the pages of the draft as data addresses: read on a phone, where no PDF opens inside a page."""
    found = opened(request, public_id)
    drawn = operations.result_pictures(dossier=found, signer=_signer(request, found), at=request.desk.now)
    return [f"data:image/png;base64,{b64encode(page).decode()}" for page in drawn]


def _signer(request: DeskRequest, found: Dossier) -> Actor:
    """Return the official with the title under which he would sign, as he is when he may not."""
    desk = request.desk
    grant = people.fitting_grant(desk.grants, roles=["leader"], agency_id=found.competent_agency_id)
    if grant is None:
        return desk.actor
    if not grant.delegated:
        return replace(desk.actor, title=grant.title)
    return people.require(by=desk.actor, roles=["leader"], agency_id=found.competent_agency_id, at=desk.now)


@official_only
def draft(request: DeskRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Show the result as I would sign it."""
    found = opened(request, public_id, needs="results")
    paper = operations.result_paper(dossier=found, signer=_signer(request, found), at=request.desk.now)
    return framed(answers.paper(paper, f"du-thao-{found.code}.pdf"))


@official_only
@require_POST
def sign_chosen(request: DeskRequest) -> HttpResponse:
    """Sign every chosen draft; each is signed whole or not at all."""
    if not request.desk.signs:
        raise NotAllowed(_("Bạn không giữ quyền ký ở cơ quan nào."))
    if (again := asked_again(request, reverse("desk:sign"))) is not None:
        return again
    chosen = [int(pk) for pk in request.POST.getlist("chon") if pk.isdigit()]
    items = WorkItem.objects.filter(pk__in=chosen, kind=WorkItem.Kind.SIGN, step_id__isnull=False)
    signed = 0
    for item in items:
        try:
            operations.sign_result(
                dossier_id=item.dossier_id, step_id=item.step_id or 0, by=request.desk.actor, at=request.desk.now
            )
            signed += 1
        except Declined as refusal:
            messages.error(request, f"{item.code}: {refusal}")
    if signed:
        messages.success(request, ngettext("Đã ký %(n)s văn bản.", "Đã ký %(n)s văn bản.", signed) % {"n": signed})
    elif not chosen:
        messages.error(request, _("Chọn ít nhất một văn bản để ký."))
    return redirect("desk:sign")


@official_only
@require_POST
def lay_chosen(request: DeskRequest) -> HttpResponse:
    """Freeze the chosen drafts, or all that wait, for one confirmation by passkey, here or on the phone."""
    desk = request.desk
    if not desk.signs:
        raise NotAllowed(_("Bạn không giữ quyền ký ở cơ quan nào."))
    if "tat_ca" in request.POST:
        chosen = dossiers.sign_list(grants=desk.grants, size=signing.MOST_PAPERS).rows
    else:
        picked = [int(pk) for pk in request.POST.getlist("chon") if pk.isdigit()]
        chosen = list(WorkItem.objects.filter(pk__in=picked, kind=WorkItem.Kind.SIGN, step_id__isnull=False))
    try:
        asked = signing.request_signatures(
            subjects=[f"dossier_step:{item.dossier_id}:{item.step_id}" for item in chosen],
            official_id=desk.actor.id or 0,
            by=desk.actor,
            at=desk.now,
        )
    except Declined as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:sign")
    codes = {f"dossier_step:{item.dossier_id}:{item.step_id}": item.code for item in chosen}
    for subject, words in asked.left:
        messages.error(request, f"{codes[subject]}: {words}")
    return redirect("desk:approval", asked.request.public_id)
