"""Who keeps a file, who sees it."""

import calendar as months
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q

from congvu.kit.actors import Actor
from congvu.people import queries as people
from congvu.people.models import Role
from congvu.people.queries import Grant
from congvu.workfiles.models import Workfile

WORKERS = (Role.CASE_OFFICER, Role.UNIT_HEAD, Role.LEADER, Role.CLERK, Role.RECEPTION)
HEADS = (Role.UNIT_HEAD, Role.LEADER, Role.CLERK)


def may_keep(agency_id: int, *, by: Actor, at: datetime) -> Actor:
    """Let through who works in the agency; return them as the trace names them.

    :raises NotAllowed: anybody else
    """
    return people.require(by=by, roles=WORKERS, agency_id=agency_id, at=at)


def require_keeper(file: Workfile, *, by: Actor, at: datetime) -> Actor:
    """Let through the keeper or the stand-in, the unit's head, the agency's leader and clerk.

    :raises NotAllowed: anybody else
    """
    agency_id = file.list.agency_id
    if file.keeper_id is None:
        return people.require(by=by, roles=WORKERS, agency_id=agency_id, unit_id=file.heading.unit_id, at=at)
    if people.holds(by=by, roles=HEADS, agency_id=agency_id, unit_id=file.heading.unit_id, at=at):
        return people.require(by=by, roles=HEADS, agency_id=agency_id, unit_id=file.heading.unit_id, at=at)
    return people.require(by=by, roles=tuple(Role), agency_id=agency_id, holder_id=file.keeper_id, at=at)


def visible(held: Iterable[Grant], *, official_id: int) -> Q:
    """Return the condition on files that somebody with these powers sees: own, of the unit, of the agency."""
    seen = Q(keeper_id=official_id)
    for grant in held:
        if grant.role in (Role.LEADER, Role.CLERK, Role.AUDITOR) and grant.unit_id is None:
            seen |= Q(list__agency_id=grant.agency_id)
        elif grant.role in WORKERS:
            unit = Q() if grant.unit_id is None else Q(heading__unit_id=grant.unit_id) | Q(heading__unit=None)
            seen |= Q(list__agency_id=grant.agency_id) & unit
        if grant.delegated:
            seen |= Q(keeper_id=grant.official_id, list__agency_id=grant.agency_id)
    return seen


def months_after(day: date, count: int) -> date:
    """Return the day so many months later, the last of the month where it has no such day."""
    year, month = day.year + (day.month - 1 + count) // 12, (day.month - 1 + count) % 12 + 1
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))
