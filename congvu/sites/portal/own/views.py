"""My data: the page, the copy to take along (JSON or PDF), and the request to correct (Luật 91/2025/QH15)."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from congvu.kit import answers
from congvu.kit.errors import Declined
from congvu.people.models import Party
from congvu.privacy import operations, queries
from congvu.privacy.models import Correction
from congvu.sites.portal.doors import CitizenRequest, citizen_only
from congvu.sites.portal.own.paper import printed


@require_http_methods(["GET", "POST"])
@citizen_only
def own(request: CitizenRequest) -> HttpResponse:
    """Show what is kept of me as a person; take a request to correct it."""
    typed: dict[str, Any] = {}
    refusal = ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in ("dieu", "gia_tri", "ly_do")}
        try:
            operations.ask_correction(
                party_id=request.party.pk, field=typed["dieu"], wanted=typed["gia_tri"], reason=typed["ly_do"],
                by=request.actor, at=timezone.now(),
            )  # fmt: skip
        except Declined as problem:
            refusal = str(problem)
        else:
            messages.success(request, _("Đã gửi đề nghị. Câu trả lời sẽ hiện ở trang này."))
            return redirect("portal:own_data")
    context = {
        "here": "own_data",
        "party": request.party,
        "fields": Correction.Field.choices,
        "sexes": [one for one in Party.Sex.choices if one[0]],
        "corrections": queries.corrections_of(party_id=request.party.pk),
        "typed": typed,
        "refusal": refusal,
    }
    return render(request, "portal/own_data.html", context, status=422 if refusal else 200)


@require_safe
@citizen_only
def copy(request: CitizenRequest, form: str) -> HttpResponse:
    """Give all that is kept of me, to be read by programs (``json``) or by people (``pdf``)."""
    if form not in {"json", "pdf"}:
        raise Http404
    now = timezone.now()
    data = queries.own_data(party_id=request.party.pk, at=now)
    operations.note_given(party_id=request.party.pk, form=form, by=request.actor, at=now)
    name = f"du-lieu-cua-toi-{timezone.localdate(now):%Y%m%d}"
    if form == "pdf":
        return answers.paper(printed(data, at=now), f"{name}.pdf", is_kept=True)
    text = json.dumps(data, ensure_ascii=False, indent=1)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = str(content_disposition_header(True, f"{name}.json"))
    return answer
