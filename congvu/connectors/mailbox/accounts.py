"""Which mailboxes are fetched: one an agency, written in a file that only the program reads."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

DEMO_AGENCY, DEMO_USER, DEMO_SECRET = "H24.166", "vanthu.ngoquyen@vi-du.gov.vn", "sandbox"
"""The demo's one mailbox: of the commune whose documents the demo shows."""
SECURITIES = ("tls", "starttls", "none")
_FOLDER = re.compile(r"[A-Za-z0-9 ._/-]{0,80}")


class AccountsUnreadable(Exception):
    """The file is not there, or not as the README says; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class MailAccount:
    """How the mailbox of an agency is opened."""

    agency_code: str
    host: str
    user: str
    password: str
    port: int = 993
    security: str = "tls"
    """``tls`` from the first byte; ``starttls``; ``none`` in the demo only."""
    folder: str = "INBOX"
    filed: str = ""
    """Folder to which kept messages are moved; empty: they stay and are marked as read."""
    ca: str = ""
    """File with the authority that signed the server's certificate, where the system does not know it."""

    def __repr__(self) -> str:
        return f"MailAccount({self.agency_code}, {self.user}@{self.host}:{self.port})"


def accounts() -> list[MailAccount]:
    """Return the mailboxes that are to be fetched; none where nothing is set.

    :raises AccountsUnreadable: the file is not there, or not as the README says
    """
    if settings.MAILBOX_ACCOUNTS:
        return _read(Path(settings.MAILBOX_ACCOUNTS))
    if settings.DEMO and settings.MAILBOX_SANDBOX:
        host, _colon, port = settings.MAILBOX_SANDBOX.rpartition(":")
        return [MailAccount(DEMO_AGENCY, host, DEMO_USER, DEMO_SECRET, int(port), "none", filed="Cong vu")]
    return []


def _read(path: Path) -> list[MailAccount]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise AccountsUnreadable(f"{path}: {problem.strerror}") from problem
    except ValueError as problem:
        raise AccountsUnreadable(f"{path}: {problem}") from problem
    if not isinstance(rows, dict):
        raise AccountsUnreadable(f"{path}: {{agency code: account, …}}")
    return [_account(path, str(code), row) for code, row in rows.items()]


def _account(path: Path, code: str, row: Any) -> MailAccount:
    try:
        found = MailAccount(agency_code=code, **row)
    except TypeError as problem:
        raise AccountsUnreadable(f"{path}: {code}: {problem}") from problem
    texts = (found.host, found.user, found.password, found.security, found.folder, found.filed, found.ca)
    if not all(isinstance(one, str) for one in texts) or not isinstance(found.port, int):
        raise AccountsUnreadable(f"{path}: {code}: text and a port")
    if not (found.host and found.user and found.password) or found.security not in SECURITIES:
        raise AccountsUnreadable(f"{path}: {code}: host, user, password; security {', '.join(SECURITIES)}")
    if not (_FOLDER.fullmatch(found.folder) and found.folder and _FOLDER.fullmatch(found.filed)):
        raise AccountsUnreadable(f"{path}: {code}: folder names without accents")
    return found
