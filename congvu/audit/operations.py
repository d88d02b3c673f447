"""The only code that writes the log."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from congvu.audit import noted
from congvu.audit.chain import breaches, digest_of
from congvu.audit.models import BOOKS, Entry, Reading, Seal, Verification
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean

BATCH = 10_000
"""Lines in one seal, at most."""
GATE = 4_701_001
"""Advisory lock: writers share it until they commit (a trigger takes it), sealing takes it alone for a moment."""
_FIRST_READINGS = """
INSERT INTO audit_reading (at, actor_key, actor, fields, purpose, subject, party_id)
SELECT %s, %s, %s::jsonb, %s, %s, s.subject, s.party_id FROM unnest(%s::text[], %s::bigint[]) AS s (subject, party_id)
WHERE NOT EXISTS (SELECT 1 FROM audit_reading r
                  WHERE r.actor_key = %s AND r.at >= %s AND r.purpose = %s AND r.subject = s.subject)
"""
EVERY = 20
"""Seals after which the way so far is written down."""
DEAD = timedelta(minutes=10)
"""A check that has not moved for so long has lost its worker."""


class AlreadyRunning(Refusal):
    """Both chains are being worked out just now."""


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


def record_first_readings(*, seen: Mapping[str, int], fields: str, purpose: str, by: Actor, at: datetime) -> None:
    """Write down that ``by`` saw something of many people, ``seen`` being things with their persons.

    For lists that are opened again and again, and for owners at their own data: the first time a day tells it all.
    One query at most, whatever the number; none for what this process knows to be written.
    """
    start = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    new = noted.unknown(seen, actor_key=by.key, day=start, purpose=purpose)
    if not new:
        return
    things = sorted(new)
    parties, again = [new[thing] for thing in things], (by.key, start, purpose)
    with connection.cursor() as cursor:
        cursor.execute(
            _FIRST_READINGS,
            [at, by.key, json.dumps(by.snapshot(), ensure_ascii=False), fields, purpose, things, parties, *again],
        )
    noted.remember(things, actor_key=by.key, day=start, purpose=purpose)


def seal(at: datetime) -> list[Seal]:
    """Seal every line written so far, in batches linked to those before; return the new seals."""
    made = []
    for book in BOOKS:
        limit = _last_settled(book)
        while batch := _seal_next(book, limit, at):
            made.append(batch)
    return made


@transaction.atomic
def ask_verification(*, by: Actor, at: datetime) -> Verification:
    """Have both chains worked out from the first seal, by a job; one at a time.

    :raises AlreadyRunning: one is under way and has moved within the last minutes
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext('verification'))", [GATE])
    newest = Verification.objects.order_by("-id").first()
    if newest and newest.ended_at is None and (newest.beat_at or newest.asked_at) > at - DEAD:
        raise AlreadyRunning(_("Đang có một lượt kiểm tra chạy. Chờ xong rồi bấm lại."))
    made = Verification.objects.create(asked_at=at, by=by.snapshot(), total=Seal.objects.count())
    jobs.configure_task("audit.verify", lock="audit.verify").defer(verification_id=made.pk)
    record(action="audit.verify", subject=f"audit_verification:{made.pk}", by=by, at=at)
    return made


def verify(*, verification_id: int, clock: Callable[[], datetime]) -> None:
    """Work both chains out and keep what does not agree; outside any transaction, so that the way is seen."""
    row = Verification.objects.get(pk=verification_id)
    row.done, row.lines, row.found = 0, 0, []

    def progress(seal: Seal) -> None:
        row.done, row.lines = row.done + 1, row.lines + seal.count
        if row.done % EVERY == 0:
            row.beat_at = clock()
            row.save()

    for book in BOOKS:
        row.found += [{"book": book, "sentence": breach.sentence} for breach in breaches(book, progress=progress)]
    row.ended_at = row.beat_at = clock()
    row.total = max(row.total, row.done)
    row.save()


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
