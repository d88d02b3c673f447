"""Reminders of papers that end: followed to the procedure, or to a dossier prepared beforehand; or refused."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from congvu.catalogue import queries as catalogue
from congvu.forms import operations as forms
from congvu.forms import queries as drafts
from congvu.sites.portal.doors import CitizenRequest, citizen_only
from congvu.sites.portal.filing.journey import SUBJECT, context_of, open_journey, with_filing
from congvu.vault import operations, queries
from congvu.vault.models import Reminder, ReminderRule


@require_POST
@citizen_only
def choose(request: CitizenRequest) -> HttpResponse:
    """Keep whether I want to be reminded."""
    wanted = request.POST.get("wanted") == "1"
    operations.choose_reminders(party_id=request.party.pk, wanted=wanted, by=request.actor, at=timezone.now())
    messages.success(request, _("Bạn sẽ được nhắc.") if wanted else _("Bạn sẽ không được nhắc nữa."))
    return redirect("portal:reach")


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_only
def follow(request: CitizenRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show what ends and what can be done; prepare the dossier when asked to."""
    found = queries.reminder(public_id=public_id, party_id=request.party.pk)
    if found is None:
        raise Http404
    procedure = found.rule.procedure
    if request.method == "POST" and found.rule.level == ReminderRule.Level.PREPARE:
        return _prepared(request, found)
    prepares = found.rule.level == ReminderRule.Level.PREPARE
    shown = {"here": "inbox", "reminder": found, "procedure": procedure, "prepares": prepares}
    return render(request, "portal/reminder.html", shown)


def _prepared(request: CitizenRequest, found: Reminder) -> HttpResponse:
    """Open the draft filled with what is known, made once: the citizen checks, changes and sends it."""
    try:
        version = catalogue.in_force(code=found.rule.procedure.code, on=timezone.localdate())
    except catalogue.ProcedureMissing as missing:
        raise Http404(str(missing)) from missing
    subject = f"{SUBJECT}{version.pk}"
    agencies = catalogue.agencies_taking(version=version, on=timezone.localdate())
    agency = next((one for one in agencies if one.pk == found.paper.agency_id), None)
    if agency is None or (request.actor.assurance or 0) < version.login_level:
        return redirect("portal:file", version.procedure.code)
    mine = next((one for one in drafts.drafts(owner=request.actor.key) if one.subject == subject), None)
    if mine is None:
        answers = version.form.blank(context=context_of(request.party, version))
        vault = {
            row["code"]: [str(found.paper.public_id)]
            for row in version.papers
            if found.paper.kind in row["paper_kinds"]
        }
        mine = forms.save_draft(
            owner=request.actor.key,
            subject=subject,
            title=version.procedure.name,
            answers=with_filing(answers, {"agency_id": agency.pk, "vault": vault}),
            page="agency",
            by=request.actor,
            at=timezone.now(),
        )
    return redirect(open_journey(request, mine.pk).after("agency"))
