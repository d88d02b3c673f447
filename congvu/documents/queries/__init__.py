"""Documents: questions."""

from congvu.documents.letters import files_of as files_going
from congvu.documents.queries.access import (
    access_grants,
    changes_to_confirm,
    saved_searches,
    seen_files,
    unconfirmed_changes,
)
from congvu.documents.queries.annexes import annexes_of, signed_files, unsigned_annexes
from congvu.documents.queries.answering import proposed_answer
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
from congvu.documents.queries.board import issued_by_kind, settled, stages
from congvu.documents.queries.checks import Check, arrival_checks
from congvu.documents.queries.compliance import FAULTS, Share, at_fault, compliance, limits, sum_of_shares
from congvu.documents.queries.copies import (
    KnownFile,
    copy_choices,
    copy_order,
    known_file,
    may_be_copied,
    uses_agency_key,
)
from congvu.documents.queries.desk import (
    answers_of,
    arrival_deeds,
    frequent_kinds,
    frequent_senders,
    in_hand,
    just_registered,
    of_agency,
    own_phrases,
    registered_on,
    waiting_to_sign,
)
from congvu.documents.queries.drafts import differences
from congvu.documents.queries.kinds import history as kind_history
from congvu.documents.queries.kinds import kind, kinds, kinds_with_history
from congvu.documents.queries.links import followed_by, follows
from congvu.documents.queries.mailbox import (
    BoxState,
    box_state,
    boxes,
    closed_letters,
    letters_aside,
    letters_waiting,
    unfiled_letters,
)
from congvu.documents.queries.minor_books import KEPT as KEPT_COLUMNS
from congvu.documents.queries.minor_books import POSTED as POSTED_COLUMNS
from congvu.documents.queries.minor_books import kept_cells, kept_uses, posted, posted_cells
from congvu.documents.queries.offices import groups, head_of, powers, shared_series
from congvu.documents.queries.outgoing import (
    agency_powers,
    deeds,
    delivery_counts,
    draft_counts,
    drafts_waiting,
    holders,
    issued,
    own_drafts,
)
from congvu.documents.queries.registers import COLUMNS as REGISTER_COLUMNS
from congvu.documents.queries.registers import books_out, register_lines
from congvu.documents.queries.searching import Wanted, search
from congvu.documents.queries.works import in_hand_counts
from congvu.documents.rules import can_see, manages

__all__ = [
    "FAULTS",
    "KEPT_COLUMNS",
    "POSTED_COLUMNS",
    "REGISTER_COLUMNS",
    "BoxState",
    "Check",
    "KnownFile",
    "Share",
    "Wanted",
    "access_grants",
    "agency_powers",
    "annexes_of",
    "answers_of",
    "arrival_checks",
    "arrival_deeds",
    "arrivals",
    "at_fault",
    "book_lines",
    "book_of_month",
    "books_out",
    "box_state",
    "boxes",
    "can_see",
    "changes_to_confirm",
    "closed_letters",
    "compliance",
    "copy_choices",
    "copy_order",
    "deeds",
    "delivery_counts",
    "differences",
    "draft_counts",
    "drafts_waiting",
    "files_going",
    "followed_by",
    "follows",
    "frequent_kinds",
    "frequent_senders",
    "groups",
    "head_of",
    "holders",
    "in_hand",
    "in_hand_counts",
    "issued",
    "issued_by_kind",
    "just_registered",
    "kept_cells",
    "kept_uses",
    "kind",
    "kind_history",
    "kinds",
    "kinds_with_history",
    "known_file",
    "latest_answers",
    "letters_aside",
    "letters_waiting",
    "limits",
    "manages",
    "may_be_copied",
    "of_agency",
    "own_drafts",
    "own_phrases",
    "posted",
    "posted_cells",
    "powers",
    "proposed_answer",
    "recalls_asked",
    "register_lines",
    "registered_on",
    "saved_searches",
    "search",
    "seen_files",
    "settled",
    "shared_series",
    "signed_files",
    "stages",
    "sum_of_shares",
    "twins",
    "unconfirmed_changes",
    "unfiled_letters",
    "unsigned_annexes",
    "uses_agency_key",
    "waiting",
    "waiting_counts",
    "waiting_to_sign",
    "works_on",
]
