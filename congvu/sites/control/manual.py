"""The manual of administrators."""

from django.http import HttpResponse
from django.shortcuts import render

from congvu.kit import manual
from congvu.sites.control.doors import ControlRequest, control_only


@control_only
def show(request: ControlRequest) -> HttpResponse:
    """Show the administrator's page."""
    return render(request, "control/manual.html", {"page": manual.page("quan-tri")})
