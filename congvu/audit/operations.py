"""The only code that writes the log."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q

from congvu.audit.chain import digest_of
from congvu.audit.models import BOOKS, Entry, Reading, Seal
from congvu.kit.actors import Actor
from congvu.kit.text import clean

BATCH = 10_000
"""Lines in one seal, at most."""
GATE = 4_701_001
"""Advisory lock: writers share it until they commit (a trigger takes it), sealing takes it alone for a moment."""


def record(
    *,
    action: str,
    subject: str,
    by: Actor,
    at: datetime,
    label: str = "",
    data: dict[str, Any] | None = None,
    happened_at: datetime | None = None,
) -> Entry:
    """Write one line, in the transaction of the operation it tells of.

    ``action`` is module and verb (``dossiers.accept``), ``subject`` the thing (``dossier:12``), ``label`` the sentence
    for people; ``happened_at`` when it happened elsewhere and earlier than ``at``.
    """
    line = Line(action=action, subject=subject, label=label, data=data or {}, happened_at=happened_at)
    return record_all([line], by=by, at=at)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one line tells, as in :func:`record`."""

    action: str
    subject: str
    label: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    happened_at: datetime | None = None


def record_all(lines: Sequence[Line], *, by: Actor, at: datetime) -> list[Entry]:
    """Write several lines of one actor and moment at once."""
    actor = by.snapshot()
    return Entry.objects.bulk_create(
        Entry(
            action=line.action,
            subject=line.subject,
            actor=actor,
            actor_key=by.key,
            at=at,
            label=clean(line.label),
            data=line.data,
            happened_at=line.happened_at,
        )
        for line in lines
    )


def record_reading(*, party_id: int, fields: str, purpose: str, subject: str, by: Actor, at: datetime) -> Reading:
    """Write down that ``by`` looked at ``fields`` of a person's data, and for what (Luật 91/2025 on personal data).

    :raises ValueError: without a purpose
    """
    if not purpose.strip():
        raise ValueError("a reading of personal data has a purpose")
    return Reading.objects.create(
        party_id=party_id,
        fields=clean(fields)[:300],
        purpose=clean(purpose)[:300],
        subject=subject,
        actor=by.snapshot(),
        actor_key=by.key,
        at=at,
    )


def seal(at: datetime) -> list[Seal]:
    """Seal every line written so far, in batches linked to those before; return the new seals."""
    made = []
    for book in BOOKS:
        limit = _last_settled(book)
        while batch := _seal_next(book, limit, at):
            made.append(batch)
    return made


def _last_settled(book: str) -> int:
    """Return the number below which no line can appear any more: nobody is between taking a number and committing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [GATE])
        return BOOKS[book].objects.aggregate(last=Max("id"))["last"] or 0


@transaction.atomic
def _seal_next(book: str, limit: int, at: datetime) -> Seal | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [GATE, book])
    before = Seal.objects.filter(book=book).order_by("-number").first()
    first_id = before.last_id + 1 if before else 1
    ids = list(
        BOOKS[book]
        .objects.filter(Q(id__gte=first_id), Q(id__lte=limit))
        .order_by("id")
        .values_list("id", flat=True)[:BATCH]
    )
    if not ids:
        return None
    batch = Seal(
        book=book,
        number=before.number + 1 if before else 1,
        first_id=first_id,
        last_id=ids[-1],
        count=len(ids),
        sealed_at=at,
        previous=before.digest if before else "",
    )
    batch.digest, _count = digest_of(batch)
    batch.save(force_insert=True)
    return batch
