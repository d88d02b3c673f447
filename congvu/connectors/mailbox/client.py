"""A thin face over ``imaplib``: one mailbox, open; messages by their number, bytes out. Protocol: RFC 3501, 6851."""

import imaplib
import re
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from congvu.connectors.mailbox.accounts import MailAccount

PATIENCE = 30.0
"""Seconds that one answer may take."""
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
P = ParamSpec("P")
R = TypeVar("R")


class MailboxDown(Exception):
    """The server does not answer, says no, or broke off; the text is for people who keep the program running."""


def _telling(ask: Callable[P, R]) -> Callable[P, R]:
    """Let every way in which a server fails be one exception."""

    @wraps(ask)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return ask(*args, **kwargs)
        except (imaplib.IMAP4.error, OSError, EOFError) as problem:
            words = " ".join(str(part) for part in problem.args) or type(problem).__name__
            raise MailboxDown(words[:300]) from problem

    return asked


class Inbox:
    """An open mailbox. Reading changes nothing there; only :meth:`file` does."""

    def __init__(self, line: imaplib.IMAP4, account: MailAccount) -> None:
        self._line, self._account = line, account
        self._filed_there = False
        _status, found = line.select(_quoted(account.folder))
        if _status != "OK":
            raise MailboxDown(_words(found))
        told = line.response("UIDVALIDITY")[1]
        self.uid_validity = int(told[0]) if told and told[0] else 0

    @_telling
    def new(self, *, after: int, since: date) -> list[int]:
        """Return the numbers of messages behind ``after`` that came on ``since`` or later, in order."""
        day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
        found = self._ask("SEARCH", "UID", f"{after + 1}:*", "SINCE", day, "UNDELETED")
        numbers = {int(one) for line in found if isinstance(line, bytes) for one in line.split()}
        return sorted(one for one in numbers if one > after)  # "9:*" names the last message even where that is 7

    @_telling
    def fetch(self, uid: int, *, most: int) -> tuple[datetime, bytes | None] | None:
        """Return when a message came and its bytes, None for the bytes of one larger than ``most``.

        None when it is gone. It is not marked as read by this.
        """
        told = self._ask("FETCH", str(uid), "(INTERNALDATE RFC822.SIZE)")
        line = b" ".join(_pieces(told))
        size, came = _SIZE.search(line), imaplib.Internaldate2tuple(line)
        if size is None or came is None:
            return None
        at = datetime.fromtimestamp(time.mktime(came), UTC)
        if int(size[1]) > most:
            return at, None
        brought = self._ask("FETCH", str(uid), f"(BODY.PEEK[]<0.{most + 1}>)")
        content = next((part[1] for part in brought if isinstance(part, tuple)), None)
        if content is None:
            return None
        return at, content if len(content) <= most else None

    @_telling
    def file(self, uid: int) -> None:
        """Mark a message as read, and move it where the account says."""
        self._ask("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")
        if not self._account.filed:
            return
        folder = _quoted(self._account.filed)
        if not self._filed_there:
            self._line.create(folder)  # says no when it is there
            self._filed_there = True
        if "MOVE" in self._line.capabilities:
            self._ask("MOVE", str(uid), folder)
            return
        self._ask("COPY", str(uid), folder)
        self._ask("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)")
        if "UIDPLUS" in self._line.capabilities:
            self._ask("EXPUNGE", str(uid))  # without it, others' deleted messages would go too

    def _ask(self, command: str, *args: str) -> list[bytes | tuple[bytes, bytes]]:
        status, found = self._line.uid(command, *args)
        if status != "OK":
            raise MailboxDown(_words(found))
        return [part for part in found if part]


@contextmanager
def inbox(account: MailAccount) -> Iterator[Inbox]:
    """Open a mailbox.

    :raises MailboxDown: it cannot be reached, or does not let us in
    """
    line = _line(account)
    try:
        yield _opened(line, account)
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            line.logout()


@_telling
def _line(account: MailAccount) -> imaplib.IMAP4:
    if account.security == "none":
        return imaplib.IMAP4(account.host, account.port, timeout=PATIENCE)
    trust = ssl.create_default_context(cafile=account.ca or None)
    if account.security == "tls":
        return imaplib.IMAP4_SSL(account.host, account.port, ssl_context=trust, timeout=PATIENCE)
    line = imaplib.IMAP4(account.host, account.port, timeout=PATIENCE)
    line.starttls(trust)
    return line


@_telling
def _opened(line: imaplib.IMAP4, account: MailAccount) -> Inbox:
    if "AUTH=PLAIN" in line.capabilities:
        line.authenticate("PLAIN", lambda _asked: f"\0{account.user}\0{account.password}".encode())
    else:
        line.login(account.user, account.password)
    return Inbox(line, account)


def _quoted(name: str) -> str:
    return f'"{name}"'


def _pieces(found: list[bytes | tuple[bytes, bytes]]) -> Iterator[bytes]:
    for part in found:
        yield from part if isinstance(part, tuple) else (part,)


def _words(found: list[bytes | None]) -> str:
    return b" ".join(one for one in found if isinstance(one, bytes)).decode(errors="replace")[:300]
