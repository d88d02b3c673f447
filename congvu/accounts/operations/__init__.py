"""Accounts: the only code that writes accounts, invitations, joined identities, partners and their keys."""

from congvu.accounts.operations.entering import (
    end_all_sessions,
    end_sessions,
    enter_citizen,
    enter_official,
    note_entry,
    note_failed_try,
    note_leaving,
)
from congvu.accounts.operations.invitations import accept_invitation, invite, send_reset
from congvu.accounts.operations.officials import (
    close_account,
    forget_identity,
    open_account,
    open_demo_account,
    reopen_account,
    reset_password,
    reset_second_factor,
)
from congvu.accounts.operations.partners import (
    close_partner,
    demo_partner,
    issue_key,
    note_key_used,
    open_partner,
    revoke_key,
)
from congvu.accounts.operations.passkeys import PasskeyMissing, PasskeyRefused, check_passkey, passkey_question

__all__ = [
    "PasskeyMissing",
    "PasskeyRefused",
    "accept_invitation",
    "check_passkey",
    "close_account",
    "close_partner",
    "demo_partner",
    "end_all_sessions",
    "end_sessions",
    "enter_citizen",
    "enter_official",
    "forget_identity",
    "invite",
    "issue_key",
    "note_entry",
    "note_failed_try",
    "note_key_used",
    "note_leaving",
    "open_account",
    "open_demo_account",
    "open_partner",
    "passkey_question",
    "reopen_account",
    "reset_password",
    "reset_second_factor",
    "revoke_key",
    "send_reset",
]
