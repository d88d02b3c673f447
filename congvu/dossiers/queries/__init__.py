"""Questions about dossiers."""

from congvu.dossiers.lifecycle import PAUSED, WITHDRAWABLE
from congvu.dossiers.queries import linked, outside
from congvu.dossiers.queries.account import DueAccount, Scores, alike, explain_due, scores
from congvu.dossiers.queries.actions import Action, actions_for
from congvu.dossiers.queries.history import ControlLine, Happening, control_sheet, timeline
from congvu.dossiers.queries.lists import (
    COUNTED,
    Counters,
    Issued,
    counters,
    id_for_partner,
    issued,
    kind_counts,
    late_list,
    named_by,
    nearly_due,
    of_owner,
    of_partner,
    public_id_of,
    public_lookup,
    reception_queue,
    return_list,
    search,
    sign_list,
    soon_list,
    using,
    waiting_for_supplement,
    work_list,
)
from congvu.dossiers.queries.notices import hanging, hanging_notice
from congvu.dossiers.queries.sight import may_be_asked, question, sight
from congvu.dossiers.rules import READ_ROLES, Sight
from congvu.dossiers.queries.rules import clock_rules, coming_rules, lateness_of, lateness_reasons
from congvu.dossiers.queries.windows import apology_until, in_window, is_late, last_moment_to_ask
from congvu.dossiers.rules import READ_ROLES

__all__ = [
    "COUNTED",
    "PAUSED",
    "READ_ROLES",
    "WITHDRAWABLE",
    "Action",
    "ControlLine",
    "Counters",
    "DueAccount",
    "Happening",
    "Issued",
    "Scores",
    "Sight",
    "actions_for",
    "alike",
    "apology_until",
    "clock_rules",
    "coming_rules",
    "control_sheet",
    "counters",
    "explain_due",
    "hanging",
    "hanging_notice",
    "id_for_partner",
    "in_window",
    "is_late",
    "issued",
    "kind_counts",
    "last_moment_to_ask",
    "late_list",
    "linked",
    "may_be_asked",
    "lateness_of",
    "lateness_reasons",
    "named_by",
    "nearly_due",
    "of_owner",
    "of_partner",
    "outside",
    "public_id_of",
    "public_lookup",
    "question",
    "reception_queue",
    "return_list",
    "scores",
    "search",
    "sight",
    "sign_list",
    "soon_list",
    "timeline",
    "using",
    "waiting_for_supplement",
    "work_list",
]
