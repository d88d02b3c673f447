"""In the hall: the kiosk gives numbers, the ticket says how long, the board says who is called. No names stand here."""

import uuid

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from congvu.kit import answers, pace
from congvu.kit.errors import Declined, Refusal
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.printing import operations as printing
from congvu.queueing import operations, queries
from congvu.queueing.models import Hall, State, Ticket

TRIES = {"per_minute": 30, "burst": 20}
"""Codes and numbers a kiosk may ask for."""


@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Give a number of a line, or turn an appointment's code into one; only with the key of the hall."""
    hall = queries.hall_by_key(key)
    if hall is None:
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            ticket = _take(request, hall)
        except Declined as refusal:
            error = str(refusal)
        else:
            return redirect(f"{reverse('portal:ticket', args=[ticket.public_id])}?may={key}")
    shown = {
        "hall": hall,
        "lines": queries.lines_now(agency_id=hall.agency_id, at=timezone.now()),
        "grounds": queries.GROUNDS,
        "error": error,
        "typed": request.POST.get("ma", "")[:12],
    }
    return render(request, "portal/kiosk.html", shown, status=422 if error else 200)


def _take(request: HttpRequest, hall: Hall) -> Ticket:
    if wait := pace.step(f"kiosk:{hall.pk}", **TRIES):
        raise Refusal(_("Máy đang bận. Chờ %(wait)s giây rồi thử lại.") % {"wait": wait})
    now, line = timezone.now(), request.POST.get("hang", "")
    if line.isascii() and line.isdigit() and len(line) < 16:
        return operations.take_at_kiosk(
            key=hall.kiosk_key, line_id=int(line), why_first=request.POST.get("uu_tien", ""), at=now
        )
    return operations.arrive(code=request.POST.get("ma", ""), agency_id=hall.agency_id, at=now)


def _found(public_id: uuid.UUID) -> Ticket:
    ticket = queries.ticket(public_id)
    if ticket is None:
        raise Http404
    return ticket


@require_safe
def ticket(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say how far the line has come, to whoever holds the ticket's address."""
    found, now = _found(public_id), timezone.now()
    waits = found.state == State.WAITING and found.day == timezone.localdate(now)
    ahead, minutes = queries.ahead_of(found, at=now) if waits else (0, 0)
    shown = {
        "ticket": found,
        "waits": waits,
        "open": waits or (found.state in {State.CALLED, State.HELD} and found.day == timezone.localdate(now)),
        "ahead": ahead,
        "minutes": minutes,
        "kiosk": _kiosk_key(request),
        "qr": _qr(found),
    }
    return render(request, "portal/ticket.html", shown)


@require_safe
def printed(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Print the ticket on the roll of the kiosk."""
    found, now = _found(public_id), timezone.now()
    ahead, minutes = queries.ahead_of(found, at=now) if found.state == State.WAITING else (0, 0)
    data = {
        "agency": found.line.agency.name,
        "line": found.line.name,
        "code": found.code,
        "taken_at": timezone.localtime(found.taken_at).isoformat(),
        "first": bool(found.why_first),
        "ahead": ahead,
        "minutes": minutes,
        "qr": _address(found),
    }
    pdf = printing.print_paper(template="queue_ticket", data=data, at=now)
    return answers.paper(pdf, f"{found.code}.pdf")


@require_safe
def board(request: HttpRequest, code: str) -> HttpResponse:
    """Show on the wall of a hall which number goes to which counter; it looks anew every few seconds."""
    try:
        hall = queries.hall_of(people.agency(code=code, on=timezone.localdate()).pk)
    except Agency.DoesNotExist:
        hall = None
    if hall is None:
        raise Http404
    now = timezone.now()
    return render(
        request,
        "portal/hall_board.html",
        {"hall": hall, "board": queries.board(agency_id=hall.agency_id, at=now), "now": now},
    )


def _kiosk_key(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET.get("may", ""))
    except ValueError:
        return None


def _address(found: Ticket) -> str:
    return f"{settings.PUBLIC_URL}{reverse('portal:ticket', args=[found.public_id])}"


def _qr(found: Ticket) -> str:
    drawn = segno.make(_address(found), micro=False, error="m")
    return mark_safe(drawn.svg_inline(svgclass=None, lineclass=None, omitsize=True, border=1))  # noqa: S308  our own
