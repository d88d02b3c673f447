"""The only code that writes the vault."""

from congvu.vault.operations.ending import PaperEnded, ReasonMissing, ReplacementUnfit, replace, revoke
from congvu.vault.operations.giving import PaperNotUsable, PaperUnknown, give, offered_at_counter, read, read_file
from congvu.vault.operations.keeping import keep
from congvu.vault.operations.marking import make_code, sign_list
from congvu.vault.operations.reminding import ReminderRefused, choose_reminders, end_reminder, remind, set_reminder

__all__ = [
    "PaperEnded",
    "PaperNotUsable",
    "PaperUnknown",
    "ReasonMissing",
    "ReminderRefused",
    "ReplacementUnfit",
    "choose_reminders",
    "end_reminder",
    "give",
    "keep",
    "make_code",
    "offered_at_counter",
    "read",
    "read_file",
    "remind",
    "replace",
    "revoke",
    "set_reminder",
    "sign_list",
]
