"""Accounts: facts announced. None holds a secret: the link of an invitation is worked out when it is sent."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """An official shall be sent a link by which to set a password."""

    invitation_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessChanged:
    """Something about an official's way in was changed by somebody else; they should hear of it.

    ``what``: ``second_factor``, ``closed``, ``reopened``, ``identity``.
    """

    account_id: int
    what: str
    by: str
    at: datetime
