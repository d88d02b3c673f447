"""The sandbox: a small mail server that speaks IMAP (RFC 3501, 6851), a process of its own; messages in memory.

It serves the demo and the tests; it has the commands that a mail program needs to read, mark, move and add messages.
"""

import base64
import re
import socketserver
import ssl
import threading
import time
from dataclasses import dataclass, field
from typing import ClassVar

MOST_LITERAL = 80_000_000
_WORD = re.compile(rb'"((?:[^"\\]|\\.)*)"|(\((?:[^()"]|"[^"]*")*\))|(\S+)')
_SINCE = re.compile(r"SINCE (\d{1,2})-(\w{3})-(\d{4})")
_PART = re.compile(r"BODY\.PEEK\[\](?:<(\d+)\.(\d+)>)?")


@dataclass
class Stored:
    """A message in a folder."""

    uid: int
    content: bytes
    came: float
    flags: set[str] = field(default_factory=set)


@dataclass
class Folder:
    """Messages by their number, which is never given twice."""

    uid_validity: int = 1
    next_uid: int = 1
    messages: dict[int, Stored] = field(default_factory=dict)

    def add(self, content: bytes, *, came: float | None = None, flags: set[str] | None = None) -> int:
        """Put a message in; return its number."""
        uid, self.next_uid = self.next_uid, self.next_uid + 1
        self.messages[uid] = Stored(uid, content, came if came is not None else time.time(), set(flags or ()))
        return uid


@dataclass
class Post:
    """A running sandbox: who may come in, and each one's folders."""

    secret: str = "sandbox"  # noqa: S105  the demo's
    users: dict[str, dict[str, Folder]] = field(default_factory=dict)
    capabilities: str = "IMAP4rev1 UIDPLUS MOVE AUTH=PLAIN"
    breaks_after: int = 0
    """For tests: the line is cut after so many whole messages were sent; 0: never."""
    sent: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    def folder(self, user: str, name: str = "INBOX") -> Folder:
        """Return a folder, made if there was none."""
        with self.lock:
            return self.users.setdefault(user, {}).setdefault(name, Folder())


class _Cut(Exception):
    """The line is to be cut."""


class Handler(socketserver.StreamRequestHandler):
    """One connection."""

    post: ClassVar[Post]

    def handle(self) -> None:
        """Answer line by line until the other side is gone."""
        self.user, self.name = "", ""
        self._say(b"* OK [CAPABILITY " + self.post.capabilities.encode() + b"] sandbox ready")
        try:
            while line := self.rfile.readline(100_000):
                tag, _gap, rest = line.rstrip(b"\r\n").partition(b" ")
                if not self._answer(tag, rest):
                    return
        except (OSError, _Cut):
            return

    def _answer(self, tag: bytes, rest: bytes) -> bool:
        verb, _gap, given = rest.partition(b" ")
        words = self._words(given)
        name = verb.decode("ascii", "replace").upper()
        if name == "UID":
            name, words = f"UID_{words[0].upper()}", words[1:]
        ask = getattr(self, f"do_{name.lower()}", None)
        with self.post.lock:
            if ask is None or (not self.user and name not in {"CAPABILITY", "NOOP", "LOGIN", "AUTHENTICATE", "LOGOUT"}):
                answer = "BAD unknown or not now"
            else:
                answer = ask(words)
        self._say(tag + b" " + answer.encode())
        return name != "LOGOUT"

    def _words(self, given: bytes) -> list[str]:
        """Return the arguments; a literal at the end is read and kept aside."""
        self.literal = b""
        if (found := re.search(rb"\{(\d+)\+?\}$", given)) and int(found[1]) <= MOST_LITERAL:
            self._say(b"+ go on")
            self.literal = self.rfile.read(int(found[1]))
            self.rfile.readline(10)
            given = given[: found.start()]
        return [(a or b or c).decode("utf-8", "replace") for a, b, c in _WORD.findall(given)]

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    @property
    def _here(self) -> Folder:
        return self.post.folder(self.user, self.name)

    def do_capability(self, words: list[str]) -> str:
        """Say what the server can."""
        self._say(b"* CAPABILITY " + self.post.capabilities.encode())
        return "OK done"

    def do_noop(self, words: list[str]) -> str:
        """Do nothing."""
        return "OK done"

    def do_login(self, words: list[str]) -> str:
        """Let in who knows the secret."""
        if len(words) != 2 or words[1] != self.post.secret:
            return "NO [AUTHENTICATIONFAILED] wrong name or password"
        self.user = words[0]
        return "OK welcome"

    def do_authenticate(self, words: list[str]) -> str:
        """Let in by SASL PLAIN."""
        self._say(b"+ ")
        _who, user, secret = (*base64.b64decode(self.rfile.readline(2000)).decode().split("\0"), "", "")[:3]
        return self.do_login([user, secret])

    def do_select(self, words: list[str]) -> str:
        """Open a folder."""
        self.name = words[0]
        here = self._here
        self._say(f"* {len(here.messages)} EXISTS".encode())
        self._say(f"* OK [UIDVALIDITY {here.uid_validity}] valid".encode())
        self._say(f"* OK [UIDNEXT {here.next_uid}] next".encode())
        return "OK [READ-WRITE] selected"

    def do_create(self, words: list[str]) -> str:
        """Make a folder."""
        if words[0] in self.post.users.get(self.user, {}):
            return "NO [ALREADYEXISTS] it is there"
        self.post.folder(self.user, words[0])
        return "OK created"

    def do_append(self, words: list[str]) -> str:
        """Add a message, as a mail program does."""
        self.post.folder(self.user, words[0]).add(self.literal)
        return "OK added"

    def do_uid_search(self, words: list[str]) -> str:
        """Find by number, day and mark."""
        asked = " ".join(words)
        first = int(words[1].partition(":")[0])
        last = max(self._here.messages, default=0)
        day = 0.0
        if found := _SINCE.search(asked):
            day = time.mktime(time.strptime(" ".join(found.groups()), "%d %b %Y"))
        hits = [
            str(one.uid)
            for one in self._here.messages.values()
            if (one.uid >= first or one.uid == last) and one.came >= day and "\\Deleted" not in one.flags
        ]
        self._say(("* SEARCH " + " ".join(hits)).rstrip().encode())
        return "OK done"

    def do_uid_fetch(self, words: list[str]) -> str:
        """Send a message, or what is known of it."""
        one, asked = self._here.messages.get(int(words[0])), " ".join(words[1:])
        if one is None:
            return "OK nothing"
        place = list(self._here.messages).index(one.uid) + 1
        if part := _PART.search(asked):
            if self.post.breaks_after and self.post.sent >= self.post.breaks_after:
                raise _Cut
            self.post.sent += 1
            first, most = int(part[1] or 0), int(part[2] or len(one.content))
            piece = one.content[first : first + most]
            self._say(f"* {place} FETCH (UID {one.uid} BODY[]<{first}> {{{len(piece)}}}".encode())
            self.wfile.write(piece)
            self._say(b")")
            return "OK done"
        came = time.strftime("%d-%b-%Y %H:%M:%S +0000", time.gmtime(one.came))
        told = f'* {place} FETCH (UID {one.uid} INTERNALDATE "{came}" RFC822.SIZE {len(one.content)})'
        self._say(told.encode())
        return "OK done"

    def do_uid_store(self, words: list[str]) -> str:
        """Mark a message."""
        if one := self._here.messages.get(int(words[0])):
            one.flags |= set(words[2].strip("()").split())
        return "OK done"

    def do_uid_copy(self, words: list[str]) -> str:
        """Copy a message into a folder that is there."""
        if words[1] not in self.post.users.get(self.user, {}):
            return "NO [TRYCREATE] no such folder"
        if one := self._here.messages.get(int(words[0])):
            self.post.folder(self.user, words[1]).add(one.content, came=one.came, flags=one.flags)
        return "OK done"

    def do_uid_expunge(self, words: list[str]) -> str:
        """Delete a message that is marked so."""
        if (one := self._here.messages.get(int(words[0]))) and "\\Deleted" in one.flags:
            del self._here.messages[one.uid]
        return "OK done"

    def do_uid_move(self, words: list[str]) -> str:
        """Copy and delete at once."""
        answer = self.do_uid_copy(words)
        if answer.startswith("OK"):
            self._here.messages.pop(int(words[0]), None)
        return answer

    def do_logout(self, words: list[str]) -> str:
        """Say goodbye."""
        self._say(b"* BYE")
        return "OK done"


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    trust: ssl.SSLContext | None = None

    def get_request(self) -> tuple[object, object]:  # type: ignore[override]
        """Take a connection, behind TLS where it is set."""
        line, address = super().get_request()
        if self.trust is not None:
            line.settimeout(10)
            line = self.trust.wrap_socket(line, server_side=True)
        return line, address


def serve(port: int, post: Post, *, trust: ssl.SSLContext | None = None) -> _Server:
    """Return a server that plays ``post`` on a port; 0 takes a free one. With ``trust`` it speaks TLS at once."""
    handler = type("Handler", (Handler,), {"post": post})
    server = _Server(("127.0.0.1", port), handler)
    server.trust = trust
    return server
