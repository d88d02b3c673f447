"""Documents: questions."""

from congvu.documents.queries.arrivals import (
    arrivals,
    book_lines,
    book_of_month,
    latest_answers,
    recalls_asked,
    twins,
    waiting,
    waiting_counts,
    works_on,
)
from congvu.documents.queries.checks import Check, arrival_checks
from congvu.documents.queries.kinds import kind, kinds

__all__ = [
    "Check",
    "arrival_checks",
    "arrivals",
    "book_lines",
    "book_of_month",
    "kind",
    "kinds",
    "latest_answers",
    "recalls_asked",
    "twins",
    "waiting",
    "waiting_counts",
    "works_on",
]
