"""Questions about assignments: mine, given by me, late and why, the board of a head."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from congvu.assignments import rules
from congvu.assignments.lateness import why_late
from congvu.assignments.lifecycle import ENDED, WORKING
from congvu.assignments.models import Assignment, Partner, State
from congvu.assignments.operations import AssignmentUnknown
from congvu.assignments.sheets import workbook
from congvu.kit.actors import Actor
from congvu.kit.paging import SIZE, Page, keyset
from congvu.kit.questions import Question
from congvu.people.queries import Grant

__all__ = [
    "ENDED",
    "VIEWS",
    "Line",
    "assignment",
    "assignments",
    "board",
    "deeds",
    "everything",
    "late",
    "of_document",
    "to_do",
    "why_late",
    "workbook",
]
VIEWS = ("mine", "with", "given", "late", "all")


def assignment(*, public_id: UUID, grants: Iterable[Grant], official_id: int) -> Assignment:
    """Return one assignment that an official sees.

    :raises AssignmentUnknown: there is none, or it is not theirs
    """
    found = _seen(grants, official_id).filter(public_id=public_id).first()
    if found is None:
        raise AssignmentUnknown
    return found


def assignments(
    *,
    grants: Iterable[Grant],
    official_id: int,
    view: str,
    words: str = "",
    now: datetime,
    after: str | None = None,
    size: int = SIZE,
) -> Page[Assignment]:
    """Return a view of an official's assignments, by deadline: to do, to coordinate, given, late, all.

    :param words: folded; each stands in content, source or document
    """
    grants = list(grants)
    found = _seen(grants, official_id)
    if view == "mine":
        found = found.filter(to_do(grants, official_id), state__in=WORKING)
    elif view == "with":
        found = found.filter(with_others(grants, official_id)).exclude(state__in=ENDED)
    elif view == "given":
        found = found.filter(giver_id=official_id).exclude(state__in=ENDED)
    elif view == "late":
        found = found.filter(late(now))
    for word in words.split():
        found = found.filter(folded__contains=word)
    return keyset(found, order=("sort_at", "id"), after=after, size=size)


def to_do_count(*, grants: Iterable[Grant], official_id: int) -> int:
    """Return how many assignments an official has to do or to pass down."""
    return sum(_to_do.counts(tuple(grants), official_id).values())


@Question
def _to_do(grants: tuple[Grant, ...], official_id: int) -> QuerySet[Any, Any]:
    found = _seen(grants, official_id).filter(to_do(grants, official_id), state__in=WORKING)
    return found.order_by().annotate(said=F("state")).values_list("said")


def to_do(grants: Iterable[Grant], official_id: int) -> Q:
    """Say what an official has to do or to pass down: named, unit led, agency led."""
    return _falls_to(grants, official_id, person="lead", unit="lead_unit", agency="lead_agency")


def with_others(grants: Iterable[Grant], official_id: int) -> Q:
    """Say what an official is asked to coordinate: named, unit led, agency led."""
    mine = _falls_to(grants, official_id, person="official", unit="unit", agency="agency")
    return Q(pk__in=Partner.objects.filter(mine).values("assignment"))


def _falls_to(grants: Iterable[Grant], official_id: int, *, person: str, unit: str, agency: str) -> Q:
    mine = Q(**{f"{person}_id": official_id})
    for grant in grants:
        if grant.delegated:
            mine |= Q(**{f"{person}_id": grant.official_id})
        if grant.role == "unit_head" and grant.unit_id:
            mine |= Q(**{person: None, f"{unit}_id": grant.unit_id})
        if grant.role == "leader" and not grant.unit_id:
            mine |= Q(**{person: None, unit: None, f"{agency}_id": grant.agency_id})
    return mine


def late(now: datetime) -> Q:
    """Say what is late: past its day and not yet reported."""
    return Q(due_at__lt=now, state__in=[State.NEW, State.IN_PROGRESS, State.RETURNED])


def deeds(found: Assignment, *, by: Actor, at: datetime) -> set[str]:
    """Return what somebody can do with an assignment now: the buttons of its page."""
    can: set[str] = set()
    state, waits = found.state, found.extensions.filter(granted=None).exists()
    if rules.leads(found, by=by, at=at) and state in WORKING:
        can |= {"report", "hand-back", "pass-down"} | ({"start"} if state == State.NEW else set())
        can |= {"extend"} if found.due_at and not waits else set()
        can |= {"explain"} if found.due_at and found.due_at < at else set()
    if state not in ENDED and rules.works_with(found, by=by, at=at):
        can.add("contribute")
    if rules.judges(found, by=by, at=at) and state not in ENDED:
        can |= {"cancel"} | ({"judge"} if state == State.AWAITING else set())
        can |= ({"answer-extension"} if waits else set()) | ({"give-again"} if state == State.RETURNED else set())
    return can


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the board: a unit or an agency that leads."""

    name: str
    given: int
    open: int
    late: int
    done_in_time: int
    done_late: int


def board(*, agency_ids: Collection[int], since: datetime, until: datetime, now: datetime) -> list[Line]:
    """Return for each lead of what agencies gave in a time, or still have open: counts by state."""
    rows = (
        Assignment.objects.filter(agency_id__in=agency_ids, given_at__lt=until)
        .filter(Q(given_at__gte=since) | ~Q(state__in=ENDED))
        .exclude(state=State.CANCELLED)
        .values("lead_agency__name", "lead_unit__name", is_own=Q(lead_agency=F("agency")))
        .annotate(
            given=Count("id"),
            open=Count("id", filter=~Q(state__in=ENDED)),
            late=Count("id", filter=late(now)),
            in_time=Count("id", filter=Q(state=State.DONE_IN_TIME)),
            out_of_time=Count("id", filter=Q(state=State.DONE_LATE)),
        )
        .order_by("-late", "-open", "lead_agency__name", "lead_unit__name")
    )
    return [
        Line(
            name=(row["lead_unit__name"] if row["is_own"] else None) or row["lead_agency__name"],
            given=row["given"],
            open=row["open"],
            late=row["late"],
            done_in_time=row["in_time"],
            done_late=row["out_of_time"],
        )
        for row in rows
    ]


def everything(*, grants: Iterable[Grant], official_id: int, view: str, now: datetime) -> list[Assignment]:
    """Return a whole view for a sheet, at most 5,000 rows, by deadline."""
    return assignments(grants=grants, official_id=official_id, view=view, now=now, size=5000).rows


def of_document(document_id: int) -> list[Assignment]:
    """Return the assignments that come from a document."""
    found = Assignment.objects.filter(document_id=document_id).select_related("lead", "lead_unit", "lead_agency")
    return list(found.order_by("id"))


def _seen(grants: Iterable[Grant], official_id: int) -> QuerySet[Assignment]:
    seen = Assignment.objects.filter(rules.visible(grants, official_id=official_id)).values("pk")
    return Assignment.objects.filter(pk__in=seen).select_related("lead", "lead_unit", "lead_agency", "agency", "giver")
