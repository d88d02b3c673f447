"""The chain of seals: each digest covers its lines, their number and the digest before it."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from congvu.audit.models import BOOKS, Entry, Reading, Seal


@dataclass(frozen=True, slots=True)
class Breach:
    """Something was changed after sealing: in which batch, and what does not agree."""

    book: str
    number: int
    sentence: str


def digest_of(seal: Seal) -> tuple[str, int]:
    """Return the digest (SHA-256, hexadecimal) of a batch as its lines stand now, and how many lines there are."""
    maker, count = hashlib.sha256(_line(seal.header())), 0
    for row in lines(seal.book, seal.first_id, seal.last_id):
        maker.update(b"\n" + _line({name: getattr(row, name) for name in row.sealed_fields}))
        count += 1
    return maker.hexdigest(), count


def lines(book: str, first_id: int, last_id: int) -> Iterator[Entry | Reading]:
    """Return the lines of a book from one number to another, both included."""
    return iter(BOOKS[book].objects.filter(id__gte=first_id, id__lte=last_id).order_by("id").iterator(chunk_size=2000))


def breaches(
    book: str, *, lines: int | None = None, progress: Callable[[Seal], None] | None = None
) -> Iterator[Breach]:
    """Work the chain of a book out again and yield what does not agree; ``lines``: only its newest seals.

    As many seals as hold so many lines together are worked out, at least the newest one; ``progress`` is told of each.
    """
    start = _start(book, lines) if lines is not None else 1
    before = Seal.objects.filter(book=book, number=start - 1).first()
    previous, last_id = (before.digest, before.last_id) if before else ("", 0)
    number = start - 1
    for seal in Seal.objects.filter(book=book, number__gte=start).order_by("number").iterator(chunk_size=500):
        number += 1
        if seal.number != number:
            yield Breach(book, number, _("Thiếu lô niêm phong số %(number)s.") % {"number": number})
            number = seal.number
        if seal.previous != previous or seal.first_id != last_id + 1:
            yield Breach(book, number, _("Lô %(number)s không nối tiếp lô trước.") % {"number": number})
        digest, count = digest_of(seal)
        if count != seal.count:
            words = _("Lô %(number)s có %(count)s dòng, khi niêm phong có %(sealed)s dòng.")
            yield Breach(book, number, words % {"number": number, "count": count, "sealed": seal.count})
        elif digest != seal.digest:
            yield Breach(book, number, _("Nội dung lô %(number)s đã bị sửa sau khi niêm phong.") % {"number": number})
        previous, last_id = seal.digest, seal.last_id
        if progress:
            progress(seal)


def _start(book: str, lines: int) -> int:
    """Return the number of the oldest of the newest seals that hold so many lines together."""
    start = 1
    for seal in Seal.objects.filter(book=book).order_by("-number").iterator(chunk_size=100):
        start, lines = seal.number, lines - seal.count
        if lines <= 0:
            break
    return start


def _line(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_moment).encode()


def _moment(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(f"{value!r} has no place in a sealed line")
