"""What was taken in at one visit: its dossiers, the one receipt for all of them, and what comes next."""

import datetime as dt
import uuid

from django.http import HttpResponse
from django.shortcuts import render

from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import Dossier
from congvu.kit import answers
from congvu.payments import queries as payments
from congvu.queueing import queries as queueing
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.dossiers.reading import framed, opened


@official_only
def entered(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the dossiers of this visit, each with its day and fee."""
    found = opened(request, public_id)
    rows = [(one, _due(one), _owed(one)) for one in dossiers.taken_with(dossier=found)]
    counter = queueing.counter_of(official_id=request.desk.actor.id or 0, on=request.desk.today)
    shown = {"dossier": found, "rows": rows, "owed": sum(fee for *_, fee in rows), "counter": counter}
    return render(request, "desk/entered.html", shown)


@official_only
def receipt(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """Print one receipt on A5 for all dossiers of the visit."""
    found = opened(request, public_id, purpose="file", needs="whole")
    pdf = operations.visit_receipt(
        dossiers=dossiers.taken_with(dossier=found), by=request.desk.actor, at=request.desk.now
    )
    answer = answers.paper(pdf, f"{found.code}-m01.pdf")
    framed(answer)
    return answer


def _owed(dossier: Dossier) -> int:
    return sum(charge.amount for charge in payments.charges(subject=dossier.subject) if charge.state == "due")


def _due(dossier: Dossier) -> dt.datetime | None:
    promise = dossier.promises.order_by("-id").first()
    return promise.due_at if promise else None
