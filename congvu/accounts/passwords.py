"""Passwords that are easy to guess here: made of words of this office, or leaked somewhere else.

Length is asked for by Django's own rule; there is no rule on kinds of letters (ASVS 6.2.5).
"""

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kit.text import fold
from congvu.people import queries as people

WORDS = Path(__file__).with_name("local_words.txt")
SHORTEST = 4
"""Letters of a name below which it is no word: everybody's password holds "an" somewhere."""
LEFT = 6
"""Letters that must be left once all known words are taken away."""
LINE = 64
"""Bytes within which a line of the list of leaked passwords surely ends."""


class NotLocal:
    """Refuses what consists of words that everybody in this province would try first, and of one's own name."""

    def validate(self, password: str, user: Any = None) -> None:
        """Let a password through that says something of its own.

        :raises ValidationError: too little is left without known words
        """
        left = _bare(password)
        for word in sorted(_known() | _own(user), key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < LEFT and len(left) < len(_bare(password)):
            raise ValidationError(
                _("Mật khẩu chỉ gồm những từ ai cũng đoán được (tên tỉnh, cơ quan, tên bạn…). Hãy thêm từ khác."),
                code="password_local",
            )

    def get_help_text(self) -> str:
        """Say it before somebody types."""
        return _("Không chỉ gồm tên tỉnh, tên cơ quan, tên của bạn hay những từ ai cũng đoán được.")


class NotLeaked:
    """Refuses what stands in the list of leaked passwords that the province keeps (``CONGVU_LEAKED_PASSWORDS``)."""

    def validate(self, password: str, user: Any = None) -> None:
        """Let a password through that was never leaked, as far as the list knows.

        :raises ValidationError: it stands in the list
        """
        if settings.LEAKED_PASSWORDS and stands_in(Path(settings.LEAKED_PASSWORDS), password):
            raise ValidationError(
                _("Mật khẩu này đã bị lộ ở nơi khác và có trong danh sách kẻ xấu dùng để thử. Hãy chọn mật khẩu khác."),
                code="password_leaked",
            )

    def get_help_text(self) -> str:
        """Say it before somebody types."""
        return _("Không nằm trong danh sách mật khẩu đã bị lộ.")


def stands_in(listed: Path, password: str) -> bool:
    """Tell whether a password's SHA-1 begins a line of a file whose lines are in order; some 40 reads of the disk."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with open(listed, "rb") as lines:
        low, high = 0, lines.seek(0, 2)
        while low < high:
            middle = (low + high) // 2
            start, found = _line_at(lines, middle)
            if found[:40].upper() == wanted:
                return True
            if found and found[:40].upper() < wanted:
                low = start + len(found)
            else:
                high = middle
    return False


def _line_at(lines: BinaryIO, place: int) -> tuple[int, bytes]:
    """Return where the line that holds this byte begins, and the line with its end."""
    begin = max(0, place - LINE)
    lines.seek(begin)
    before = lines.read(place - begin)
    start = begin + before.rfind(b"\n") + 1 if b"\n" in before else begin
    lines.seek(start)
    return start, lines.readline()


def _bare(text: str) -> str:
    return re.sub("[^a-z0-9]", "", fold(text))


@lru_cache(1)
def _known() -> frozenset[str]:
    lines = (line.partition("#")[0].strip() for line in WORDS.read_text().splitlines())
    return frozenset(_bare(line) for line in lines if line)


def _own(user: Any) -> frozenset[str]:
    """Return what is known of the owner: names, staff code, mail, and the names of the agencies they work in."""
    official = getattr(user, "official", None)
    told = [getattr(user, "username", ""), getattr(user, "email", "").partition("@")[0]]
    if official is not None:
        told += [official.full_name, official.staff_code, *official.full_name.split()]
        for post in people.posts(on=timezone.localdate(), official_id=official.pk):
            told += [post.agency.name, post.agency.code]
    return frozenset(word for word in map(_bare, told) if len(word) >= SHORTEST)
