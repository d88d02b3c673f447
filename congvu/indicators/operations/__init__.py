"""The only code that writes figures, measures and sets of indicators."""

from congvu.indicators.operations.counting import LOOK_BACK, count_back, count_month, count_now
from congvu.indicators.operations.measuring import measure_back, measure_now, measure_period
from congvu.indicators.operations.sets import SetRefused, set_weights, withdraw_set
from congvu.indicators.operations.stating import (
    OF_AGENCY,
    FigureRefused,
    Stated,
    require_stater,
    state_figure,
    withdraw_figure,
)

__all__ = [
    "LOOK_BACK",
    "OF_AGENCY",
    "FigureRefused",
    "SetRefused",
    "Stated",
    "count_back",
    "count_month",
    "count_now",
    "measure_back",
    "measure_now",
    "measure_period",
    "require_stater",
    "set_weights",
    "state_figure",
    "withdraw_figure",
    "withdraw_set",
]
