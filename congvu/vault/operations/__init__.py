"""The only code that writes the vault."""

from congvu.vault.operations.ending import PaperEnded, ReasonMissing, ReplacementUnfit, replace, revoke
from congvu.vault.operations.giving import PaperNotUsable, PaperUnknown, give, offered_at_counter, read, read_file
from congvu.vault.operations.keeping import keep
from congvu.vault.operations.marking import make_code, sign_list

__all__ = [
    "PaperEnded",
    "PaperNotUsable",
    "PaperUnknown",
    "ReasonMissing",
    "ReplacementUnfit",
    "give",
    "keep",
    "make_code",
    "offered_at_counter",
    "read",
    "read_file",
    "replace",
    "revoke",
    "sign_list",
]
