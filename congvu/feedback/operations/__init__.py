"""The only code that writes feedback."""

from congvu.feedback.operations.petition_answers import answer, prepare_answer, publish, withhold
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
from congvu.feedback.operations.ratings import ASPECTS, ScoreUnknown, invite, rate

__all__ = [
    "ASPECTS",
    "MOST_FILES",
    "LimitsRefused",
    "PetitionIn",
    "PetitionUnfit",
    "PetitionUnknown",
    "ScoreUnknown",
    "TooManyPetitions",
    "accept_petition",
    "answer",
    "ask_sender",
    "complete_petition",
    "count_files",
    "file_petition",
    "forward",
    "invite",
    "note_petitions",
    "prepare_answer",
    "publish",
    "rate",
    "rate_answer",
    "read_petition",
    "read_petition_file",
    "refuse_petition",
    "reveal_sender",
    "set_limits",
    "withdraw_limits",
    "withdraw_petition",
    "withhold",
]
