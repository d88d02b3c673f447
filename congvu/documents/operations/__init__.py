"""Documents: the only code that writes them."""

from congvu.documents.anchors import Anchor, anchor_of
from congvu.documents.copy_forms import CopyRefused
from congvu.documents.operations.access import (
    AccessRefused,
    confirm_access,
    let_see,
    limit_document,
    limit_file,
    stop_seeing,
)
from congvu.documents.operations.annexes import AnnexUnsigned
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
    NotedMeanwhile,
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
    attach,
    begin_draft,
    cancel,
    link_document,
    save_version,
    upload_version,
)
from congvu.documents.operations.holding import done, hand_to, note_seen
from congvu.documents.operations.intake import WAYS, ArrivalIn, ArrivalIncomplete, keep_upload, take_in
from congvu.documents.operations.issuing import issue, note_delivered, send_to
from congvu.documents.operations.kept_copies import KeptCopyRefused, lend_kept_copy, take_kept_copy_back
from congvu.documents.operations.kinds import (
    KindIn,
    KindRefused,
    end_kind,
    layouts,
    load_kinds,
    set_kind,
    withdraw_kind,
)
from congvu.documents.operations.letterheads import LetterheadIn, LetterheadRefused, decide_series, set_letterhead
from congvu.documents.operations.mail import MOST_BYTES as MOST_MAIL_BYTES
from congvu.documents.operations.mail import Mail, MailUnreadable, open_mail
from congvu.documents.operations.mailbox import (
    Brought,
    LetterGone,
    close_letter,
    note_fetched,
    note_filed,
    open_letter,
    open_mailbox,
    receive_letter,
    strike_letter,
)
from congvu.documents.operations.mailing import (
    MailNotOpen,
    acknowledge,
    is_taken_back,
    mail_again,
    open_mailed_file,
    opened_mailing,
    requeue_mail,
    send_mail,
)
from congvu.documents.operations.moves import DocumentUnknown, begin, check_stands, lock, move, trace
from congvu.documents.operations.numbers import NumberRefused, number
from congvu.documents.operations.papers import current_paper, draw_draft
from congvu.documents.operations.proposing import (
    Upload,
    follow_upload,
    read_upload,
    read_upload_again,
    stop_upload,
    upload_on_shelf,
)
from congvu.documents.operations.reading import may_read_paper, open_document, open_file, open_original, require_paper
from congvu.documents.operations.recall_answer import agree_to_recall, refuse_recall
from congvu.documents.operations.recalling import recall, take_away
from congvu.documents.operations.registering import ReasonMissing, RecallPending, Twin, register, return_to_sender
from congvu.documents.operations.registers import print_register
from congvu.documents.operations.remarks import ask_opinion, remark, settle_remark
from congvu.documents.operations.saved_searches import SearchNotKept, forget_search, note_export, save_search
from congvu.documents.operations.scans import read_scans, scans_of, stop_reading
from congvu.documents.operations.searching import index, short_form
from congvu.documents.operations.signatures import PaperChanged, keep_for_archive, seal, sign
from congvu.documents.operations.solving import NoAnswerYet, answer_issued, complete, finish_part, link_answer, reopen
from congvu.documents.operations.viewing import Paper, annotate, may_annotate, paper_to_view
from congvu.documents.operations.watermarks import is_watermarked, watermarked
from congvu.documents.pictures import picture_pdf
from congvu.documents.rules import can_see
from congvu.documents.secrecy import without_secrets

__all__ = [
    "MOST_MAIL_BYTES",
    "WAYS",
    "AccessRefused",
    "Anchor",
    "AnnexUnsigned",
    "ArrivalIn",
    "ArrivalIncomplete",
    "BadDeadline",
    "Brought",
    "CopyIn",
    "CopyRefused",
    "DocumentUnknown",
    "Draft",
    "DraftRefused",
    "FormatDeviates",
    "KeptCopyRefused",
    "KindIn",
    "KindRefused",
    "LetterGone",
    "LetterheadIn",
    "LetterheadRefused",
    "Mail",
    "MailNotOpen",
    "MailUnreadable",
    "NoAnswerYet",
    "NobodyNamed",
    "NoteIn",
    "NotedMeanwhile",
    "NumberRefused",
    "Paper",
    "PaperChanged",
    "Party",
    "PowerRefused",
    "ReasonMissing",
    "RecallPending",
    "SearchNotKept",
    "Twin",
    "Upload",
    "WrongCompetence",
    "acknowledge",
    "agree_to_recall",
    "allow_copy",
    "anchor_of",
    "annotate",
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
    "close_letter",
    "complete",
    "confirm_access",
    "copy_source",
    "current_paper",
    "decide_series",
    "direct",
    "done",
    "draw_draft",
    "due_of",
    "end_kind",
    "end_power",
    "finish_part",
    "follow_upload",
    "forget_search",
    "give_power",
    "hand_back",
    "hand_to",
    "index",
    "is_taken_back",
    "is_watermarked",
    "issue",
    "keep_for_archive",
    "keep_upload",
    "layouts",
    "lend_kept_copy",
    "let_see",
    "limit_document",
    "limit_file",
    "link_answer",
    "link_document",
    "load_kinds",
    "lock",
    "mail_again",
    "make_copy",
    "may_annotate",
    "may_read_paper",
    "move",
    "note_delivered",
    "note_export",
    "note_fetched",
    "note_filed",
    "note_seen",
    "number",
    "open_document",
    "open_file",
    "open_letter",
    "open_mail",
    "open_mailbox",
    "open_mailed_file",
    "open_original",
    "opened_mailing",
    "paper_to_view",
    "picture_pdf",
    "print_register",
    "read_scans",
    "read_upload",
    "read_upload_again",
    "recall",
    "receive_letter",
    "refuse_recall",
    "register",
    "remark",
    "reopen",
    "request_copy",
    "requeue_mail",
    "require_paper",
    "return_to_sender",
    "save_search",
    "save_version",
    "scans_of",
    "seal",
    "send_back",
    "send_mail",
    "send_to",
    "set_kind",
    "set_letterhead",
    "settle_remark",
    "short_form",
    "sign",
    "stop_reading",
    "stop_seeing",
    "stop_upload",
    "strike_letter",
    "submit",
    "take_away",
    "take_in",
    "take_kept_copy_back",
    "trace",
    "upload_on_shelf",
    "upload_version",
    "watermarked",
    "withdraw_kind",
    "without_secrets",
]
