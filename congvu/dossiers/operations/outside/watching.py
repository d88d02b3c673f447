"""Watching: who has not acknowledged in time, and what time an outage took."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.dossiers.lifecycle import RUNNING
from congvu.dossiers.models import ClockEntry, Outage, OutsideCase
from congvu.dossiers.operations import clock, moves
from congvu.dossiers.operations.reception import in_words
from congvu.dossiers.queries.outside import system_name
from congvu.kit.actors import SYSTEM
from congvu.workdays import queries as workdays

OUTAGE_LAW = "NĐ 301/2026/NĐ-CP"


@transaction.atomic
def note_silence(*, case_id: int, at: dt.datetime) -> bool:
    """Note that the time to acknowledge passed in silence: the dossier comes onto the list of the desk it came from.

    :returns: whether it was news
    """
    dossier_id = OutsideCase.objects.values_list("dossier_id", flat=True).get(pk=case_id)
    dossier = moves.lock(dossier_id)
    case = OutsideCase.objects.select_for_update().get(pk=case_id)
    if case.acknowledged_at or case.overdue_at or case.acknowledge_by is None or case.acknowledge_by >= at:
        return False
    case.overdue_at = at
    case.save(update_fields=["overdue_at"])
    moves.refresh_work(dossier, at=at)
    data: dict[str, object] = {"system": case.system, "acknowledge_by": case.acknowledge_by.isoformat()}
    moves.trace(dossier, "dossier.note_silence", by=SYSTEM, at=at, data=data)
    return True


@transaction.atomic
def exclude_outage(*, outage_id: int, dossier_id: int, at: dt.datetime) -> bool:
    """Give a dossier of a linked service the time of an outage back: a turn of the clock, a new day, time to answer.

    :returns: whether anything moved
    """
    dossier = moves.lock(dossier_id)
    outage = Outage.objects.get(pk=outage_id)
    case = OutsideCase.objects.select_for_update().get(dossier=dossier)
    if not dossier.part or outage.ended_at is None or case.system != outage.system:
        return False
    moved = _later_acknowledgement(case, outage)
    started = dossier.clock_started_at
    since = max(outage.began_at, started) if started else outage.began_at
    known = dossier.clock_entries.filter(kind=ClockEntry.Kind.OUTAGE, happened_at=since).exists()
    if dossier.state in RUNNING and started is not None and started < outage.ended_at and not known:
        reason = _("Hệ thống %(name)s gián đoạn từ %(since)s đến %(until)s") % {
            "name": system_name(outage.system),
            "since": in_words(outage.began_at),
            "until": in_words(outage.ended_at),
        }
        ClockEntry.objects.create(
            dossier=dossier,
            kind=ClockEntry.Kind.OUTAGE,
            happened_at=since,
            recorded_at=outage.ended_at,
            reason=reason[:300],
            law=OUTAGE_LAW,
            by=SYSTEM.snapshot(),
        )
        before = dossier.due_at
        clock.give_back(dossier, since=since, until=outage.ended_at, reason=reason, by=SYSTEM, at=at)
        moved = moved or dossier.due_at != before
    moves.refresh_work(dossier, at=at)
    moves.trace(dossier, "dossier.exclude_outage", by=SYSTEM, at=at, data={"outage": outage.pk})
    return moved


def _later_acknowledgement(case: OutsideCase, outage: Outage) -> bool:
    """Move the time to acknowledge by the working minutes of the outage that fell before it."""
    if case.acknowledged_at or case.acknowledge_by is None or outage.ended_at is None:
        return False
    lost = workdays.working_minutes(max(outage.began_at, case.begun_at), outage.ended_at)
    if not lost or outage.began_at > case.acknowledge_by:
        return False
    case.acknowledge_by = workdays.due_after_minutes(start=case.acknowledge_by, minutes=lost).due_at
    case.overdue_at = None
    case.save(update_fields=["acknowledge_by", "overdue_at"])
    return True
