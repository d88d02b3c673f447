"""Every date on a screen opens its own account: from when, which days counted, which not and why, who stopped it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.dossiers.lifecycle import RUNNING
from congvu.dossiers.models import ClockEntry, Dossier, NewDay, Promise
from congvu.dossiers.queries.account import Day, strip_of
from congvu.dossiers.queries.acknowledging import acknowledgement
from congvu.dossiers.queries.gathering import by_id, legs_of, steps_of
from congvu.dossiers.queries.windows import apology_until, last_moment_to_ask, rules_on, window_of
from congvu.processes.models import Step
from congvu.workdays import queries as workdays
from congvu.workdays.queries import Limit, Unit

Kind = ClockEntry.Kind


@dataclass(frozen=True)
class DateAccount:
    """Why a date is that date. ``turns`` are the turns of the clock between the two moments."""

    title: str
    due_at: dt.datetime
    started_at: dt.datetime
    limit: str = ""
    law: str = ""
    reason: str = ""
    days: list[Day] = field(default_factory=list)
    turns: list[ClockEntry] = field(default_factory=list)
    is_past: bool = False
    """Another date has taken its place, or what it was for is done."""


def date_accounts(*, dossier: Dossier, at: dt.datetime) -> list[DateAccount]:
    """Return the account of every date of a dossier but the steps': promises, the law's limit, what is asked, legs."""
    turns = sorted(dossier.clock_entries.all(), key=by_id)
    found = _promises(dossier, turns)
    if dossier.statutory_due_at and dossier.clock_started_at:
        law = dossier.law_limit
        found.append(
            DateAccount(
                _("Hạn theo luật"),
                dossier.statutory_due_at,
                dossier.clock_started_at,
                limit=law.words,
                days=_days(dossier.clock_started_at, dossier.statutory_due_at, law, turns),
                turns=_between(turns, dossier.clock_started_at, dossier.statutory_due_at),
            )
        )
    last = last_moment_to_ask(dossier, at=at)
    if last is not None and dossier.received_at and not dossier.supplement_requests.all():
        window = window_of(dossier, at=at)
        law_words = rules_on(at).law("supplement_window")
        days = _days(dossier.received_at, last, window, [])
        title = _("Chỉ được yêu cầu bổ sung đến")
        found.append(DateAccount(title, last, dossier.received_at, window.words, law_words, days=days))
    found += _told(dossier)
    found += _answers(dossier)
    found += _legs(dossier, turns)
    return found


def _told(dossier: Dossier) -> list[DateAccount]:
    told = acknowledgement(dossier=dossier)
    if told is None:
        return []
    title, past = _("Phải báo đã tiếp nhận trước"), told.done_at is not None
    days = _days(told.since, told.by, told.limit, [])
    return [DateAccount(title, told.by, told.since, told.limit.words, told.law, days=days, is_past=past)]


def _promises(dossier: Dossier, turns: list[ClockEntry]) -> list[DateAccount]:
    promises = sorted(dossier.promises.all(), key=by_id, reverse=True)
    return [
        DateAccount(
            str(Promise.Kind(row.kind).label),
            row.due_at,
            row.started_at,
            limit=row.limit_words,
            reason=row.reason,
            days=strip_of(row),
            turns=_between(turns, row.started_at, row.made_at),
            is_past=number > 0,
        )
        for number, row in enumerate(promises)
    ]


def _answers(dossier: Dossier) -> list[DateAccount]:
    asked = dossier.version.supplement_limit
    return [
        DateAccount(
            _("Người nộp bổ sung trước"),
            row.answer_by,
            row.asked_at,
            limit=asked.words if asked else "",
            law=dossier.version.supplement_ground,
            reason=row.reason,
            days=_days(row.asked_at, row.answer_by, asked, []),
            is_past=row.answered_at is not None,
        )
        for row in sorted(dossier.supplement_requests.all(), key=by_id, reverse=True)
        if row.answer_by
    ]


def _legs(dossier: Dossier, turns: list[ClockEntry]) -> list[DateAccount]:
    found = []
    for leg in legs_of(dossier):
        if leg.due_at is None:
            continue
        limit = Limit.parse(leg.limit_text) if leg.limit_text else None
        found.append(
            DateAccount(
                _("Phần việc của %(agency)s") % {"agency": leg.agency.name},
                leg.due_at,
                leg.received_at,
                limit=limit.words if limit else "",
                days=_days(leg.received_at, leg.due_at, limit, turns),
                turns=_between(turns, leg.received_at, leg.due_at),
                is_past=leg.done_at is not None,
            )
        )
    return found


def account_in_short(*, dossier: Dossier, due_at: dt.datetime | None) -> DateAccount | None:
    """Return the account of a day that a dossier was promised for, for a row of a list; None where nobody promised it.

    It names nobody: such lists are read by people who may not open the dossier. Who lists many reads ``promises`` of
    all of them at once.
    """
    return next((row for row in _promises(dossier, []) if row.due_at == due_at), None)


def account_of_new_day(*, day: NewDay) -> DateAccount:
    """Return the account of a day that a change of the calendar proposes, as the calendar of now counts; names nobody.

    Who lists many reads ``promises`` and ``clock_entries`` of all their dossiers at once.
    """
    promise = max(day.dossier.promises.all(), key=by_id)
    stood = _stood(sorted(day.dossier.clock_entries.all(), key=by_id), named=False)
    limit = Limit.parse(promise.limit_text)
    days = _counted(promise.started_at, day.new_due_at, limit, stood)
    return DateAccount(_("Ngày hẹn theo lịch mới"), day.new_due_at, promise.started_at, limit.words, days=days)


def step_accounts(*, dossier: Dossier) -> list[DateAccount]:
    """Return the account of each step that has a limit of its own, the oldest first."""
    if not dossier.run:
        return []
    turns = sorted(dossier.clock_entries.all(), key=by_id)
    limited = [step for step in steps_of(dossier) if step.due_at is not None and step.limit_minutes]
    return [_of_step(step, turns) for step in limited]


def _of_step(step: Step, turns: list[ClockEntry]) -> DateAccount:
    assert step.due_at is not None
    hours, minutes = divmod(step.limit_minutes or 0, 60)
    in_hours = Limit(hours, Unit.WORKING_HOUR).words if hours else ""
    in_minutes = _("%(n)s phút làm việc") % {"n": minutes} if minutes else ""
    return DateAccount(
        step.name,
        step.due_at,
        step.ready_at,
        limit=" ".join(filter(None, (in_hours, in_minutes))),
        days=_days(step.ready_at, step.due_at, Limit(1, Unit.WORKING_HOUR), turns),
        turns=_between(turns, step.ready_at, step.due_at),
        is_past=not step.is_open,
    )


def apology_account(*, dossier: Dossier, at: dt.datetime) -> tuple[dt.date, str] | None:
    """Return the last day on which an apology is in time, and its law; None while no clock runs."""
    if dossier.due_at is None or dossier.state not in RUNNING:
        return None
    return apology_until(dossier.due_at, at=at), rules_on(at).law("apology_lead")


def _between(turns: Iterable[ClockEntry], start: dt.datetime, end: dt.datetime) -> list[ClockEntry]:
    return [turn for turn in turns if start <= turn.happened_at <= end]


def _days(start: dt.datetime, end: dt.datetime, limit: Limit | None, turns: list[ClockEntry]) -> list[Day]:
    return _counted(start, end, limit, _stood(turns))


def _counted(start: dt.datetime, end: dt.datetime, limit: Limit | None, stood: dict[dt.date, str]) -> list[Day]:
    """Return the days of a span one by one: rest days by the calendar, days on which the clock stood, the others."""
    first, last = timezone.localdate(start), timezone.localdate(end)
    if (last - first).days > 400 or last < first:
        return []
    calendar = workdays.calendar()
    in_hours = limit is not None and limit.unit in {Unit.WORKING_HOUR, Unit.HOUR}
    every_day = limit is not None and limit.unit in {Unit.CALENDAR_DAY, Unit.MONTH}
    rows: list[tuple[dt.date, str]] = []
    for number in range((last - first).days + 1):
        day = first + dt.timedelta(days=number)
        rest = None if every_day and day != last else calendar.rest_reason(day)
        rows.append((day, rest or stood.get(day, "")))
    counted = [day for day, why in rows if not why and (in_hours or day != first)]
    numbers = {day: place for place, day in enumerate(counted, 1)}
    return [_day(day, why, first, last, numbers) for day, why in rows]


def _day(day: dt.date, why: str, first: dt.date, last: dt.date, numbers: dict[dt.date, int]) -> Day:
    if day in numbers:
        return Day(day, "due" if day == last else "counted", number=numbers[day], total=len(numbers))
    return Day(day, "received" if day == first else "rest", reason=why)


def _stood(turns: list[ClockEntry], *, named: bool = True) -> dict[dt.date, str]:
    """Return the days on which the clock stood all day, each with why and, where wanted, who stopped it."""
    found: dict[dt.date, str] = {}
    stop: ClockEntry | None = None
    for turn in turns:
        if turn.kind == Kind.STOP:
            stop = turn
        elif stop is not None:
            who = str(stop.by.get("name", "")) if named else ""
            why = f"{stop.reason} ({who})" if who else stop.reason
            day, until = timezone.localdate(stop.happened_at), timezone.localdate(turn.happened_at)
            while (day := day + dt.timedelta(days=1)) <= until:
                found[day] = why
            stop = None
    return found
