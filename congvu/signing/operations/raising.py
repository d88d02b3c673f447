"""Making signatures provable for long. Nobody waits for it: a worker asks the servers and comes back when they fail."""

import asyncio
import hashlib
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from congvu.audit import operations as audit
from congvu.files import operations as files
from congvu.files import queries as file_queries
from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.operation import joining
from congvu.signing import levels
from congvu.signing.models import Raising
from congvu.signing.queries import trusted_roots

log = logging.getLogger(__name__)
LONGEST_REST = timedelta(hours=6)
LADDER = [Raising.Level.B, Raising.Level.T, Raising.Level.LT, Raising.Level.LTA]


@joining
def raise_level(
    *,
    subject: str,
    pdf: bytes,
    name: str,
    wanted: Raising.Level = Raising.Level.LT,
    by: Actor,
    at: datetime,
) -> Raising | None:
    """Have a copy of a signed file raised to a level by the worker; the same file twice is one work.

    Where the province has no time-stamp server (``SIGNING_TSA_URL``) nothing is done and None is returned. Two stamps
    need a second asking: B-LTA over a file at B-LT goes on from there.

    :param name: of the file, for who reads the list
    """
    if not settings.SIGNING_TSA_URL:
        return None
    digest = hashlib.sha256(pdf).hexdigest()
    found = Raising.objects.select_for_update().filter(digest=digest).first()
    if found is not None:
        if LADDER.index(Raising.Level(wanted)) > LADDER.index(Raising.Level(found.wanted)):
            found.wanted, found.next_at = wanted, found.next_at or at
            found.save(update_fields=["wanted", "next_at"])
        return found
    made = Raising(subject=subject, name=name[:200], digest=digest, wanted=wanted, asked_at=at, next_at=at)
    made.file_use = files.keep_own(pdf=pdf, name=name, owner=made.owner, label="", by=by, at=at).pk
    made.save()
    audit.record(
        action="signing.raise_level", subject=subject, label=name, data={"wanted": wanted, "digest": digest}, by=by,
        at=at,
    )  # fmt: skip
    jobs.configure_task("signing.raise_one", queue="slow").defer(raising_id=made.pk)
    return made


def raise_next(*, raising_id: int, at: datetime) -> bool:
    """Take one step up; say whether another may follow at once. A failure is kept with its words and tried again.

    Servers are asked outside any transaction, for up to 150 seconds. Killed at any moment, the step is taken anew.
    """
    work = Raising.objects.get(pk=raising_id)
    if work.next_at is None or work.next_at > at:
        return False
    before = work.file_use
    # Others leave it alone while this worker waits for the server
    Raising.objects.filter(pk=work.pk).update(next_at=at + timedelta(seconds=4 * levels.PATIENCE))
    pdf = file_queries.content_of(file_queries.use(before))
    level = LADDER[min(LADDER.index(Raising.Level(work.level)) + 1, len(LADDER) - 1)]
    try:
        raised = asyncio.run(_step(pdf, level, trusted_roots(), again=work.level == Raising.Level.LTA))
    except Exception as fault:  # servers fail in every way there is; the next try may go well
        log.info("signature of %s not raised to %s", work.subject, level, exc_info=True)
        _keep_failure(work.pk, _words(level, fault), at=at)
        return False
    return _keep_step(work.pk, before, raised, level, at=at)


async def _step(pdf: bytes, level: Raising.Level, roots: list[str], *, again: bool) -> bytes:
    if again:  # the newest stamp gets its proofs, and a fresh one goes over both (ETSI EN 319 142-1, 5.5)
        pdf = await levels.with_proofs(pdf, roots=roots, stamps_alone=True)
    if level == Raising.Level.LT:
        return await levels.with_proofs(pdf, roots=roots)
    return await levels.stamped(pdf, server=settings.SIGNING_TSA_URL)


def _words(level: Raising.Level, fault: Exception) -> str:
    asked = _("dữ liệu thu hồi chứng thư") if level == Raising.Level.LT else _("dấu thời gian")
    return _("Chưa lấy được %(asked)s: %(fault)s") % {"asked": asked, "fault": str(fault) or type(fault).__name__}


@transaction.atomic
def _keep_failure(raising_id: int, words: str, *, at: datetime) -> None:
    work = Raising.objects.select_for_update().get(pk=raising_id)
    work.tries = min(work.tries + 1, 30)
    work.trouble = words[:500]
    work.next_at = at + min(timedelta(minutes=2**work.tries), LONGEST_REST)
    work.save(update_fields=["tries", "trouble", "next_at"])


@transaction.atomic
def _keep_step(raising_id: int, before: object, raised: bytes, level: Raising.Level, *, at: datetime) -> bool:
    work = Raising.objects.select_for_update().get(pk=raising_id)
    if work.file_use != before:  # another worker was faster
        return False
    work.file_use = files.keep_own(pdf=raised, name=work.name, owner=work.owner, label="", by=SYSTEM, at=at).pk
    files.release(use_id=str(before), by=SYSTEM, at=at)
    is_done = level == work.wanted
    work.level, work.tries, work.trouble, work.raised_at = level, 0, "", at
    work.next_at, work.stamp_ends_at = None if is_done else at, levels.stamp_end(raised)
    work.save(update_fields=["file_use", "level", "tries", "trouble", "raised_at", "next_at", "stamp_ends_at"])
    audit.record(
        action="signing.raised", subject=work.subject, label=work.name, data={"level": level}, by=SYSTEM, at=at
    )
    return not is_done


@transaction.atomic
def renew(*, raising_id: int, at: datetime) -> None:
    """Have an archived copy stamped once more before its newest time stamp can no longer be checked by itself."""
    work = Raising.objects.select_for_update().get(pk=raising_id)
    if work.level != Raising.Level.LTA or work.next_at is not None:
        return
    work.next_at = at
    work.save(update_fields=["next_at"])
    audit.record(action="signing.renew", subject=work.subject, label=work.name, by=SYSTEM, at=at)
    jobs.configure_task("signing.raise_one", queue="slow").defer(raising_id=work.pk)
