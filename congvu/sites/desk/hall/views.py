"""One's counter: who is here, who waits, who is to come; each press is one operation."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.kit.asking import row_in
from congvu.kit.errors import NotAllowed, Refusal
from congvu.people import operations as people
from congvu.people.operations import Shown
from congvu.queueing import operations, queries
from congvu.queueing.models import Counter, State, Ticket
from congvu.queueing.queries import SEATED
from congvu.sites.desk.doors import DeskRequest, official_only


@official_only
def page(request: DeskRequest) -> HttpResponse:
    """Show one's counter, or the counters that one may sit at."""
    desk = request.desk
    places = {grant.agency_id for grant in desk.grants if grant.role in SEATED}
    if not places:
        raise NotAllowed(_("Bạn không giữ quầy nào: việc này của người tiếp nhận, trả kết quả, thu phí."))
    counter = queries.counter_of(official_id=desk.actor.id or 0, on=desk.today)
    if counter is None or counter.agency_id not in places:
        free = [one for place in sorted(places) for one in queries.counters(agency_id=place)]
        return render(request, "desk/hall_seats.html", {"counters": free, "today": desk.today})
    return render(request, "desk/hall.html", _shown(request, counter))


def _shown(request: DeskRequest, counter: Counter) -> dict[str, Any]:
    desk, agency_id = request.desk, counter.agency_id
    hall = queries.tickets_today(agency_id=agency_id, on=desk.today, states=[State.WAITING, State.HELD, State.ABSENT])
    here, coming = queries.ticket_here(counter), queries.appointments_on(agency_id=agency_id, day=desk.today)
    named: list[Any] = [*hall, *coming, *([here] if here else [])]
    people.note_shown(
        [
            Shown(f"{'ticket' if isinstance(one, Ticket) else 'appointment'}:{one.pk}", one.party_id, (agency_id,))
            for one in named
            if one.party_id
        ],
        grants=desk.grants,
        roles=SEATED,
        purpose="hall",
        by=desk.actor,
        at=desk.now,
    )
    return {
        "counter": counter,
        "here": here,
        "waiting": [one for one in hall if one.state == State.WAITING],
        "aside": [one for one in hall if one.state != State.WAITING],
        "coming": coming,
        "lines": queries.lines_now(agency_id=agency_id, at=desk.now),
        "grounds": queries.GROUNDS,
    }


@require_POST
@official_only
def deed(request: DeskRequest, deed: str) -> HttpResponse:
    """Do one thing at one's counter and come back; what begins a walk-in entry leads there."""
    back = redirect("desk:hall")
    try:
        doing = DEEDS.get(deed)
        if doing is None:
            raise Refusal(_("Không có thao tác này."))
        return doing(request) or back
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return back


def _plain(operation: Callable[..., object]) -> Callable[[DeskRequest], None]:
    def do(request: DeskRequest) -> None:
        operation(by=request.desk.actor, at=request.desk.now)

    return do


def _of_ticket(operation: Callable[..., object]) -> Callable[[DeskRequest], None]:
    def do(request: DeskRequest) -> None:
        ticket_id = row_in(request.POST, "luot", _("Lượt"))
        operation(ticket_id=ticket_id, by=request.desk.actor, at=request.desk.now)

    return do


def _sit(request: DeskRequest) -> None:
    operations.sit(counter_id=row_in(request.POST, "quay", _("Quầy")), by=request.desk.actor, at=request.desk.now)


def _begin(request: DeskRequest) -> HttpResponseRedirect | None:
    """Begin, and go on to the entry: to the procedure that was told, else to the search."""
    ticket = operations.begin(by=request.desk.actor, at=request.desk.now)
    if request.POST.get("nhap") != "1":
        return None
    code = ticket.procedure_code
    address = reverse("desk:entry_fill", args=[code]) if code else reverse("desk:entry")
    return HttpResponseRedirect(f"{address}?luot={ticket.pk}")


def _give(request: DeskRequest) -> None:
    ticket = operations.take_ticket(
        line_id=row_in(request.POST, "hang", _("Hàng chờ")),
        why_first=request.POST.get("uu_tien", ""),
        by=request.desk.actor,
        at=request.desk.now,
    )
    _say_number(request, ticket)


def _arrive(request: DeskRequest) -> None:
    desk = request.desk
    counter = queries.counter_of(official_id=desk.actor.id or 0, on=desk.today)
    ticket = operations.arrive(
        code=request.POST.get("ma", ""), agency_id=counter.agency_id if counter else 0, by=desk.actor, at=desk.now
    )
    _say_number(request, ticket)


def _say_number(request: DeskRequest, ticket: Ticket) -> None:
    messages.success(request, _("Đã phát số %(code)s.") % {"code": ticket.code})


DEEDS: dict[str, Callable[[DeskRequest], HttpResponse | None]] = {
    "ngoi": _sit,
    "roi": _plain(operations.stand_up),
    "goi": _plain(operations.call_next),
    "goi-lai": _plain(operations.call_again),
    "bat-dau": _begin,
    "de-cho": _plain(operations.hold),
    "vang": _plain(operations.mark_absent),
    "xong": _plain(operations.finish),
    "goi-so": _of_ticket(operations.call_held),
    "vao-lai": _of_ticket(operations.put_back),
    "bo": _of_ticket(operations.leave),
    "phat-so": _give,
    "da-den": _arrive,
}
