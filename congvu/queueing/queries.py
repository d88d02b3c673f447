"""Questions about the hall: slots, lines, who is called, how long one waits."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congvu.kit.kept import kept
from congvu.people import queries as people
from congvu.queueing import slots as counting
from congvu.queueing.lifecycle import AT_COUNTER, State
from congvu.queueing.models import Appointment, Counter, Hall, Line, Ticket
from congvu.queueing.rules import SEATED
from congvu.queueing.slots import Slot
from congvu.workdays import queries as workdays

__all__ = [
    "GROUNDS",
    "SEATED",
    "Board",
    "LineNow",
    "Slot",
    "ahead_of",
    "appointments_of",
    "appointments_on",
    "board",
    "counter_of",
    "counters",
    "days_with_slots",
    "gives_appointments",
    "hall_by_key",
    "hall_of",
    "lines",
    "lines_now",
    "lines_with_slots",
    "slots",
    "ticket",
    "ticket_here",
    "ticket_served_by",
    "tickets_today",
]
GROUNDS: dict[str, Promise] = {
    "elderly": _("Người cao tuổi"),
    "disabled": _("Người khuyết tật"),
    "pregnant": _("Phụ nữ mang thai, có con nhỏ"),
    "merit": _("Người có công"),
}
"""Grounds of a priority (Luật Người cao tuổi 2009, Luật Người khuyết tật 2010)."""
REMEMBERED = 20
"""Tickets of today from which the time of one is taken."""
ON_BOARD = 8


@dataclass(frozen=True, slots=True)
class LineNow:
    """A line at a moment: who waits, how many counters call from it, how long a newcomer would wait (minutes)."""

    line: Line
    waiting: int
    counters: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Board:
    """What the board in the hall shows: the calls, the newest first, and the lines."""

    calls: list[Ticket]
    lines: list[LineNow] = field(default_factory=list)


def hall_of(agency_id: int) -> Hall | None:
    """Return the hall of an agency, None when it has none."""
    return Hall.objects.filter(agency_id=agency_id).select_related("agency").first()


def hall_by_key(key: uuid.UUID) -> Hall | None:
    """Return the hall whose kiosk has this key."""
    return Hall.objects.filter(kiosk_key=key).select_related("agency").first()


def lines(*, agency_id: int) -> list[Line]:
    """Return the open lines of an agency by letter."""
    return list(Line.objects.filter(agency_id=agency_id, closed_at=None))


def lines_with_slots(*, agency_ids: Collection[int], field_code: str) -> list[Line]:
    """Return the lines that give appointments for a field of procedures, with their agencies."""
    found = Line.objects.filter(agency_id__in=agency_ids, closed_at=None, places__gt=0).select_related("agency__place")
    return list(found.filter(Q(field_codes=[]) | Q(field_codes__contains=[field_code])).order_by("agency__sort_key"))


def gives_appointments(field_code: str) -> bool:
    """Tell whether any desk gives appointments for a field of procedures; asked by every procedure's page."""
    return _gives_appointments(field_code)


@kept(Line)
def _gives_appointments(field_code: str) -> bool:
    found = Line.objects.filter(closed_at=None, places__gt=0)
    return found.filter(Q(field_codes=[]) | Q(field_codes__contains=[field_code])).exists()


def counters(*, agency_id: int) -> list[Counter]:
    """Return the open counters of an agency by number, with lines and who sits there."""
    found = Counter.objects.filter(agency_id=agency_id, closed_at=None).select_related("official")
    return list(found.prefetch_related("lines"))


def counter_of(*, official_id: int, on: dt.date) -> Counter | None:
    """Return the counter at which an official sits on a day."""
    found = Counter.objects.filter(official_id=official_id, closed_at=None).select_related("agency").first()
    seated = found is not None and found.sat_at is not None and timezone.localdate(found.sat_at) == on
    return found if seated else None


def slots(*, line: Line, on: dt.date, at: dt.datetime) -> list[Slot]:
    """Return the slots of a day that begin after ``at``; none on a rest day, or past the days the line looks ahead."""
    if not line.places or not timezone.localdate(at) <= on <= timezone.localdate(at) + dt.timedelta(line.days_ahead):
        return []
    sessions = workdays.calendar().sessions(on)
    booked = (
        Appointment.objects.filter(_on(on), line=line)
        .filter(state__in=[Appointment.State.BOOKED, Appointment.State.ARRIVED])
        .values_list("starts_at")
        .annotate(n=Count("id"))
    )
    return counting.slots_of(sessions, minutes=line.slot_minutes, places=line.places, taken=dict(booked), after=at)


def _on(day: dt.date) -> Q:
    """Say that an appointment begins on a day, so that the index of the line's appointments finds it."""
    begins = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    return Q(starts_at__gte=begins, starts_at__lt=begins + dt.timedelta(days=1))


def days_with_slots(*, line: Line, at: dt.datetime) -> list[tuple[dt.date, list[Slot]]]:
    """Return the days ahead that have a place left, each with its slots."""
    today = timezone.localdate(at)
    days = [today + dt.timedelta(days=n) for n in range(line.days_ahead + 1)]
    found = [(day, slots(line=line, on=day, at=at)) for day in days]
    return [(day, of_day) for day, of_day in found if any(slot.left for slot in of_day)]


def appointments_of(*, party_id: int) -> list[Appointment]:
    """Return a citizen's appointments, the next first, those of the past after them."""
    found = Appointment.objects.filter(party_id__in=people.same_person(party_id)).select_related("line__agency")
    return list(found.order_by("-starts_at")[:20])


def appointments_on(*, agency_id: int, day: dt.date) -> list[Appointment]:
    """Return who is to come to an agency on a day and has not yet."""
    found = Appointment.objects.filter(_on(day), line__agency_id=agency_id, state=Appointment.State.BOOKED)
    return list(found.select_related("line"))


def ticket(public_id: uuid.UUID) -> Ticket | None:
    """Return a ticket with its line, hall and counter."""
    return Ticket.objects.filter(public_id=public_id).select_related("line__agency", "counter").first()


def ticket_here(counter: Counter) -> Ticket | None:
    """Return the ticket that is called or served at a counter."""
    return Ticket.objects.filter(counter=counter, state__in=AT_COUNTER).select_related("line").first()


def ticket_served_by(*, official_id: int, ticket_id: int, on: dt.date) -> Ticket | None:
    """Return the ticket that an official serves at their own counter, if it is this one."""
    found = Ticket.objects.filter(pk=ticket_id, day=on, state=State.SERVING, counter__official_id=official_id)
    return found.select_related("line", "party").first()


def tickets_today(*, agency_id: int, on: dt.date, states: Collection[str]) -> list[Ticket]:
    """Return the tickets of a day in these states, in the order in which they wait."""
    found = Ticket.objects.filter(line__agency_id=agency_id, day=on, state__in=states)
    return list(found.select_related("line", "counter").order_by("rank", "waits_from", "number"))


def lines_now(*, agency_id: int, at: dt.datetime) -> list[LineNow]:
    """Return each line with who waits in it and how long a newcomer would."""
    day = timezone.localdate(at)
    here = Ticket.objects.filter(line__agency_id=agency_id, day=day)
    waiting = dict(here.filter(state=State.WAITING).values_list("line").annotate(n=Count("id")).order_by())
    seated = _seated(agency_id, at)
    return [
        LineNow(
            line,
            waiting.get(line.pk, 0),
            seated.get(line.pk, 0),
            counting.waiting_minutes(
                ahead=waiting.get(line.pk, 0), each=_each(line, day), counters=seated.get(line.pk, 0)
            ),
        )
        for line in lines(agency_id=agency_id)
    ]


def ahead_of(one: Ticket, *, at: dt.datetime) -> tuple[int, int]:
    """Return how many are called before a waiting ticket, and how many minutes that takes, as far as one can say."""
    due = max(one.waits_from, at)
    others = Ticket.objects.filter(line=one.line, day=one.day, state=State.WAITING).exclude(pk=one.pk)
    before = Q(rank__lt=one.rank, waits_from__lte=due)
    before |= Q(rank=one.rank) & (
        Q(waits_from__lt=one.waits_from) | Q(waits_from=one.waits_from, number__lt=one.number)
    )
    ahead = others.filter(before).count()
    counters_now = _seated(one.line.agency_id, at).get(one.line_id, 0)
    return ahead, counting.waiting_minutes(ahead=ahead, each=_each(one.line, one.day), counters=counters_now)


def board(*, agency_id: int, at: dt.datetime) -> Board:
    """Return what the board of a hall shows; no name of anybody stands there."""
    found = Ticket.objects.filter(line__agency_id=agency_id, day=timezone.localdate(at), state__in=AT_COUNTER)
    calls = list(found.select_related("line", "counter").order_by("-called_at")[:ON_BOARD])
    return Board(calls, lines_now(agency_id=agency_id, at=at))


def _seated(agency_id: int, at: dt.datetime) -> dict[int, int]:
    """Return how many counters with somebody in them call from each line."""
    start = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    seated = Counter.objects.filter(agency_id=agency_id, closed_at=None, sat_at__gte=start).exclude(official=None)
    return dict(seated.values_list("lines").annotate(n=Count("id")).order_by())


def _each(line: Line, day: dt.date) -> float:
    served = Ticket.objects.filter(line=line, day=day, state=State.DONE, called_at__isnull=False)
    spans = served.order_by("-ended_at").values_list("called_at", "ended_at")[:REMEMBERED]
    minutes = [(end - start).total_seconds() / 60 for start, end in spans if start and end]
    return counting.minutes_each(minutes, usual=line.usual_minutes)
