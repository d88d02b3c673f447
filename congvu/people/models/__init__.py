"""People: what is kept. Person, official, post, role and account are different rows."""

from congvu.people.models.agencies import Agency, AgencyAlias, AgencySuccession, OrgUnit
from congvu.people.models.coordinators import Coordinator
from congvu.people.models.officials import NEVER_DELEGATED, PROVINCE_WIDE, Absence, Official, Post, Role, RoleHolding
from congvu.people.models.parties import Party

__all__ = [
    "NEVER_DELEGATED",
    "PROVINCE_WIDE",
    "Absence",
    "Agency",
    "AgencyAlias",
    "AgencySuccession",
    "Coordinator",
    "Official",
    "OrgUnit",
    "Party",
    "Post",
    "Role",
    "RoleHolding",
]
