"""Who may do what with a petition. Shown buttons and operations ask the same."""

import datetime as dt
from collections.abc import Iterable

from congvu.feedback.models.petitions import Petition
from congvu.feedback.petitioning import can
from congvu.people.models import Role
from congvu.people.queries import Grant, fitting_grant

HANDLERS = (Role.RECEPTION, Role.CASE_OFFICER, Role.CLERK, Role.UNIT_HEAD, Role.LEADER)
"""Who sorts petitions, asks, forwards and prepares answers in their agency."""
DECIDERS = (Role.UNIT_HEAD, Role.LEADER)
"""Who refuses, answers, publishes, and may learn an identity that is kept secret."""
READERS = (*HANDLERS, Role.AUDITOR)
ROLES = {
    "accept": HANDLERS,
    "ask": HANDLERS,
    "forward": HANDLERS,
    "prepare": HANDLERS,
    "refuse": DECIDERS,
    "answer": DECIDERS,
    "publish": DECIDERS,
    "withhold": DECIDERS,
    "reveal": DECIDERS,
}
"""Deed → the roles in the agency that has the petition now."""


def reading_grant(grants: Iterable[Grant], petition: Petition) -> Grant | None:
    """Return the power by which somebody reads a petition: in the agency that has it, or that received it."""
    held = tuple(grants)
    return fitting_grant(held, roles=READERS, agency_id=petition.agency_id) or fitting_grant(
        held, roles=READERS, agency_id=petition.received_by_id
    )


def deeds(grants: Iterable[Grant], petition: Petition) -> set[str]:
    """Return what somebody may do with a petition now."""
    held = tuple(grants)
    return {
        deed
        for deed, roles in ROLES.items()
        if is_open_to(deed, petition) and fitting_grant(held, roles=roles, agency_id=petition.agency_id)
    }


def is_open_to(deed: str, petition: Petition) -> bool:
    """Tell whether the petition stands where the deed can be done."""
    if deed == "prepare":
        return can("answer", petition.state)
    if deed == "withhold":
        return can("publish", petition.state) and not petition.ended_reason
    if deed == "reveal":
        return petition.is_confidential
    return can(deed, petition.state)


def is_overdue(petition: Petition, now: dt.datetime) -> bool:
    """Tell whether what comes next should have been done."""
    return petition.due_at is not None and now > petition.due_at
