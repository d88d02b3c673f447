"""Documents: the only code that writes them."""

from congvu.documents.operations.holding import done, hand_to, note_seen
from congvu.documents.operations.kinds import load_kinds
from congvu.documents.operations.moves import DocumentUnknown, begin, check_stands, lock, move, trace

__all__ = [
    "DocumentUnknown",
    "begin",
    "check_stands",
    "done",
    "hand_to",
    "load_kinds",
    "lock",
    "move",
    "note_seen",
    "trace",
]
