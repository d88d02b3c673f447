"""Documents: questions."""

from congvu.documents.queries.kinds import kind, kinds

__all__ = ["kind", "kinds"]
