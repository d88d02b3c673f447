"""People: the only code that writes agencies, units, officials, posts, roles, absences and parties."""

from congvu.people.operations.absences import end_absence, record_absence
from congvu.people.operations.agencies import add_alias, close_agency, close_unit, mend_agency, open_agency, open_unit
from congvu.people.operations.coordinators import (
    DutyUnknown,
    ListRefused,
    end_coordinator,
    set_coordinator,
    take_coordinators,
)
from congvu.people.operations.officials import (
    AnotherRealm,
    appoint,
    end_post,
    end_role,
    enrol,
    enrol_invented,
    grant_role,
    mend_official,
    take_on,
)
from congvu.people.operations.parties import IdentifierTaken, change_contact, correct_party, join_parties, take_party
from congvu.people.operations.seeing import Shown, named, note_shown

__all__ = [
    "AnotherRealm",
    "DutyUnknown",
    "IdentifierTaken",
    "ListRefused",
    "Shown",
    "add_alias",
    "appoint",
    "change_contact",
    "close_agency",
    "close_unit",
    "correct_party",
    "end_absence",
    "end_coordinator",
    "end_post",
    "end_role",
    "enrol",
    "enrol_invented",
    "grant_role",
    "join_parties",
    "mend_agency",
    "mend_official",
    "named",
    "note_shown",
    "open_agency",
    "open_unit",
    "record_absence",
    "set_coordinator",
    "take_coordinators",
    "take_on",
    "take_party",
]
