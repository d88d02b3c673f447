"""Walk-in entry: choose the procedure, write down person and form on one page, file and take in at one press."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from congvu.catalogue import queries as catalogue
from congvu.catalogue.models import ProcedureVersion
from congvu.dossiers import operations
from congvu.dossiers.models import Dossier, Origin, Paper, ReturnBy
from congvu.files import operations as files
from congvu.forms import operations as form_operations
from congvu.forms import queries as forms
from congvu.forms.queries import Form
from congvu.kit.asking import optional_row
from congvu.kit.errors import NotAllowed, Refusal
from congvu.kit.text import fold
from congvu.people import operations as people_operations
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.queueing import operations as queueing_operations
from congvu.queueing import queries as queueing
from congvu.queueing.models import Ticket
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.vault import operations as vault

PERSON = ("identifier", "name", "phone", "email", "address")


def _desk_agency(request: DeskRequest) -> Agency:
    """Return the agency whose reception desk this official holds."""
    grant = next((grant for grant in request.desk.grants if grant.role == "reception"), None)
    if grant is None:
        raise NotAllowed(_("Bạn không giữ quầy tiếp nhận nào."))
    return Agency.objects.get(pk=grant.agency_id)


@official_only
def choose(request: DeskRequest) -> HttpResponse:
    """Find the procedure that the citizen asks for."""
    agency = _desk_agency(request)
    text = request.GET.get("q", "").strip()[:100]
    found = catalogue.search(text=text, limit=20)
    shown = {"agency": agency, "text": text, "found": found, "ticket": _ticket(request)}
    return render(request, "desk/entry_choose.html", shown)


def _ticket(request: DeskRequest) -> Ticket | None:
    """Return the turn that is being served, when the entry was begun from the counter."""
    number = optional_row(request.POST, "luot") or optional_row(request.GET, "luot")
    if number is None:
        return None
    return queueing.ticket_served_by(official_id=request.desk.actor.id or 0, ticket_id=number, on=request.desk.today)


def _person(request: DeskRequest, ticket: Ticket | None) -> dict[str, str]:
    """Return what was typed of the person, at first what is known of whose turn it is; that is a reading."""
    if request.method == "POST":
        return {name: request.POST.get(f"nguoi.{name}", "") for name in PERSON}
    if ticket is None or ticket.party is None:
        return dict.fromkeys(PERSON, "")
    party, desk = ticket.party, request.desk
    shown = [people_operations.Shown(f"ticket:{ticket.pk}", party.pk, (ticket.line.agency_id,))]
    people_operations.note_shown(
        shown, grants=desk.grants, roles=("reception",), purpose="hall", by=desk.actor, at=desk.now
    )
    own = party.identifier if party.identifier_kind == "personal" else ""
    known = {"identifier": own, "address": party.address_text}
    return {name: known.get(name, getattr(party, name, "")) for name in PERSON}


@official_only
def fill(request: DeskRequest, code: str) -> HttpResponse:
    """Write down person, answers and papers; file and take in."""
    agency = _desk_agency(request)
    version = catalogue.in_force(code=code, on=request.desk.now.date())
    form, ticket = version.form, _ticket(request)
    context: dict[str, Any] = {
        "ticket": ticket,
        "agency": agency,
        "version": version,
        "form": form,
        "person": _person(request, ticket),
        "return_by": request.POST.get("nhan", ReturnBy.COUNTER),
        "returns": ReturnBy.choices,
        "papers": [{**paper, "name": catalogue.words(paper["name"]), "offered": []} for paper in version.papers],
        "key": request.POST.get("khoa") or uuid.uuid4().hex,
        "errors": [],
        "values": form.blank(),
    }
    if request.method == "POST":
        context["values"], wrong = _answers(form, request, owner=f"counter:{context['key']}")
        context["on_paper"] = [p["code"] for p in version.papers if f"ban_chinh.{p['code']}" in request.POST]
        try:
            _offer(request, agency, context)
            if forms.page_action(request.POST) or "tra_kho" in request.POST:
                return render(request, "desk/entry_fill.html", context)
            if wrong:
                raise operations.FormIncomplete(wrong)
            dossier = _file(request, version, agency, context)
        except operations.FormIncomplete as refusal:
            context["errors"] = refusal.errors
        except Refusal as refusal:
            context["refusal"] = str(refusal)
        else:
            if ticket is not None:
                queueing_operations.finish(
                    subjects=(dossier.subject,), ticket_id=ticket.pk, by=request.desk.actor, at=request.desk.now
                )
            messages.success(request, _("Đã tiếp nhận hồ sơ %(code)s.") % {"code": dossier.code})
            return redirect("desk:dossier", public_id=dossier.public_id)
        return render(request, "desk/entry_fill.html", context, status=422)
    return render(request, "desk/entry_fill.html", context)


def _offer(request: DeskRequest, agency: Agency, context: dict[str, Any]) -> None:
    """Put beside each paper what the vault of the person at the counter has for it; looking is logged.

    :raises Refusal: when nobody is known by that number and name: the vault opens to who has the paper in hand
    """
    chosen = {name.removeprefix("kho."): value for name, value in request.POST.items() if name.startswith("kho.")}
    context["from_vault"] = {code: value for code, value in chosen.items() if value}
    if "tra_kho" not in request.POST and not context["from_vault"]:
        return
    person = context["person"]
    party = people.find_party(identifier_kind="personal", identifier=person["identifier"].replace(" ", ""))
    if party is None or fold(party.name) != fold(person["name"]):
        raise Refusal(_("Không có ai trong kho với số định danh và họ tên này. Ghi đúng như trên giấy tờ tùy thân."))
    kinds = {kind for paper in context["papers"] for kind in paper["paper_kinds"]}
    found = vault.offered_at_counter(
        party_id=party.pk, agency_id=agency.pk, kinds=kinds, by=request.desk.actor, at=request.desk.now
    )
    context["looked"] = True
    for paper in context["papers"]:
        paper["offered"] = [one for one in found if one.kind in paper["paper_kinds"]]
        paper["chosen"] = context["from_vault"].get(paper["code"], "")


def _answers(form: Form, request: DeskRequest, *, owner: str) -> tuple[dict[str, Any], list[forms.FieldError]]:
    """Return what was typed with the files that answer questions, kept for ``owner``, and what could not be taken."""
    answers: dict[str, Any] = {}
    errors: list[forms.FieldError] = []
    for page in form.pages:
        answers |= forms.read_post(form, page, request.POST)
        answers, wrong = form_operations.keep_uploads(
            form=form,
            page=page,
            answers=answers,
            uploads=request.FILES,
            owner=owner,
            by=request.desk.actor,
            at=request.desk.now,
        )
        errors += wrong
    return answers, errors


def _file(request: DeskRequest, version: ProcedureVersion, agency: Agency, context: dict[str, Any]) -> Dossier:
    actor = people.require(by=request.desk.actor, roles=["reception"], agency_id=agency.pk, at=request.desk.now)
    person = context["person"]
    outcome = version.form.clean(context["values"])
    if outcome.errors:
        raise operations.FormIncomplete(outcome.errors)
    owner = people_operations.take_party(
        kind="person",
        identifier_kind="personal",
        identifier=person["identifier"],
        name=person["name"],
        phone=person["phone"],
        email=person["email"],
        address_text=person["address"],
        by=actor,
        at=request.desk.now,
    )
    papers = []
    for paper in context["papers"]:
        if number := context["from_vault"].get(paper["code"]):
            papers.append(operations.PaperIn(code=paper["code"], vault_id=number))
        elif upload := request.FILES.get(f"giay.{paper['code']}"):
            use = files.store(
                stream=upload,
                name=upload.name or paper["name"],
                owner=f"counter:{context['key']}",
                label=paper["name"],
                by=actor,
                at=request.desk.now,
            )
            papers.append(
                operations.PaperIn(code=paper["code"], file_use=str(use.pk), file_owner=use.owner, kind=Paper.Kind.COPY)
            )
        elif request.POST.get(f"ban_chinh.{paper['code']}") == "1":
            papers.append(operations.PaperIn(code=paper["code"], kind=Paper.Kind.ORIGINAL))
    dossier = operations.submit(
        version_id=version.pk,
        agency_id=agency.pk,
        owner_id=owner.pk,
        values=context["values"],
        values_owner=f"counter:{context['key']}",
        papers=papers,
        return_by=context["return_by"] if context["return_by"] in ReturnBy.values else ReturnBy.COUNTER,
        origin=Origin.COUNTER,
        submission_key=context["key"],
        by=actor,
        at=request.desk.now,
    )
    if dossier.received_at is None:
        dossier = operations.accept(dossier_id=dossier.pk, by=actor, at=request.desk.now)
    return dossier
