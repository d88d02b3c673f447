"""My dossiers."""

import uuid
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.dossiers import operations as dossiers
from congvu.dossiers import queries as dossier_queries
from congvu.dossiers.models import Dossier, State
from congvu.feedback import queries as feedback
from congvu.files import queries as files
from congvu.forms import queries as forms
from congvu.kit.errors import Declined
from congvu.kit.paging import BadCursor, Page
from congvu.sites.portal.doors import CitizenRequest, View, citizen_only
from congvu.sites.portal.dossiers import page, parts
from congvu.workdays import queries as workdays


def mine(view: Callable[..., HttpResponse]) -> View:
    """Open the citizen's own dossier named in the address; to everybody else there is none."""

    @wraps(view)
    def door(request: CitizenRequest, public_id: uuid.UUID) -> HttpResponse:
        return view(request, open_own(request, public_id))

    return citizen_only(door)


def open_own(request: CitizenRequest, public_id: uuid.UUID) -> Dossier:
    """Return the citizen's own dossier, or the page that says there is none."""
    try:
        return dossiers.read(public_id=public_id, purpose="own", by=request.actor, at=timezone.now())
    except dossiers.DossierUnknown as refusal:
        raise Http404(str(refusal)) from refusal


@require_safe
@citizen_only
def my_dossiers(request: CitizenRequest) -> HttpResponse:
    """Drafts first, for they wait for their owner; then the dossiers, newest first."""
    found = _page_of(request)
    calendar, now = workdays.calendar(), timezone.now()
    rows = [(row, page.clock(row, at=now, calendar=calendar), page.big_word(row)) for row in found.rows]
    drafts = [] if request.GET.get("sau") else forms.drafts(owner=request.actor.key)
    return render(request, "portal/dossiers.html", {"here": "dossiers", "rows": rows, "page": found, "drafts": drafts})


def _page_of(request: CitizenRequest) -> Page[Dossier]:
    try:
        return dossier_queries.of_owner(party_id=request.party.pk, after=request.GET.get("sau"))
    except BadCursor:
        return dossier_queries.of_owner(party_id=request.party.pk)


@require_safe
@mine
def dossier(request: CitizenRequest, dossier: Dossier) -> HttpResponse:
    """Answer, in this order: state, duty, day, why, where, what happened, what one may do."""
    dossier = dossier_queries.gathered(dossier)
    way = page.where(dossier)
    state = State(dossier.state)
    linked = parts.boxes(dossier, at=timezone.now())
    parcels, may_rate = page.parcels(dossier), feedback.is_open(dossier_id=dossier.pk)
    return render(
        request,
        "portal/dossier.html",
        {
            "parts": linked,
            "parts_height": parts.height(linked),
            "here": "dossiers",
            "dossier": dossier,
            "big": page.big_word(dossier),
            "headline": page.headline(dossier, way),
            "reason_against": page.reason_against(dossier),
            "clock": page.clock(dossier, at=timezone.now()),
            "why": page.why(dossier),
            "dates": page.other_dates(dossier, at=timezone.now()),
            "way": way,
            "happened": page.happened(dossier, way),
            "asked": dossiers.open_request(dossier),
            "slips": page.slips(dossier),
            "papers": dossier.papers.exclude(check_state="replaced").exclude(file_use=None).order_by("id"),
            "talk": dossier.messages.order_by("id"),
            "may_send_papers": state in dossiers.PAPERS_WELCOME,
            "may_withdraw": state in dossier_queries.WITHDRAWABLE,
            "may_rate": may_rate,
            "surveys": feedback.surveys_for(dossier, on=timezone.localdate()) if may_rate else [],
            "rating": feedback.rating_of(dossier_id=dossier.pk) if may_rate else None,
            "is_open": state not in page.ENDED,
            "parcels": parcels,
            "at_door": any(one.cash and not one.ended_at for one, _address in parcels),
            **page.money(dossier),
        },
    )


@require_safe
@mine
def answers(request: CitizenRequest, dossier: Dossier) -> HttpResponse:
    """Show what was declared."""
    sections = dossier.version.form.summary(dossier.values)
    return render(request, "portal/answers.html", {"here": "dossiers", "dossier": dossier, "sections": sections})


@require_safe
@citizen_only
def download(request: CitizenRequest, public_id: uuid.UUID, use_id: uuid.UUID) -> FileResponse:
    """Give a file of the citizen's own dossier."""
    try:
        use = dossiers.read_file(public_id=public_id, use_id=use_id, by=request.actor, at=timezone.now())
    except dossiers.DossierUnknown as refusal:
        raise Http404(str(refusal)) from refusal
    return FileResponse(files.open_use(use), as_attachment=True, filename=use.name, content_type=use.blob.mime)


@require_POST
@mine
def say(request: CitizenRequest, dossier: Dossier) -> HttpResponse:
    """Write to the officers."""
    try:
        text = request.POST.get("text", "")
        dossiers.write_message(dossier_id=dossier.pk, text=text, by=request.actor, at=timezone.now())
        messages.success(request, _("Đã gửi tin nhắn cho cán bộ."))
    except Declined as refusal:
        messages.error(request, str(refusal))
    return redirect("portal:dossier", public_id=dossier.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@mine
def withdraw(request: CitizenRequest, dossier: Dossier) -> HttpResponse:
    """Ask for the dossier back, after saying what that means."""
    if request.method == "POST":
        try:
            reason = request.POST.get("reason", "")
            dossiers.request_withdrawal(dossier_id=dossier.pk, reason=reason, by=request.actor, at=timezone.now())
            messages.success(request, _("Đã gửi yêu cầu rút hồ sơ. Cơ quan sẽ trả lời bạn tại đây."))
        except Declined as refusal:
            messages.error(request, str(refusal))
        return redirect("portal:dossier", public_id=dossier.public_id)
    return render(request, "portal/withdraw.html", {"here": "dossiers", "dossier": dossier})
