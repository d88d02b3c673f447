"""Questions about feedback."""

from congvu.feedback.limits import rules_on
from congvu.feedback.petitioning import ANSWERED, OPEN
from congvu.feedback.queries.petitions import (
    all_limits,
    desk_counts,
    desk_petitions,
    intake_agency,
    petition_by_code,
    petitions_of,
    published_petition,
    published_petitions,
    read_agencies,
    sender_shown,
    steps_of,
)
from congvu.feedback.queries.ratings import SATISFIED, Satisfaction, is_open, rating_of, satisfaction
from congvu.feedback.rules import HANDLERS, READERS, deeds, is_overdue

__all__ = [
    "ANSWERED",
    "HANDLERS",
    "OPEN",
    "READERS",
    "SATISFIED",
    "Satisfaction",
    "all_limits",
    "deeds",
    "desk_counts",
    "desk_petitions",
    "intake_agency",
    "is_open",
    "is_overdue",
    "petition_by_code",
    "petitions_of",
    "published_petition",
    "published_petitions",
    "rating_of",
    "read_agencies",
    "rules_on",
    "satisfaction",
    "sender_shown",
    "steps_of",
]
