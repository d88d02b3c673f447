"""Walk-in entry: choose the procedure, write down person and form on one page, file and take in at one press."""

import uuid
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from congvu.catalogue import queries as catalogue
from congvu.catalogue.models import Procedure, ProcedureVersion
from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import Dossier, Origin, ReturnBy
from congvu.forms import queries as forms
from congvu.kit.errors import Declined, Refusal
from congvu.kit.text import fold
from congvu.people.models import Agency
from congvu.queueing import operations as queueing
from congvu.queueing.models import Ticket
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.dossiers.filing import offer, take_in, typed_answers
from congvu.sites.desk.dossiers.persons import (
    acting_of,
    day_of,
    desk_agency,
    dossier_before,
    held_of,
    person_of,
    ticket_of,
    visit_of,
)


class TakenAlready(Refusal):
    """The person has open dossiers under this procedure; they are shown before another is taken."""


@official_only
def choose(request: DeskRequest) -> HttpResponse:
    """Find the procedure that the citizen asks for; what is named exactly, by code or as people call it, opens."""
    agency = desk_agency(request)
    text = request.GET.get("q", "").strip()[:100]
    found = catalogue.search(text=text, limit=20)
    kept = {name: request.GET[name] for name in ("luot", "cung", "ma") if request.GET.get(name)}
    if text and (named := [one for one in found.rows if _is_named(one, text)]):
        return _to_entry(named[0].code, kept)
    shown = {"agency": agency, "text": text, "found": found, "ticket": ticket_of(request), "kept": kept}
    shown["held"] = held_of(request, agency)
    return render(request, "desk/entry_choose.html", {**shown, "asked": f"?{urlencode(kept)}" if kept else ""})


def _is_named(procedure: Procedure, text: str) -> bool:
    return text == procedure.code or fold(text) in {*map(fold, procedure.aliases), fold(procedure.short_name)}


def _to_entry(code: str, kept: dict[str, str]) -> HttpResponseRedirect:
    asked = f"?{urlencode(kept)}" if kept else ""
    return HttpResponseRedirect(reverse("desk:entry_fill", args=[code]) + asked)


@official_only
def fill(request: DeskRequest, code: str) -> HttpResponse:
    """Write down person, answers and papers; file and take in."""
    agency = desk_agency(request)
    held = held_of(request, agency)
    version = catalogue.in_force(code=code, on=day_of(request))
    form, ticket, before = version.form, ticket_of(request), dossier_before(request)
    context: dict[str, Any] = {
        "ticket": ticket,
        "held": held,
        "taken_at": request.POST.get("nhan_luc", ""),
        "before": before,
        "visit": visit_of(request, before),
        "agency": agency,
        "version": version,
        "form": form,
        "person": person_of(request, ticket, before),
        "return_by": request.POST.get("nhan", ReturnBy.COUNTER),
        "by_post": request.POST.get("kenh") == Origin.POST,
        "tracking": request.POST.get("so_hieu", ""),
        **_competence(request, version, agency),
        "returns": ReturnBy.choices,
        "acting": acting_of(request),
        "papers": [{**paper, "name": catalogue.words(paper["name"]), "offered": []} for paper in version.papers],
        "key": request.POST.get("khoa") or uuid.uuid4().hex,
        "errors": [],
        "values": form.blank(),
    }
    if request.method == "POST":
        context["values"], wrong = typed_answers(form, request, owner=f"counter:{context['key']}")
        context["on_paper"] = [p["code"] for p in version.papers if f"ban_chinh.{p['code']}" in request.POST]
        context["seen"] = [p["code"] for p in version.papers if f"da_xem.{p['code']}" in request.POST]
        try:
            offer(request, agency, context)
            if forms.page_action(request.POST) or {"tra_kho", "doc_the"} & set(request.POST):
                return render(request, "desk/entry_fill.html", context)
            if wrong:
                raise operations.FormIncomplete(wrong)
            _tell_of_open(request, context)
            dossier = take_in(request, version, agency, context)
        except operations.FormIncomplete as refusal:
            context["errors"] = refusal.errors
        except TakenAlready:
            pass
        except Declined as refusal:
            context["refusal"] = str(refusal)
        else:
            return _taken(request, dossier, ticket, context.get("scan"))
        return render(request, "desk/entry_fill.html", context, status=422)
    return render(request, "desk/entry_fill.html", context)


def _competence(request: DeskRequest, version: ProcedureVersion, agency: Agency) -> dict[str, Any]:
    """Return who may solve it and who is chosen: one's own agency, until the desk chooses another."""
    found = dossiers.outside.may_be_competent(version=version, desk=agency, on=request.desk.now.date())
    own = next((one.pk for one in found if one.pk == agency.pk), None)
    chosen = request.POST.get("tham_quyen", "")
    known = {str(one.pk): one.pk for one in found}
    return {"competents": found, "competent": known.get(chosen, own or (found[0].pk if len(found) == 1 else None))}


def _tell_of_open(request: DeskRequest, context: dict[str, Any]) -> None:
    """Show what the person has under way under this procedure, once.

    :raises TakenAlready: something is, and the desk has not said that this is another matter
    """
    found = dossiers.open_of_person(
        identifier=context["person"]["identifier"].replace(" ", ""),
        procedure_id=context["version"].procedure_id,
    )
    key = f"{context['visit']}:{context['key']}"
    found = [one for one in found if not one.bundle.submission_key.endswith(key)]
    if found and request.POST.get("trung") != "1":
        context["taken"] = found
        raise TakenAlready


def _taken(
    request: DeskRequest, dossier: Dossier, ticket: Ticket | None, scan: uuid.UUID | None
) -> HttpResponseRedirect:
    """Go on to what was taken in; with a scan of all papers first to where its pages are given to each."""
    if ticket is not None:
        queueing.finish(subjects=(dossier.subject,), ticket_id=ticket.pk, by=request.desk.actor, at=request.desk.now)
    if scan is not None:
        return HttpResponseRedirect(reverse("desk:scan", args=[dossier.public_id, scan]) + "?sau=nhap")
    return redirect("desk:entered", public_id=dossier.public_id)
