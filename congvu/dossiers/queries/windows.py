"""Until when a supplement may be asked, and an apology signed."""

import datetime as dt

from django.utils import timezone

from congvu.dossiers.lifecycle import ENDED
from congvu.dossiers.models import Dossier
from congvu.dossiers.queries.rules import ClockRules, clock_rules
from congvu.workdays import queries as workdays
from congvu.workdays.queries import Limit, Unit


def rules_on(at: dt.datetime) -> ClockRules:
    """Return the rules of the clock in force on the day of ``at``."""
    return clock_rules(timezone.localdate(at))


def window_of(dossier: Dossier, *, at: dt.datetime) -> Limit:
    """Return how long after receipt a supplement may be asked: as the procedure says, else as the law does."""
    return dossier.version.supplement_window or rules_on(at).supplement_window


def last_moment_to_ask(dossier: Dossier, *, at: dt.datetime) -> dt.datetime | None:
    """Return until when a supplement may be asked; None before reception, when it may be asked at any time."""
    if dossier.received_at is None:
        return None
    return workdays.due(start=dossier.received_at, limit=window_of(dossier, at=at)).due_at


def in_window(dossier: Dossier, *, at: dt.datetime) -> bool:
    """Tell whether a supplement may be asked for now for the first time."""
    last = last_moment_to_ask(dossier, at=at)
    return last is None or at <= last


def unclaimed_since(at: dt.datetime) -> dt.datetime:
    """Return the moment before which a result must have been ready to count as unclaimed at ``at``."""
    today = timezone.localdate(at)
    return at - (today - _days_before(today, rules_on(at).unclaimed))


def is_late(dossier: Dossier, *, at: dt.datetime) -> bool:
    """Tell whether a dossier is, or was at its end, past its promise, or counts as late for another cause."""
    if dossier.late_since is not None:
        return True
    until = (dossier.ended_at or at) if dossier.state in ENDED else at
    return dossier.due_at is not None and until > dossier.due_at


def apology_until(due_at: dt.datetime, *, at: dt.datetime) -> dt.date:
    """Return the last day on which an apology is in time for a promise (NĐ 61/2018 Đ.19.9)."""
    return _days_before(timezone.localdate(due_at), rules_on(at).apology_lead)


def earliest_to_record(at: dt.datetime) -> dt.date:
    """Return the first day whose events may still be recorded at ``at`` (``late_entry``)."""
    return _days_before(timezone.localdate(at), rules_on(at).late_entry)


def _days_before(day: dt.date, lead: Limit) -> dt.date:
    """Return the day that lies ``lead`` before ``day``, in working days where the limit says so."""
    if lead.unit is not Unit.WORKING_DAY:
        return day - dt.timedelta(days=lead.value)
    calendar, left = workdays.calendar(), lead.value
    while left:
        day -= dt.timedelta(days=1)
        left -= calendar.is_working(day)
    return day
