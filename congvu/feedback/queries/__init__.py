"""Questions about feedback."""

from congvu.feedback.asking import Kind, Question, question
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
from congvu.feedback.queries.surveys import (
    Results,
    Tally,
    answer_count,
    place_of_code,
    places_open,
    published_surveys,
    results,
    running,
    said,
    sample_questions,
    survey,
    surveys,
    surveys_for,
)
from congvu.feedback.rules import HANDLERS, READERS, deeds, is_overdue
from congvu.feedback.survey_workbook import survey_workbook

__all__ = [
    "ANSWERED",
    "HANDLERS",
    "OPEN",
    "READERS",
    "SATISFIED",
    "Kind",
    "Question",
    "Results",
    "Satisfaction",
    "Tally",
    "all_limits",
    "answer_count",
    "deeds",
    "desk_counts",
    "desk_petitions",
    "intake_agency",
    "is_open",
    "is_overdue",
    "petition_by_code",
    "petitions_of",
    "place_of_code",
    "places_open",
    "published_petition",
    "published_petitions",
    "published_surveys",
    "question",
    "rating_of",
    "read_agencies",
    "results",
    "rules_on",
    "running",
    "said",
    "sample_questions",
    "satisfaction",
    "sender_shown",
    "steps_of",
    "survey",
    "survey_workbook",
    "surveys",
    "surveys_for",
]
