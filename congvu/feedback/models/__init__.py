"""What is kept of feedback. Fields and constraints only: rows are written by ``operations``."""

from congvu.feedback.models.petitions import Petition, PetitionEvent, PetitionRule
from congvu.feedback.models.ratings import Invitation, Rating
from congvu.feedback.models.surveys import Survey, SurveyAnswer, SurveyPhase, SurveyPlace, SurveyTurn
from congvu.feedback.petitioning import About, Channel, PetitionState

__all__ = [
    "About",
    "Channel",
    "Invitation",
    "Petition",
    "PetitionEvent",
    "PetitionRule",
    "PetitionState",
    "Rating",
    "Survey",
    "SurveyAnswer",
    "SurveyPhase",
    "SurveyPlace",
    "SurveyTurn",
]
