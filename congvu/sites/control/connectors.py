"""Connectors: every outside system with its self-check in sentences, run at the press of a button."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.audit import operations as audit
from congvu.kit import selfcheck
from congvu.people import queries as people
from congvu.people.models import Role
from congvu.sites.control.doors import ControlRequest, carry_out, control_only


@control_only
def listing(request: ControlRequest) -> HttpResponse:
    """Show every connector with what its last check found."""
    request.seat.require_sight()
    rows = [(one, one.is_sandbox(), selfcheck.last(key)) for key, one in selfcheck.connectors.items()]
    return render(request, "control/connectors.html", {"rows": rows})


@require_POST
@control_only
def check(request: ControlRequest, key: str) -> HttpResponse | HttpResponseRedirect:
    """Check one connector now; each call waits some seconds at most."""
    seat = request.seat
    connector = selfcheck.connectors.find(key)
    if connector is None:
        raise Http404

    def deed() -> None:
        by = people.require(by=seat.actor, roles=(Role.PROVINCE_ADMIN,), at=seat.now)
        report = selfcheck.run(key=key, at=seat.now)
        data = {"state": str(report.state)}
        audit.record(action="connectors.check", subject=f"connector:{key}", by=by, at=seat.now, data=data)

    back = f"{reverse('control:connectors')}#{key}"
    return carry_out(request, deed, done=_("Đã kiểm tra %(name)s.") % {"name": connector.name}, back=back)
