"""Open works on documents that wait for an official: lists and numbers, each part read by an index of its own."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import F, Q, QuerySet

from congvu.documents.models import Holding
from congvu.kit.paging import COUNTED, SIZE, Page, keyset_of_parts
from congvu.kit.questions import Question
from congvu.people.queries import Grant

ORDER = ("sort_at", "id")


def held_by(grants: Iterable[Grant], official_id: int) -> Q:
    """Say what belongs to an official: named personally, by role, or as the stand-in of an absent one."""
    whole = Q()
    for part in held_parts(grants, official_id):
        whole |= part
    return whole


def held_parts(grants: Iterable[Grant], official_id: int) -> list[Q]:
    """Return the parts of what belongs to an official, none twice; each alone is found by one index in the order of
    urgency.
    """
    grants = list(grants)
    parts = [Q(official_id=official_id, agency_id__in={grant.agency_id for grant in grants})]
    whole = {(grant.agency_id, grant.role) for grant in grants if not grant.unit_id}
    for grant in grants:
        if not grant.unit_id or (grant.agency_id, grant.role) not in whole:
            unit = Q(unit=None) | Q(unit_id=grant.unit_id) if grant.unit_id else Q()
            parts.append(Q(official=None, agency_id=grant.agency_id, role=grant.role) & unit)
        if grant.delegated:
            parts.append(Q(official_id=grant.official_id, agency_id=grant.agency_id))
    return list(dict.fromkeys(parts))


def open_works(
    rows: QuerySet[Holding],
    *,
    grants: Iterable[Grant],
    official_id: int,
    tasks: Collection[str],
    direction: str,
    after: str | None = None,
    size: int = SIZE,
) -> Page[Holding]:
    """Return those of ``rows`` that wait for an official on documents of one direction, the most urgent first."""
    parts = [
        (Holding.objects.filter(part, _works(task, direction), done_at=None), ORDER)
        for part in held_parts(grants, official_id)
        for task in tasks
    ]
    return keyset_of_parts(rows, parts, order=ORDER, after=after, size=size)


def open_counts(*, grants: Iterable[Grant], official_id: int, direction: str) -> dict[str, int]:
    """Return how many open works of each kind wait for an official on documents of one direction, as
    :func:`in_hand_counts`.
    """
    grants = list(grants)
    found = in_hand_counts(grants=grants, official_id=official_id)
    if found.get(Holding.Task.READ):
        read = Holding.objects.filter(held_by(grants, official_id), _works(Holding.Task.READ, direction), done_at=None)
        found[Holding.Task.READ] = read.order_by()[:COUNTED].count()
    return found


def in_hand_counts(*, grants: Iterable[Grant], official_id: int) -> dict[str, int]:
    """Return how many open works of each kind wait for an official on documents of both directions; of a kind that
    has more, ``COUNTED``.
    """
    grants = tuple(grants)
    found = _first.counts(grants, official_id)
    if sum(found.values()) < COUNTED:
        return found
    return {task: min(number, COUNTED) for task, number in _first_of_each.counts(grants, official_id).items()}


@Question
def _first(grants: tuple[Grant, ...], official_id: int) -> QuerySet[Any, Any]:
    return _any_of(held_parts(grants, official_id))[:COUNTED]


@Question
def _first_of_each(grants: tuple[Grant, ...], official_id: int) -> QuerySet[Any, Any]:
    return _any_of([part & Q(task=task) for part in held_parts(grants, official_id) for task in Holding.Task.values])


def _any_of(parts: list[Q]) -> QuerySet[Any, Any]:
    """Return the kind of each open work in any of these parts, which share none; at most ``COUNTED`` of a part."""
    found, *others = [
        Holding.objects.filter(part, done_at=None).order_by(*ORDER).annotate(said=F("task")).values_list(*ORDER, "said")
        for part in parts
    ]
    return found[:COUNTED].union(*(other[:COUNTED] for other in others), all=True) if others else found[:COUNTED]


def _works(task: str, direction: str) -> Q:
    """Say which works: only reading is asked for on documents of both directions."""
    return Q(task=task, document__direction=direction) if task == Holding.Task.READ else Q(task=task)
