"""Who may do what with a paper of the vault. Pure."""

from collections.abc import Collection, Iterable
from typing import Protocol

from congvu.people.queries import Grant

ENDERS = ("leader", "clerk")
"""Who revokes and replaces, in the agency that issued or verified the paper."""
READERS = frozenset({"reception", "case_officer", "unit_head", "leader", "clerk", "return_desk", "auditor"})
"""Who looks a paper up there."""


class Held(Protocol):
    """What the rules need to know of a paper."""

    owner_id: int
    agency_id: int


def owns(party_ids: Collection[int], paper: Held) -> bool:
    """Tell whether the paper is this person's; ``party_ids`` are all rows that stand for him."""
    return paper.owner_id in party_ids


def can_read(grants: Iterable[Grant], paper: Held) -> bool:
    """Tell whether an official may open the paper: his agency issued or verified it."""
    return reading_grant(grants, paper) is not None


def reading_grant(grants: Iterable[Grant], paper: Held) -> Grant | None:
    """Return the grant by which an official may open the paper, None when there is none."""
    return next((grant for grant in grants if grant.role in READERS and grant.agency_id == paper.agency_id), None)


def can_end(grants: Iterable[Grant], paper: Held) -> bool:
    """Tell whether an official may revoke or replace the paper."""
    return any(grant.role in ENDERS and grant.agency_id == paper.agency_id for grant in grants)
