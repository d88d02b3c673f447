"""What the catalogue keeps: procedures and their dated versions, the law they rest on, fees, drafts of versions."""

from congvu.catalogue.models.drafting import Draft, DraftState
from congvu.catalogue.models.levels import LEVELS, Level, Scheme, ServiceLevel
from congvu.catalogue.models.procedures import (
    Channel,
    Citation,
    CitizenLevel,
    FeeRule,
    Field,
    LegalAct,
    LifeEvent,
    Procedure,
    ProcedureVersion,
    VersionState,
)
from congvu.catalogue.models.review import CostRate

__all__ = [
    "LEVELS",
    "Channel",
    "Citation",
    "CitizenLevel",
    "CostRate",
    "Draft",
    "DraftState",
    "FeeRule",
    "Field",
    "LegalAct",
    "Level",
    "LifeEvent",
    "Procedure",
    "ProcedureVersion",
    "Scheme",
    "ServiceLevel",
    "VersionState",
]
