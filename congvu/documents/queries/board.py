"""What a head sees of the documents of an agency: what waits where, how arrivals are settled, what was issued."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, Sum

from congvu.documents.lifecycle import Direction, State
from congvu.documents.models import Delivery, Document, Holding

Task = Holding.Task
STAGES = (
    (Task.RECEIVE,),
    (Task.DIRECT,),
    (Task.ASSIGN,),
    (Task.LEAD,),
    (Task.WRITE,),
    (Task.CHECK_CONTENT, Task.CHECK_FORMAT),
    (Task.SIGN,),
    (Task.NUMBER, Task.SEAL, Task.ISSUE),
)
"""Steps of arrivals, then of outgoing documents; each is called by its first task."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A step at which documents wait: how many, how many past their limit."""

    task: str
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class Settled:
    """How the arrivals of a time are settled that a unit leads; without a unit those not yet given to one."""

    unit: str
    came: int
    in_time: int
    """Ended by their deadline, or without one."""
    ended_late: int
    open: int
    open_late: int


@dataclass(frozen=True, slots=True)
class Issued:
    """What was issued of a kind in a time."""

    kind: str
    documents: int
    pages: int
    deliveries: int
    accepted: int
    recalled: int


def stages(*, agency_id: int, now: datetime) -> list[Stage]:
    """Return what waits in an agency now, step by step."""
    waiting = Holding.objects.filter(agency_id=agency_id, done_at=None).values_list("task")
    rows = {
        str(task): (count, late)
        for task, count, late in waiting.annotate(n=Count("id"), late=Count("id", filter=Q(due_at__lt=now)))
    }
    found = []
    for tasks in STAGES:
        counts = [rows.get(str(task), (0, 0)) for task in tasks]
        found.append(Stage(str(tasks[0]), sum(one for one, _late in counts), sum(late for _one, late in counts)))
    return found


def settled(*, agency_id: int, since: datetime, until: datetime, now: datetime) -> list[Settled]:
    """Return how the registered arrivals of a time are settled, by the unit that leads (NĐ 30/2020, Annex VI)."""
    late = Q(due_at__isnull=False, ended_at__gt=F("due_at"))
    is_open = Q(ended_at=None)
    rows = (
        Document.objects.filter(
            agency_id=agency_id, direction=Direction.INCOMING, registered_at__gte=since, registered_at__lt=until
        )
        .exclude(state__in=[State.RECALLED, State.BLOCKED])
        .values_list("unit__name")
        .annotate(
            came=Count("id"),
            in_time=Count("id", filter=~is_open & ~late),
            ended_late=Count("id", filter=late),
            open=Count("id", filter=is_open),
            open_late=Count("id", filter=is_open & Q(due_at__lt=now)),
        )
        .order_by(F("unit__name").asc(nulls_last=True))
    )
    return [Settled(unit or "", *counts) for unit, *counts in rows]


def issued_by_kind(*, agency_id: int, since: datetime, until: datetime) -> list[Issued]:
    """Return what was issued in a time, by kind (báo cáo văn bản đi)."""
    of_time = Q(issued_at__gte=since, issued_at__lt=until, agency_id=agency_id, direction=Direction.OUTGOING)
    rows = (
        Document.objects.filter(of_time)
        .values_list("kind__code", "kind__name")
        .annotate(n=Count("id"), pages=Sum("pages"), recalled=Count("id", filter=Q(state=State.RECALLED)))
        .order_by("kind__code")
    )
    sent = {
        code: (count, accepted)
        for code, count, accepted in Delivery.objects.filter(document__in=Document.objects.filter(of_time))
        .values_list("document__kind__code")
        .annotate(n=Count("id"), accepted=Count("id", filter=Q(accepted_at__isnull=False)))
    }
    return [
        Issued(name, count, pages or 0, *sent.get(code, (0, 0)), recalled)
        for code, name, count, pages, recalled in rows
    ]
