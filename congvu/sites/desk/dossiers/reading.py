"""The page of one dossier: data and papers; process and events; my actions with the promise on top."""

import uuid
from typing import Any, Literal

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from congvu.delivery import queries as delivery
from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import Dossier, Origin, Slip, StepRecord
from congvu.dossiers.queries import Sight
from congvu.files import queries as files
from congvu.kit import answers
from congvu.numbering import queries as numbers
from congvu.payments import queries as payments
from congvu.people import queries as people
from congvu.processes import queries as processes
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.dossiers.tables import dossier_clock

SCANNERS = ("reception", "clerk", "case_officer")
"""Roles that digitise papers."""
PAPER_POLICY = (
    "default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
)
"""For a paper in its frame: the browser's own viewer may draw it, nothing in it may run or call out."""


def framed(response: HttpResponseBase) -> HttpResponseBase:
    """Let our own pages show a paper in a frame."""
    response.headers["Content-Security-Policy"] = PAPER_POLICY
    return response


def opened(
    request: DeskRequest,
    public_id: uuid.UUID,
    purpose: str = "work",
    *,
    in_part: bool = False,
    needs: Literal["", "whole", "person", "results"] = "",
) -> Dossier:
    """Open a dossier for the official at the desk; the reading is logged.

    :param in_part: for a coordinating agency too, which is shown what its steps need
    :param needs: the part of ``Sight`` that the page shows
    """
    desk = request.desk
    return operations.read(
        public_id=public_id,
        purpose=purpose,
        grants=desk.grants,
        in_part=in_part,
        needs=needs,
        by=desk.actor,
        at=desk.now,
    )


@official_only
def dossier(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show one dossier."""
    found = dossiers.gathered(opened(request, public_id, in_part=True))
    desk = request.desk
    state, words = dossier_clock(found, now=desk.now)
    seen = dossiers.sight(dossier=found, grants=desk.grants)
    papers = [one for one in dossiers.in_order(found.papers.prefetch_related("vault_paper")) if seen.opens(one.code)]
    slips = [one for one in dossiers.in_order(found.slips.all()) if seen.reads(one.kind)]
    uses = [one.file_use for one in papers] + [one.file_use for one in slips]
    shown = request.GET.get("xem") or next((str(use) for use in uses if use), "")
    context = {
        "dossier": found,
        "held": numbers.held_code_of(subject=found.subject) if found.origin == Origin.COUNTER else None,
        "sight": seen,
        "sections": _sections(found, seen),
        "legs": dossiers.legs_of(found),
        "records": _records(request, found, seen),
        "asked": dossiers.question(dossier=found, grants=desk.grants),
        "notices": dossiers.in_order(found.public_notices.all()) if seen.whole else [],
        "papers": papers,
        "slips": slips,
        "envelopes": delivery.papers_sent(subject=found.subject) if seen.whole else [],
        "shown": shown,
        "may_scan": may_scan(request, found),
        "clock_state": state,
        "clock_words": words,
        "actions": dossiers.actions_for(dossier=found, grants=desk.grants, at=desk.now),
        "account": dossiers.explain_due(dossier=found),
        "charges": payments.charges(subject=found.subject) if seen.fees else [],
        "collecting": {grant.agency_id for grant in desk.grants if grant.role in payments.READERS},
        "dates": dossiers.date_accounts(dossier=found, at=desk.now),
        "step_dates": dossiers.step_accounts(dossier=found),
        "apology": dossiers.apology_account(dossier=found, at=desk.now),
        "apologies": dossiers.in_order(found.apologies.filter(dropped_at=None)),
        "lateness": dossiers.lateness_of(found.pk),
        "timeline": dossiers.timeline(dossier=found),
        "course": processes.course(found.run, at=desk.now) if found.run else None,
        "messages_said": dossiers.in_order(found.messages.all()) if seen.person else [],
        "requests": dossiers.in_order(found.supplement_requests.all()) if seen.whole else [],
        "alike": dossiers.alike(dossier=found) if seen.whole else [],
        "scores": dossiers.scores(dossier=found),
        "draft": seen.results
        and bool(found.result_number)
        and not any(slip.kind == Slip.Kind.RESULT for slip in slips),
    }
    return render(request, "desk/dossier.html", context)


def may_scan(request: DeskRequest, found: Dossier) -> bool:
    """Tell whether this official digitises papers at one of the dossier's two agencies."""
    places = {found.receiving_agency_id, found.competent_agency_id}
    return any(people.fitting_grant(request.desk.grants, roles=SCANNERS, agency_id=place) for place in places)


def _sections(found: Dossier, seen: Sight) -> list[dict[str, Any]]:
    """Return the answers that may be seen, section by section."""
    sections = [
        {"title": section.title, "rows": [row for row in section.rows if seen.sees(row.pointer)]}
        for section in found.version.form.summary(found.values)
    ]
    return [section for section in sections if section["rows"]]


def _records(request: DeskRequest, found: Dossier, seen: Sight) -> list[StepRecord]:
    """Return opinions and minutes: all of them, or those of one's own agency."""
    rows = dossiers.in_order(found.records.all())
    places = {grant.agency_id for grant in request.desk.grants if grant.role in dossiers.CASE_ROLES}
    return rows if seen.whole else [row for row in rows if row.agency_id in places]


@official_only
def file(request: DeskRequest, public_id: uuid.UUID, use_id: uuid.UUID) -> HttpResponseBase:
    """Send one file of the dossier; the download is logged."""
    use = operations.read_file(public_id=public_id, use_id=use_id, by=request.desk.actor, at=request.desk.now)
    return framed(
        FileResponse(
            files.open_use(use),
            as_attachment=request.GET.get("tai") == "1",
            filename=use.name,
            content_type=use.blob.mime,
        )
    )


@official_only
def control_sheet(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the control sheet (M05): giver, receiver and both minutes of every hand-over."""
    found = opened(request, public_id, in_part=True)
    return render(
        request, "desk/control_sheet.html", {"dossier": found, "lines": dossiers.control_sheet(dossier=found)}
    )


@official_only
def print_control_sheet(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give the control sheet as a paper to print."""
    found = opened(request, public_id)
    pdf = operations.print_control_sheet(found, dossiers.control_sheet(dossier=found), at=request.desk.now)
    return answers.paper(pdf, f"phieu-kiem-soat-{found.code}.pdf")


@official_only
def print_course(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give the course of the dossier as a paper to print."""
    found = opened(request, public_id)
    pdf = operations.print_course(found, dossiers.control_sheet(dossier=found), at=request.desk.now)
    return answers.paper(pdf, f"qua-trinh-xu-ly-{found.code}.pdf")


@official_only
def print_label(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give the label for the dossier's folder."""
    found = opened(request, public_id)
    return answers.paper(operations.print_label(found, at=request.desk.now), f"nhan-bia-{found.code}.pdf")
