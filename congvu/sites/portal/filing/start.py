"""Beginning a filing: which agency, and whether there is a draft already."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from congvu.catalogue import queries as catalogue
from congvu.catalogue.models import ProcedureVersion
from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import Mandate
from congvu.forms import operations as forms
from congvu.forms import queries as form_queries
from congvu.people.models import Agency
from congvu.sites.portal.doors import CitizenRequest, citizen_only
from congvu.sites.portal.filing.journey import SUBJECT, context_of, open_journey, with_filing


def version_of(code: str) -> ProcedureVersion:
    """Return the version in force, or the page that says there is none."""
    try:
        return catalogue.in_force(code=code, on=timezone.localdate())
    except catalogue.ProcedureMissing as missing:
        raise Http404(str(missing)) from missing


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_only
def start(request: CitizenRequest, code: str) -> HttpResponse:
    """Ask for the agency and begin a draft; drafts of this procedure are offered first."""
    version = version_of(code)
    agencies = dossiers.outside.agencies_taking(version=version, on=timezone.localdate())
    shown: dict[str, Any] = {
        "here": "procedures",
        "procedure": version.procedure,
        "version": version,
        "agencies": agencies,
        "chosen": request.POST.get("agency") or _of_home(request, agencies),
        "held": dossiers.mandates_held(
            party_id=request.party.pk, procedure_id=version.procedure_id, on=timezone.localdate()
        ),
        "for_whom": request.POST.get("mandate", ""),
        "drafts": [d for d in form_queries.drafts(owner=request.actor.key) if d.subject == f"{SUBJECT}{version.pk}"],
    }
    if (request.actor.assurance or 0) < version.login_level:
        shown |= {"level": version.login_level, "drafts": []}
        return render(request, "portal/filing_level.html", shown, status=403 if request.method == "POST" else 200)
    if request.method != "POST":
        return render(request, "portal/filing_start.html", shown)
    agency = _picked(request, agencies)
    if agency is None:
        return render(request, "portal/filing_start.html", {**shown, "errors": _choose()}, status=422)
    answers = version.form.blank(context=context_of(request.party, version))
    draft = forms.save_draft(
        owner=request.actor.key,
        subject=f"{SUBJECT}{version.pk}",
        title=version.procedure.name,
        answers=with_filing(answers, {"agency_id": agency.pk, **_for_whom(shown["held"], shown["for_whom"])}),
        page="agency",
        by=request.actor,
        at=timezone.now(),
    )
    return redirect(open_journey(request, draft.pk).after("agency"))


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_only
def agency(request: CitizenRequest, draft_id: object) -> HttpResponse:
    """Change the agency of a draft."""
    journey = open_journey(request, draft_id)  # type: ignore[arg-type]  # the address has a UUID
    agencies = dossiers.outside.agencies_taking(version=journey.version, on=timezone.localdate())
    shown = {**journey.at("agency"), "agencies": agencies, "chosen": str(journey.filing.get("agency_id", ""))}
    if request.method != "POST":
        return render(request, "portal/filing_agency.html", shown)
    picked = _picked(request, agencies)
    if picked is None:
        return render(request, "portal/filing_agency.html", {**shown, "errors": _choose()}, status=422)
    forms.save_draft(
        owner=request.actor.key,
        subject=journey.draft.subject,
        draft_id=journey.draft.pk,
        answers=with_filing(journey.answers, {**journey.filing, "agency_id": picked.pk}),
        page="agency",
        by=request.actor,
        at=timezone.now(),
    )
    return redirect(journey.after("agency"))


def _picked(request: CitizenRequest, agencies: list[Agency]) -> Agency | None:
    return next((agency for agency in agencies if str(agency.pk) == request.POST.get("agency")), None)


def _for_whom(held: list[Mandate], chosen: str) -> dict[str, int]:
    """Return the mandate chosen, as a draft keeps it; nothing when one files for oneself."""
    return next(({"mandate_id": one.pk} for one in held if str(one.public_id) == chosen), {})


def _choose() -> list[dict[str, str]]:
    return [{"anchor": "agency", "message": _("Chọn cơ quan giải quyết hồ sơ")}]


def _of_home(request: CitizenRequest, agencies: list[Agency]) -> str:
    """Return the agency of the commune one lives in, when it is among them; the only one there is otherwise."""
    home = request.party.place_code
    near = [agency for agency in agencies if agency.place and home and agency.place.code == home]
    return str(near[0].pk) if near else str(agencies[0].pk) if len(agencies) == 1 else ""
