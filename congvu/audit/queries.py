"""Questions to the log."""

from collections.abc import Collection
from datetime import datetime
from typing import TypeVar

from django.db.models import Min, QuerySet

from congvu.audit.chain import Breach, breaches
from congvu.audit.models import BOOKS, Entry, Reading, Seal, Verification
from congvu.audit.purposes import field_words, purpose_words
from congvu.kit.paging import SIZE, Page, keyset

__all__ = [
    "Breach",
    "breaches",
    "entries",
    "entries_page",
    "field_words",
    "first_reading_at",
    "heads",
    "purpose_words",
    "readings",
    "readings_page",
    "unsealed",
    "verifications",
]
T = TypeVar("T", Entry, Reading)


def entries(*, subject: str, limit: int = 500) -> list[Entry]:
    """Return what was done to a thing, the oldest first."""
    return list(Entry.objects.filter(subject=subject).order_by("-at", "-id")[:limit])[::-1]


def entries_page(
    *,
    subject: str = "",
    action: str = "",
    actor_key: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    after: str | None = None,
    size: int = SIZE,
) -> Page[Entry]:
    """Return a page of the log, the newest first; ``action`` may be a module alone (``dossiers``)."""
    rows = _within(Entry.objects.all(), subject=subject, actor_key=actor_key, since=since, until=until)
    if action:
        rows = rows.filter(action=action) if "." in action else rows.filter(action__startswith=f"{action}.")
    return keyset(rows, after=after, size=size)


def readings(*, party_id: int, limit: int = 200) -> list[Reading]:
    """Return who looked at a person's data, the newest first."""
    return list(Reading.objects.filter(party_id=party_id).order_by("-at", "-id")[:limit])


def readings_page(
    *,
    party_id: int | None = None,
    party_ids: Collection[int] = (),
    subject: str = "",
    actor_key: str = "",
    own: bool | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    after: str | None = None,
    size: int = SIZE,
) -> Page[Reading]:
    """Return a page of the readings, the newest first.

    :param party_ids: all rows that stand for one person; ``own``: only what they looked at themselves, or all but that
    """
    rows = _within(Reading.objects.all(), subject=subject, actor_key=actor_key, since=since, until=until)
    ids = [party_id] if party_id is not None else list(party_ids)
    if ids:
        rows = rows.filter(party_id__in=ids)
    if own is not None:
        keys = [f"citizen:{one}" for one in ids]
        rows = rows.filter(actor_key__in=keys) if own else rows.exclude(actor_key__in=keys)
    return keyset(rows, after=after, size=size)


def first_reading_at(*, party_ids: Collection[int]) -> datetime | None:
    """Return when somebody first looked at a person's data, None when nobody has."""
    found: datetime | None = Reading.objects.filter(party_id__in=party_ids).aggregate(first=Min("at"))["first"]
    return found


def heads() -> dict[str, Seal | None]:
    """Return the newest seal of each book; its digest, written down elsewhere, vouches for all lines before."""
    return {book: Seal.objects.filter(book=book).order_by("-number").first() for book in BOOKS}


def unsealed() -> dict[str, int]:
    """Return how many lines of each book wait for their seal."""
    return {
        book: BOOKS[book].objects.filter(id__gt=head.last_id if head else 0).count() for book, head in heads().items()
    }


def verifications(*, limit: int = 5) -> list[Verification]:
    """Return the last checks of the chains, the newest first."""
    return list(Verification.objects.order_by("-id")[:limit])


def _within(
    rows: QuerySet[T], *, subject: str = "", actor_key: str = "", since: datetime | None, until: datetime | None
) -> QuerySet[T]:
    asked = {"subject": subject, "actor_key": actor_key, "at__gte": since, "at__lt": until}
    return rows.filter(**{name: value for name, value in asked.items() if value})
