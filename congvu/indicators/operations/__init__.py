"""The only code that writes figures, measures and sets of indicators."""

from congvu.indicators.operations.counting import LOOK_BACK, count_back, count_month, count_now
from congvu.indicators.operations.measuring import measure_back, measure_now, measure_period
from congvu.indicators.operations.sets import SetRefused, set_weights, withdraw_set

__all__ = [
    "LOOK_BACK",
    "SetRefused",
    "count_back",
    "count_month",
    "count_now",
    "measure_back",
    "measure_now",
    "measure_period",
    "set_weights",
    "withdraw_set",
]
