"""Who gives, who does, who sees an assignment."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.assignments.models import Assignment
from congvu.kit.actors import Actor
from congvu.kit.errors import NotAllowed
from congvu.people import queries as people
from congvu.people.queries import Grant

GIVERS = ("leader", "unit_head")
HEADS = ("leader", "unit_head")


def visible(held: Iterable[Grant], *, official_id: int) -> Q:
    """Return the condition on assignments that somebody with these powers sees."""
    held = list(held)
    persons = {official_id, *(grant.official_id for grant in held if grant.delegated)}
    whole = {grant.agency_id for grant in held if grant.role in ("leader", "clerk", "auditor") and not grant.unit_id}
    units = {grant.unit_id for grant in held if grant.role == "unit_head" and grant.unit_id}
    mine = Q(lead_id__in=persons) | Q(giver_id__in=persons) | Q(partners__official_id__in=persons)
    led = Q(agency_id__in=whole) | Q(lead_agency_id__in=whole) | Q(partners__agency_id__in=whole)
    return mine | led | Q(lead_unit_id__in=units) | Q(partners__unit_id__in=units)


def leads(assignment: Assignment, *, by: Actor, at: datetime) -> Actor | None:
    """Return the actor as the trace names them when the assignment is theirs to do, or to have done."""
    if by.id is None:
        return None
    for grant in people.grants(official_id=by.id, at=at):
        if grant.agency_id != assignment.lead_agency_id:
            continue
        is_lead = assignment.lead_id is not None and grant.official_id == assignment.lead_id
        heads = grant.role == "leader" or (grant.role == "unit_head" and grant.unit_id == assignment.lead_unit_id)
        if is_lead or (heads and grant.role in HEADS):
            return _named(by, grant, at)
    return None


def works_with(assignment: Assignment, *, by: Actor, at: datetime) -> Actor | None:
    """Return the actor when they are asked to coordinate: named, or head of the unit or agency that is named."""
    if by.id is None:
        return None
    partners = list(assignment.partners.all())
    for grant in people.grants(official_id=by.id, at=at):
        for one in partners:
            named = one.official_id is not None and grant.official_id == one.official_id
            heads = one.official_id is None and grant.role == "unit_head" and grant.unit_id == one.unit_id
            leads_it = one.official_id is None and one.unit_id is None and grant.role == "leader"
            if grant.agency_id == one.agency_id and (named or (heads and one.unit_id) or leads_it):
                return _named(by, grant, at)
    return None


def judges(assignment: Assignment, *, by: Actor, at: datetime) -> Actor | None:
    """Return the actor when the assignment is theirs to judge: its giver, the stand-in, or a leader there."""
    if by.id is None:
        return None
    for grant in people.grants(official_id=by.id, at=at):
        if grant.agency_id == assignment.agency_id and (
            grant.official_id == assignment.giver_id or grant.role == "leader"
        ):
            return _named(by, grant, at)
    return None


def require_lead(assignment: Assignment, *, by: Actor, at: datetime) -> Actor:
    """Let through who leads it, the head of the unit, the leader of the agency.

    :raises NotAllowed: anybody else
    """
    found = leads(assignment, by=by, at=at)
    if found is None:
        raise NotAllowed(_("Nhiệm vụ này không giao cho bạn hoặc đơn vị bạn phụ trách."))
    return found


def require_judge(assignment: Assignment, *, by: Actor, at: datetime) -> Actor:
    """Let through who gave it, or leads the agency that gave it.

    :raises NotAllowed: anybody else
    """
    found = judges(assignment, by=by, at=at)
    if found is None:
        raise NotAllowed(_("Chỉ người giao nhiệm vụ hoặc lãnh đạo cơ quan giao quyết định việc này."))
    return found


def _named(by: Actor, grant: Grant, at: datetime) -> Actor:
    title = people.title_of(official_id=by.id or 0, agency_id=grant.agency_id, on=timezone.localdate(at))
    return replace(
        by,
        title=title,
        agency_code=grant.agency_code,
        agency_name=grant.agency_name,
        acts_for=grant.official_name if grant.delegated else "",
        acts_for_id=grant.official_id if grant.delegated else None,
    )
