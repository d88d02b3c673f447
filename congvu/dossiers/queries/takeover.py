"""What an agency that ends leaves open, who takes it over, and how far the hand-over is."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from congvu.dossiers.lifecycle import CLOSED
from congvu.dossiers.models import Dossier, Takeover, TakeoverRow, WorkItem
from congvu.kit.paging import SIZE, Page, keyset
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.places import queries as places
from congvu.places.models import Place

RESIDENCE = "requester.residence"
"""Where the applicant lives, unless the procedure's sheet says where the matter lies (``lies_at``)."""
Rule = TakeoverRow.Rule


def left_open(agency_id: int) -> QuerySet[Dossier]:
    """Return the dossiers in which an agency still has a part: received, competent, a leg or an open step."""
    part = Q(receiving_agency_id=agency_id) | Q(competent_agency_id=agency_id)
    part |= Q(pk__in=Dossier.objects.filter(legs__agency_id=agency_id, legs__done_at=None).values("pk"))
    part |= Q(pk__in=WorkItem.objects.filter(agency_id=agency_id).values("dossier_id"))
    return Dossier.objects.exclude(state__in=CLOSED).filter(part)


@dataclass(frozen=True)
class Heir:
    """Who takes a dossier over, by what that is known, and the place it was looked up by."""

    agency: Agency | None
    rule: str
    hint: str = ""


def heir_of(dossier: Dossier, *, heirs: list[Agency], on: dt.date) -> Heir:
    """Return who takes a dossier over on a day: the one successor, or the one of the ground that it lies on.

    Undecided when the place is not known, was divided among several, or belongs to none of the successors.

    :param heirs: the successors, each with the place that it governs
    """
    if len(heirs) == 1:
        return Heir(heirs[0], Rule.ONE)
    by_place = {heir.place_id: heir for heir in heirs if heir.place_id}
    for code in place_codes(dossier):
        was_on = timezone.localdate(dossier.submitted_at)
        try:
            ground = places.became(code, was_on, on)
        except Place.DoesNotExist:
            continue
        hint = places.full_name(code, was_on)[:200]
        found = {by_place[place.pk].pk: by_place[place.pk] for place in ground if place.pk in by_place}
        if len(found) == 1 and len(ground) == 1:
            return Heir(next(iter(found.values())), Rule.PLACE, hint)
        return Heir(None, Rule.OPEN, hint)
    return Heir(None, Rule.OPEN)


def place_codes(dossier: Dossier) -> Iterator[str]:
    """Yield the communes a dossier may lie in, the nearest to the matter first."""
    own = dossier.version.sheet.get("lies_at", [])
    for pointer in [*([own] if isinstance(own, str) else own), RESIDENCE]:
        found: Any = dossier.values
        for part in pointer.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        code = found.get("commune") if isinstance(found, Mapping) else found
        if isinstance(code, str) and code:
            yield code
    if dossier.owner.place_code:
        yield dossier.owner.place_code


@dataclass(frozen=True)
class Ended:
    """An agency that has ended, or is to, with what it leaves open."""

    agency: Agency
    left: int
    takeover: Takeover | None


def ended_agencies(*, text: str = "", limit: int = 200) -> list[Ended]:
    """Return the agencies with a last day that leave something open, or have handed over, the newest first."""
    closed = people.agencies_ending(text=text)
    made = {row.agency_id: row for row in Takeover.objects.all()}
    ids = [agency.pk for agency in closed]
    open_rows = Dossier.objects.exclude(state__in=CLOSED)
    left: dict[int, int] = {}
    for name in ("competent_agency_id", "receiving_agency_id"):
        rows = open_rows.filter(**{f"{name}__in": ids}).order_by().values_list(name).annotate(n=Count("pk"))
        for agency_id, number in rows:
            left[agency_id] = max(left.get(agency_id, 0), number)
    found = [Ended(one, left.get(one.pk, 0), made.get(one.pk)) for one in closed]
    return [one for one in found if one.left or one.takeover][:limit]


@dataclass(frozen=True)
class Share:
    """What one successor takes over, and the roles its open work needs that nobody holds there on the day."""

    agency: Agency
    dossiers: int
    unheld: list[str]


def takeover_of(agency_id: int) -> Takeover | None:
    """Return the hand-over of an agency, None while none was prepared."""
    return Takeover.objects.select_related("agency").filter(agency_id=agency_id).first()


def shares(takeover: Takeover, *, at: dt.datetime) -> list[Share]:
    """Return how many dossiers go to each successor, the most first."""
    counted = takeover.rows.exclude(new_agency=None).order_by().values_list("new_agency_id").annotate(n=Count("pk"))
    numbers = dict(counted)
    needed: dict[int, set[str]] = {}
    open_rows = takeover.rows.filter(state=TakeoverRow.State.WAITING).exclude(new_agency=None)
    work = WorkItem.objects.filter(dossier__in=open_rows.values("dossier_id"), agency_id=takeover.agency_id)
    roles: dict[int, set[str]] = {}
    for dossier_id, role in work.values_list("dossier_id", "role"):
        roles.setdefault(dossier_id, set()).add(role)
    for dossier_id, agency_id in open_rows.values_list("dossier_id", "new_agency_id"):
        needed.setdefault(agency_id, set()).update(roles.get(dossier_id, ()))
    found = []
    for agency in Agency.objects.filter(pk__in=numbers).order_by("sort_key"):
        unheld = [
            role
            for role in sorted(needed.get(agency.pk, ()))
            if not people.officials_with(role=role, agency_id=agency.pk, at=at)
        ]
        found.append(Share(agency, numbers[agency.pk], unheld))
    return sorted(found, key=lambda share: -share.dossiers)


def takeover_counts(takeover: Takeover) -> dict[str, int]:
    """Return how many dossiers wait with a successor, wait undecided, have moved, had ended (``ready``, ``open``,
    ``moved``, ``gone``).
    """
    waiting = Q(state=TakeoverRow.State.WAITING)
    return takeover.rows.aggregate(
        ready=Count("pk", filter=waiting & Q(new_agency__isnull=False)),
        open=Count("pk", filter=waiting & Q(new_agency=None)),
        moved=Count("pk", filter=Q(state=TakeoverRow.State.MOVED)),
        gone=Count("pk", filter=Q(state=TakeoverRow.State.GONE)),
    )


def takeover_rows(
    takeover: Takeover, *, undecided: bool = False, after: str | None = None, size: int = SIZE
) -> Page[TakeoverRow]:
    """Return the rows of a hand-over with their dossiers, names left out: those undecided, or all."""
    rows = takeover.rows.select_related("dossier__version__procedure", "new_agency").only(
        "rule",
        "hint",
        "state",
        "moved_at",
        "takeover_id",
        "dossier__code",
        "dossier__due_at",
        "dossier__version__procedure__name",
        "dossier__version__procedure__short_name",
        "new_agency__name",
    )
    rows = rows.prefetch_related("dossier__promises")
    if undecided:
        rows = rows.filter(new_agency=None, state=TakeoverRow.State.WAITING)
    return keyset(rows, order=("id",), after=after, size=size)
