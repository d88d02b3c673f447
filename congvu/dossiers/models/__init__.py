"""What is kept of a dossier. Fields and constraints only: rows are written by ``operations``."""

from congvu.dossiers.lifecycle import State
from congvu.dossiers.models.clock import ClockEntry, Promise
from congvu.dossiers.models.dossier import (
    WORDS,
    Bundle,
    Dossier,
    DossierAlias,
    Leg,
    Move,
    Origin,
    Outcome,
    ReturnBy,
    Runner,
)
from congvu.dossiers.models.drafts import DraftPicture
from congvu.dossiers.models.importing import ImportBatch, ImportedDossier
from congvu.dossiers.models.mandates import Mandate
from congvu.dossiers.models.new_days import CalendarChange, NewDay
from congvu.dossiers.models.outside import Outage, OutsideCase, OutsideMessage, Parcel, RunBy
from congvu.dossiers.models.papers import DigitisedCopy, Message, Paper, Slip, SupplementRequest
from congvu.dossiers.models.records import Conclusion, PublicNotice, StepRecord
from congvu.dossiers.models.sharing import SharingRule
from congvu.dossiers.models.takeover import Takeover, TakeoverRow
from congvu.dossiers.models.timing import Apology, ClockRule, Lateness, LatenessReason
from congvu.dossiers.models.work import Handover, WorkItem

__all__ = [
    "WORDS",
    "Apology",
    "Bundle",
    "CalendarChange",
    "ClockEntry",
    "ClockRule",
    "Conclusion",
    "DigitisedCopy",
    "Dossier",
    "DossierAlias",
    "DraftPicture",
    "Handover",
    "ImportBatch",
    "ImportedDossier",
    "Lateness",
    "LatenessReason",
    "Leg",
    "Mandate",
    "Message",
    "Move",
    "NewDay",
    "Origin",
    "Outage",
    "Outcome",
    "OutsideCase",
    "OutsideMessage",
    "Paper",
    "Parcel",
    "Promise",
    "PublicNotice",
    "ReturnBy",
    "RunBy",
    "Runner",
    "SharingRule",
    "Slip",
    "State",
    "StepRecord",
    "SupplementRequest",
    "Takeover",
    "TakeoverRow",
    "WorkItem",
]
