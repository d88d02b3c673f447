"""People: questions. Who may do what, where, for whom; which agency it was on a day."""

from congvu.people.identifiers import check_personal, check_tax
from congvu.people.queries.agencies import (
    agencies_with_desk,
    agency,
    agency_by_alias,
    ancestors,
    children,
    search_agencies,
    successor_of,
    successors,
    unit,
    units,
)
from congvu.people.queries.officials import absences, posts, roles, search_officials, staff
from congvu.people.queries.parties import find_party, same_person, search_parties
from congvu.people.queries.powers import Grant, grants, holds, officials_with, require, title_of

__all__ = [
    "Grant",
    "absences",
    "agencies_with_desk",
    "agency",
    "agency_by_alias",
    "ancestors",
    "check_personal",
    "check_tax",
    "children",
    "find_party",
    "grants",
    "holds",
    "officials_with",
    "posts",
    "require",
    "roles",
    "same_person",
    "search_agencies",
    "search_officials",
    "search_parties",
    "staff",
    "successor_of",
    "successors",
    "title_of",
    "unit",
    "units",
]
