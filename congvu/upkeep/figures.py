"""Figures of the running program, for whoever watches machines."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from congvu.audit import queries as audit
from congvu.documents import queries as documents
from congvu.kit import jobs, outbox
from congvu.notices import queries as notices


@dataclass(frozen=True, slots=True)
class Figure:
    """One number at this moment. ``name`` and ``labels`` as Prometheus has them; seconds, bytes, or a count."""

    name: str
    words: str
    value: float
    labels: str = ""


def figures(at: datetime) -> Iterator[Figure]:
    """Yield what tells that something stands still: a dozen short questions, none over a table of dossiers."""
    facts = outbox.state()
    oldest = (at - facts.oldest_at).total_seconds() if facts.oldest_at else 0
    yield Figure("congvu_outbox_waiting", "Facts not yet handed over", facts.waiting)
    yield Figure("congvu_outbox_failing", "Facts that a listener refused", facts.failing)
    yield Figure("congvu_outbox_oldest_seconds", "Age of the oldest fact not handed over", max(0, oldest))
    for state, count in jobs.states().items():
        yield Figure("congvu_jobs", "Background jobs by state", count, f'state="{state}"')
    seen = jobs.last_heartbeat()
    age = (at - seen).total_seconds() if seen else -1
    yield Figure("congvu_worker_silent_seconds", "Since when no worker gave a sign of life; -1: none has", age)
    letters = notices.health()
    yield Figure("congvu_messages_waiting", "Messages to people that wait to be sent", letters.waiting)
    yield Figure("congvu_messages_failed", "Messages to people that could not be sent", letters.failed)
    for book, count in audit.unsealed().items():
        yield Figure("congvu_log_unsealed", "Lines of the audit log that wait to be sealed", count, f'book="{book}"')
    boxes = documents.boxes()
    yield Figure("congvu_mailbox_letters_waiting", "E-mails that wait to be registered", sum(b.waiting for b in boxes))
    yield Figure("congvu_mailbox_letters_aside", "E-mails that were put aside", sum(b.aside for b in boxes))
    ages = [(at - box.fetched_at).total_seconds() if box.fetched_at else -1 for box in boxes]
    silent = -1 if -1 in ages else max(ages, default=0)
    yield Figure("congvu_mailbox_silent_seconds", "Longest time a mailbox was not fetched; -1: one never was", silent)
    last = next(iter(audit.entries_page(action="upkeep.back_up", size=1).rows), None)
    old = (at - last.at).total_seconds() if last else -1
    yield Figure("congvu_backup_age_seconds", "Age of the last backup; -1: there was none", old)
    size, used, most = _database()
    yield Figure("congvu_database_bytes", "Size of the database", size)
    yield Figure("congvu_database_connections", "Connections to the database server", used)
    yield Figure("congvu_database_connections_most", "Connections that the database server lets in", most)
    yield Figure("congvu_disk_free_bytes", "Room on the disk of the program", shutil.disk_usage(settings.VAR).free)


def _database() -> tuple[int, int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT pg_database_size(current_database()), count(*), current_setting('max_connections')::int
               FROM pg_stat_activity"""
        )
        size, used, most = cursor.fetchone()
    return int(size), int(used), int(most)


def as_text(found: Iterator[Figure]) -> str:
    """Return figures in Prometheus' text format 0.0.4."""
    lines, told = [], set()
    for one in found:
        if one.name not in told:
            told.add(one.name)
            lines += [f"# HELP {one.name} {one.words}", f"# TYPE {one.name} gauge"]
        lines.append(f"{one.name}{{{one.labels}}} {one.value:g}" if one.labels else f"{one.name} {one.value:g}")
    return "\n".join(lines) + "\n"
