"""Documents: the only code that writes them."""

from congvu.documents.operations.directing import BadDeadline, NobodyNamed, NoteIn, Party, assign, direct, hand_back
from congvu.documents.operations.holding import done, hand_to, note_seen
from congvu.documents.operations.intake import ArrivalIn, ArrivalIncomplete, keep_upload, take_in
from congvu.documents.operations.kinds import load_kinds
from congvu.documents.operations.moves import DocumentUnknown, begin, check_stands, lock, move, trace
from congvu.documents.operations.recall_answer import agree_to_recall, refuse_recall
from congvu.documents.operations.registering import ReasonMissing, RecallPending, Twin, register, return_to_sender
from congvu.documents.operations.solving import NoAnswerYet, answer_issued, complete, finish_part, link_answer, reopen

__all__ = [
    "ArrivalIn",
    "ArrivalIncomplete",
    "BadDeadline",
    "DocumentUnknown",
    "NoAnswerYet",
    "NobodyNamed",
    "NoteIn",
    "Party",
    "ReasonMissing",
    "RecallPending",
    "Twin",
    "agree_to_recall",
    "answer_issued",
    "assign",
    "begin",
    "check_stands",
    "complete",
    "direct",
    "done",
    "finish_part",
    "hand_back",
    "hand_to",
    "keep_upload",
    "link_answer",
    "load_kinds",
    "lock",
    "move",
    "note_seen",
    "refuse_recall",
    "register",
    "reopen",
    "return_to_sender",
    "take_in",
    "trace",
]
