"""The dossiers behind a number: each with its clock and the step that was late first."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from congvu.dossiers import operations as dossiers
from congvu.dossiers import queries
from congvu.dossiers.models import Dossier
from congvu.dossiers.queries import READ_ROLES
from congvu.indicators import queries as indicators
from congvu.kit.paging import keyset
from congvu.sites.desk.doors import DeskRequest
from congvu.sites.desk.dossiers.tables import dossier_clock
from congvu.sites.desk.figures.asked import Asked


def listed(request: DeskRequest, found: QuerySet[Dossier], *, choice: Asked, heading: str, **more: Any) -> HttpResponse:
    """Show a page of dossiers; names are shown to who may read them, and that is written down."""
    desk = request.desk
    page = keyset(
        found.select_related("competent_agency").prefetch_related("promises").defer("values"),
        order=("-received_at", "-id"),
        after=request.GET.get("sau"),
    )
    readable = {grant.agency_id for grant in desk.grants if grant.role in READ_ROLES}
    dossiers.note_listed(
        dossiers=[dossier for dossier in page.rows if dossier.competent_agency_id in readable],
        grants=desk.grants,
        purpose="list",
        by=desk.actor,
        at=desk.now,
    )
    late = indicators.late_steps(run_ids=[one.run_id for one in page.rows], now=desk.now)
    context = {
        "page": page,
        "rows": [
            (
                one,
                *dossier_clock(one, now=desk.now),
                late.get(one.run_id or 0),
                queries.account_in_short(dossier=one, due_at=one.due_at),
            )
            for one in page.rows
        ],
        "readable": readable,
        "period": choice.period,
        "agency": choice.agency,
        "procedure": choice.procedure,
        "choice": choice,
        "heading": heading,
        **more,
    }
    return render(request, "desk/board_dossiers.html", context)
