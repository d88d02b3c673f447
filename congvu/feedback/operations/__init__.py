"""The only code that writes feedback."""

from congvu.feedback.operations.petition_answers import answer, prepare_answer, publish, searched, withhold
from congvu.feedback.operations.petition_filing import (
    MOST_FILES,
    PetitionIn,
    PetitionUnfit,
    TooManyPetitions,
    complete_petition,
    count_files,
    file_petition,
    rate_answer,
    withdraw_petition,
)
from congvu.feedback.operations.petition_handling import accept_petition, ask_sender, forward, refuse_petition
from congvu.feedback.operations.petition_limits import LimitsRefused, set_limits, withdraw_limits
from congvu.feedback.operations.petition_moves import PetitionUnknown
from congvu.feedback.operations.petition_reading import note_petitions, read_petition, read_petition_file, reveal_sender
from congvu.feedback.operations.ratings import DESK, ScoreUnknown, SlipRefused, enter_slip, invite, rate
from congvu.feedback.operations.survey_answers import (
    AnswersUnfit,
    SurveyClosed,
    answer_by_link,
    answer_for_dossier,
)
from congvu.feedback.operations.surveys import (
    SurveyRefused,
    change_survey,
    discard_survey,
    end_survey,
    make_survey,
    open_survey,
    publish_survey,
    set_questions,
)

__all__ = [
    "DESK",
    "MOST_FILES",
    "AnswersUnfit",
    "LimitsRefused",
    "PetitionIn",
    "PetitionUnfit",
    "PetitionUnknown",
    "ScoreUnknown",
    "SlipRefused",
    "SurveyClosed",
    "SurveyRefused",
    "TooManyPetitions",
    "accept_petition",
    "answer",
    "answer_by_link",
    "answer_for_dossier",
    "ask_sender",
    "change_survey",
    "complete_petition",
    "count_files",
    "discard_survey",
    "end_survey",
    "enter_slip",
    "file_petition",
    "forward",
    "invite",
    "make_survey",
    "note_petitions",
    "open_survey",
    "prepare_answer",
    "publish",
    "publish_survey",
    "rate",
    "rate_answer",
    "read_petition",
    "read_petition_file",
    "refuse_petition",
    "reveal_sender",
    "searched",
    "set_limits",
    "set_questions",
    "withdraw_limits",
    "withdraw_petition",
    "withhold",
]
