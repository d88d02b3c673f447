"""The check-up: every part of the installation in sentences, as ``manage.py doctor`` says them."""

from django.http import HttpResponse
from django.shortcuts import render

from congvu.sites.control.doors import ControlRequest, control_only
from congvu.upkeep import queries as upkeep


@control_only
def checkup(request: ControlRequest) -> HttpResponse:
    """Look at everything that can be looked at while somebody waits."""
    request.seat.require_sight()
    found = list(upkeep.diagnoses(at=request.seat.now))
    return render(request, "control/checkup.html", {"diagnoses": found})
