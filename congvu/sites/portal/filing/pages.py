"""The pages of the form: each press on "Lưu và tiếp tục" keeps what was typed, right or wrong."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from congvu.forms import operations as forms
from congvu.forms import queries as form_queries
from congvu.forms.models import Draft
from congvu.kit.errors import Declined
from congvu.sites.portal.doors import CitizenRequest, citizen_only
from congvu.sites.portal.filing.journey import Journey, open_journey, with_filing


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_only
def page(request: CitizenRequest, draft_id: uuid.UUID, page: str) -> HttpResponse:
    """Ask one page of questions."""
    journey = open_journey(request, draft_id)
    asked = journey.form.page(page)
    if asked is None:
        raise Http404
    if request.method != "POST":
        values = journey.form.filled(journey.answers, page=page, context=journey.context)
        return _show(request, journey, page, values)
    answers, problems = forms.keep_uploads(
        form=journey.form,
        page=asked,
        answers=journey.form.laid_over(journey.answers, asked, request.POST),
        uploads=request.FILES,
        owner=journey.owner,
        by=request.actor,
        at=timezone.now(),
    )
    try:
        save(request, journey, answers=answers, page=page)
    except Declined as refusal:
        return _show(request, journey, page, answers, [{"anchor": "", "message": str(refusal)}], status=409)
    if form_queries.page_action(request.POST):
        return _show(request, journey, page, answers, problems, status=422 if problems else 200)
    if "later" in request.POST:
        return redirect("portal:dossiers")
    outcome = journey.form.clean(answers, page=page, context=journey.context)
    if outcome.errors or problems:
        return _show(request, journey, page, answers, [*problems, *outcome.errors], status=422)
    return redirect(open_journey(request, draft_id).after(page))


def save(request: CitizenRequest, journey: Journey, *, answers: dict[str, Any], page: str, **filing: Any) -> Draft:
    """Keep the answers, and the filing's own choices, in the draft."""
    sent = request.POST.get("version", "")
    return forms.save_draft(
        owner=request.actor.key,
        subject=journey.draft.subject,
        draft_id=journey.draft.pk,
        answers=with_filing(answers, {**journey.filing, **filing}),
        page=page,
        version=int(sent) if sent.isdecimal() else None,
        by=request.actor,
        at=timezone.now(),
    )


def _show(
    request: CitizenRequest,
    journey: Journey,
    page: str,
    values: dict[str, Any],
    errors: list[Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    journey.draft.refresh_from_db()
    shown = {
        **journey.at(page),
        "form": journey.form,
        "page": journey.form.page(page),
        "values": values,
        "errors": errors or [],
        "field_errors": [error for error in errors or [] if isinstance(error, form_queries.FieldError)],
    }
    return render(request, "portal/filing_page.html", shown, status=status)
