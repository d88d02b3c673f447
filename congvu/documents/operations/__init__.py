"""Documents: the only code that writes them."""

from congvu.documents.copy_forms import CopyRefused
from congvu.documents.operations.checking import (
    FormatDeviates,
    approve_content,
    approve_format,
    change_signer,
    send_back,
    submit,
)
from congvu.documents.operations.competence import PowerRefused, WrongCompetence, end_power, give_power
from congvu.documents.operations.copy_papers import source_of as copy_source
from congvu.documents.operations.copying import CopyIn, allow_copy, make_copy, request_copy
from congvu.documents.operations.delivering import answer, arrive
from congvu.documents.operations.directing import (
    BadDeadline,
    NobodyNamed,
    NoteIn,
    Party,
    assign,
    direct,
    due_of,
    hand_back,
)
from congvu.documents.operations.drafting import (
    Draft,
    DraftRefused,
    ask_opinion,
    attach,
    begin_draft,
    cancel,
    link_document,
    remark,
    save_version,
    settle_remark,
    upload_version,
)
from congvu.documents.operations.holding import done, hand_to, note_seen
from congvu.documents.operations.intake import WAYS, ArrivalIn, ArrivalIncomplete, keep_upload, take_in
from congvu.documents.operations.issuing import issue, note_delivered, send_to
from congvu.documents.operations.kinds import load_kinds
from congvu.documents.operations.letterheads import LetterheadIn, LetterheadRefused, decide_series, set_letterhead
from congvu.documents.operations.mail import Mail, MailUnreadable, open_mail
from congvu.documents.operations.moves import DocumentUnknown, begin, check_stands, lock, move, trace
from congvu.documents.operations.numbers import NumberRefused, number
from congvu.documents.operations.papers import current_paper, draw_draft
from congvu.documents.operations.proposing import read_upload
from congvu.documents.operations.reading import open_document, open_file
from congvu.documents.operations.recall_answer import agree_to_recall, refuse_recall
from congvu.documents.operations.recalling import recall, take_away
from congvu.documents.operations.registering import ReasonMissing, RecallPending, Twin, register, return_to_sender
from congvu.documents.operations.registers import print_register
from congvu.documents.operations.searching import index
from congvu.documents.operations.signatures import PaperChanged, seal, sign
from congvu.documents.operations.solving import NoAnswerYet, answer_issued, complete, finish_part, link_answer, reopen
from congvu.documents.rules import can_see

__all__ = [
    "WAYS",
    "ArrivalIn",
    "ArrivalIncomplete",
    "BadDeadline",
    "CopyIn",
    "CopyRefused",
    "DocumentUnknown",
    "Draft",
    "DraftRefused",
    "FormatDeviates",
    "LetterheadIn",
    "LetterheadRefused",
    "Mail",
    "MailUnreadable",
    "NoAnswerYet",
    "NobodyNamed",
    "NoteIn",
    "NumberRefused",
    "PaperChanged",
    "Party",
    "PowerRefused",
    "ReasonMissing",
    "RecallPending",
    "Twin",
    "WrongCompetence",
    "agree_to_recall",
    "allow_copy",
    "answer",
    "answer_issued",
    "approve_content",
    "approve_format",
    "arrive",
    "ask_opinion",
    "assign",
    "attach",
    "begin",
    "begin_draft",
    "can_see",
    "cancel",
    "change_signer",
    "check_stands",
    "complete",
    "copy_source",
    "current_paper",
    "decide_series",
    "direct",
    "done",
    "draw_draft",
    "due_of",
    "end_power",
    "finish_part",
    "give_power",
    "hand_back",
    "hand_to",
    "index",
    "issue",
    "keep_upload",
    "link_answer",
    "link_document",
    "load_kinds",
    "lock",
    "make_copy",
    "move",
    "note_delivered",
    "note_seen",
    "number",
    "open_document",
    "open_file",
    "open_mail",
    "print_register",
    "read_upload",
    "recall",
    "refuse_recall",
    "register",
    "remark",
    "reopen",
    "request_copy",
    "return_to_sender",
    "save_version",
    "seal",
    "send_back",
    "send_to",
    "set_letterhead",
    "settle_remark",
    "sign",
    "submit",
    "take_away",
    "take_in",
    "trace",
    "upload_version",
]
