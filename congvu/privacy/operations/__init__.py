"""Privacy: the only code that writes corrections, terms and lists of what is to be erased."""

from congvu.privacy.operations.correcting import ask_correction, decide_correction
from congvu.privacy.operations.erasing import (
    approve,
    carry_out,
    keep,
    propose,
    set_term,
    withdraw,
)
from congvu.privacy.operations.giving import note_given

__all__ = [
    "approve",
    "ask_correction",
    "carry_out",
    "decide_correction",
    "keep",
    "note_given",
    "propose",
    "set_term",
    "withdraw",
]
