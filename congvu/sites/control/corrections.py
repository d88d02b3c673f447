"""Requests of people to correct what is kept of them: looked at, then corrected or answered."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from congvu.kit.asking import row_in
from congvu.people import operations as people
from congvu.privacy import operations, queries
from congvu.sites.control.doors import ControlRequest, carry_out, control_only

READERS = frozenset({"province_admin", "auditor"})


@control_only
def page(request: ControlRequest) -> HttpResponse:
    """Show the requests, those that wait first; decide on one."""
    seat, data = request.seat, request.POST
    seat.require_sight()
    if request.method == "POST":
        seat.require_power()

        def deed() -> None:
            operations.decide_correction(
                correction_id=row_in(data, "de_nghi", _("Đề nghị")),
                accept=data.get("viec") == "sua",
                answer=data.get("tra_loi", ""),
                by=seat.actor,
                at=seat.now,
            )

        return carry_out(request, deed, done=_("Đã trả lời đề nghị."), back=reverse("control:corrections"))
    rows = queries.corrections()
    shown = [people.Shown(f"party:{row.party_id}", row.party_id, ()) for row in rows]
    people.note_shown(shown, grants=seat.grants, roles=READERS, purpose="work", by=seat.actor, at=seat.now)
    return render(request, "control/corrections.html", {"rows": rows, "may_change": seat.governs})
