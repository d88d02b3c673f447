"""Questions about personal data: what is kept of somebody, what is asked for, what is past its term."""

from congvu.privacy.queries.lists import corrections, corrections_of, erasure, erasures, to_erase
from congvu.privacy.queries.own import own_data
from congvu.privacy.queries.terms import PastTerm, past_term, terms

__all__ = [
    "PastTerm",
    "corrections",
    "corrections_of",
    "erasure",
    "erasures",
    "own_data",
    "past_term",
    "terms",
    "to_erase",
]
