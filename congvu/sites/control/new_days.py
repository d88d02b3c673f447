"""Days promised that a change of the calendar would move: looked through, then given in bulk or left."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.dossiers import operations, queries
from congvu.dossiers.models import CalendarChange
from congvu.sites.control.doors import ControlRequest, carry_out, control_only


@control_only
def listing(request: ControlRequest) -> HttpResponse:
    """Show the changes of the calendar that touched promises."""
    request.seat.require_sight()
    changes = [(change, queries.change_counts(change)) for change in queries.calendar_changes()]
    return render(request, "control/new_days.html", {"changes": changes})


@control_only
def show(request: ControlRequest, change_id: int) -> HttpResponse:
    """Show which promises one change would move, and from which day to which."""
    request.seat.require_sight()
    change = CalendarChange.objects.get(pk=change_id)
    counts = queries.change_counts(change)
    page = queries.new_days(change, after=request.GET.get("sau"))
    context = {
        "change": change,
        "counts": counts,
        "total": sum(counts.values()),
        "agencies": queries.days_by_agency(change),
        "page": page,
        "rows": [
            (
                row,
                queries.account_in_short(dossier=row.dossier, due_at=row.old_due_at),
                queries.account_of_new_day(day=row),
            )
            for row in page.rows
        ],
        "may_change": request.seat.governs and change.state == CalendarChange.State.PROPOSED,
        "moves": change.state == CalendarChange.State.RUNNING,
    }
    return render(request, "control/new_days_of.html", context)


@require_POST
@control_only
def decide(request: ControlRequest, change_id: int, deed: str) -> HttpResponse:
    """Give all proposed days, or leave the promises as they are."""
    seat = request.seat
    seat.require_power()
    deeds = {"hen-lai": operations.accept_new_days, "giu": operations.leave_days}
    if deed not in deeds:
        raise Http404
    words = {"hen-lai": _("Đang hẹn lại và báo từng người nộp."), "giu": _("Giữ nguyên các ngày đã hẹn.")}
    there = CalendarChange.objects.filter(pk=change_id).exists()
    back = reverse("control:new_days_of", args=[change_id]) if there else reverse("control:new_days")
    return carry_out(
        request, lambda: deeds[deed](change_id=change_id, by=seat.actor, at=seat.now), done=words[deed], back=back
    )
