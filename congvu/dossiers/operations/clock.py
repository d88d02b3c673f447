"""Turning the clock of a dossier: start, stop, go on. Each turn is a row with its reason and law."""

import datetime as dt
import math
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.dossiers.lifecycle import RUNNING, State
from congvu.dossiers.models import ClockEntry, Dossier, Leg, Promise
from congvu.dossiers.queries.rules import ClockRules
from congvu.dossiers.queries.windows import rules_on
from congvu.kit.actors import Actor
from congvu.processes import operations as processes
from congvu.processes import queries as process_queries
from congvu.processes.models import Step
from congvu.workdays import queries as workdays

Kind = ClockEntry.Kind


def turn(
    dossier: Dossier,
    kind: ClockEntry.Kind,
    *,
    reason: str,
    law: str = "",
    by: Actor,
    at: dt.datetime,
    recorded_at: dt.datetime | None = None,
) -> ClockEntry:
    """Write one turn of the clock; long reasons stand whole in the move."""
    return ClockEntry.objects.create(
        dossier=dossier,
        kind=kind,
        happened_at=at,
        recorded_at=recorded_at or at,
        reason=reason[:300],
        law=law[:100],
        by=by.snapshot(),
    )


def start(dossier: Dossier, *, by: Actor, at: dt.datetime, recorded_at: dt.datetime | None = None) -> Promise:
    """Start the clock: the competent unit has a complete dossier (NĐ 118/2025 Đ.17.3); promise the day."""
    reason, law = "Cơ quan có thẩm quyền nhận đủ hồ sơ", "NĐ 118/2025 Đ.17.3"
    turn(dossier, Kind.START, reason=reason, law=law, by=by, at=at, recorded_at=recorded_at)
    dossier.clock_started_at = at
    return promise(dossier, Promise.Kind.CONFIRMED, start_at=at, by=by, at=at)


def stop(dossier: Dossier, *, reason: str, law: str = "", by: Actor, at: dt.datetime) -> None:
    """Stop the clock, when it runs: one that stands is not stopped again."""
    if dossier.clock_started_at is not None and _stopped_at(dossier) is None:
        turn(dossier, Kind.STOP, reason=reason, law=law, by=by, at=at)
        dossier.clock_stopped_at = at


def end(dossier: Dossier, *, reason: str, law: str = "", by: Actor, at: dt.datetime) -> None:
    """End the clock, when it was ever started; an apology that nobody signed falls away."""
    if dossier.apology_waits:
        dossier.apologies.filter(signed_at=None, dropped_at=None).update(dropped_at=at)
        dossier.apology_waits = False
    if dossier.clock_started_at is not None:
        turn(dossier, Kind.END, reason=reason, law=law, by=by, at=at)
        dossier.clock_stopped_at = None


def go_on(dossier: Dossier, *, reason: str, restart: bool, by: Actor, at: dt.datetime) -> None:
    """Let a stopped clock go on: from zero (NĐ 61/2018 Đ.19.4), or with what was left; promise the new day.

    What was left of a day given by hand is left to it, however short the limit from zero is. A promise that was broken
    before the clock stopped stays broken: from zero or not, the dossier counts as late. The limits of the open steps
    move with it.
    """
    stopped_at = _stopped_at(dossier)
    if stopped_at is None:
        return
    given, limit = _given_day(dossier), _limit(dossier)
    kept = given and _moved_on(given, stopped_at=stopped_at, at=at)
    broken = dossier.due_at is not None and stopped_at > dossier.due_at
    dossier.clock_stopped_at = None
    if dossier.run_id:
        processes.put_off(run_id=dossier.run_id, stopped_at=stopped_at, anew=restart, by=by, at=at)
    if restart:
        turn(dossier, Kind.RESTART, reason=reason, law="NĐ 61/2018 Đ.19.4", by=by, at=at)
        dossier.clock_started_at = at
        if broken:
            count_late(dossier, ground=_("Đã quá ngày hẹn trả khi yêu cầu bổ sung"), at=at)
        anew = _reckoning(dossier, limit, at, None).due_at
        if given is None or kept is None or kept <= anew:
            promise(dossier, Promise.Kind.RESTARTED, start_at=at, limit=limit, by=by, at=at)
            return
        reason = _kept_words(given, anew, stopped_at=stopped_at)
    else:
        turn(dossier, Kind.RESUME, reason=reason, by=by, at=at)
        if kept is None:
            since, stood = dossier.clock_started_at or at, stops(dossier)
            promise(dossier, Promise.Kind.RESTARTED, start_at=since, limit=limit, by=by, at=at, stops=stood)
            return
    give_day(dossier, Promise.Kind.RESTARTED, due_at=kept, reason=reason, limit=limit, by=by, at=at)
    _follow_law(dossier)


def _kept_words(given: dt.datetime, anew: dt.datetime, *, stopped_at: dt.datetime) -> str:
    return _(
        "Tính lại từ đầu chỉ đến %(anew)s; khi tạm dừng, ngày đã hẹn %(given)s còn %(n)s ngày làm việc: giữ đủ số "
        "ngày ấy"
    ) % {
        "anew": f"{timezone.localdate(anew):%d/%m/%Y}",
        "given": f"{timezone.localdate(given):%d/%m/%Y}",
        "n": workdays.days_left(stopped_at, given),
    }


def _follow_law(dossier: Dossier) -> None:
    """Count the law's own day anew where the day promised was given by hand: both have stood the same time."""
    if dossier.statutory_due_at is not None and dossier.clock_started_at is not None:
        start, stood = dossier.clock_started_at, stops(dossier)
        dossier.statutory_due_at = _reckoning(dossier, dossier.law_limit, start, stood).due_at


def give_back(
    dossier: Dossier, *, since: dt.datetime, until: dt.datetime, reason: str, by: Actor, at: dt.datetime
) -> None:
    """Promise the day that an outage makes, which is written as a turn: a day given by hand moves on by its time."""
    limit, kind = _limit(dossier), Promise.Kind.RESTARTED
    if (given := _given_day(dossier)) is not None:
        later = _moved_on(given, stopped_at=since, at=until)
        give_day(dossier, kind, due_at=later, reason=reason, limit=limit, by=by, at=at)
        _follow_law(dossier)
        return
    start = dossier.clock_started_at or at
    promise(dossier, kind, start_at=start, limit=limit, by=by, at=at, stops=stops(dossier))


def _limit(dossier: Dossier) -> workdays.Limit:
    """Return the limit that its days are counted by: that of the older system it came from, that for verification
    once it was taken, else its own.
    """
    other = {Promise.Kind.IMPORTED, Promise.Kind.VERIFYING}
    text = dossier.promises.filter(kind__in=other).order_by("-id").values_list("limit_text", flat=True).first()
    return workdays.Limit.parse(text) if text else dossier.limit


def follow(dossier: Dossier, steps: Sequence[Step], *, by: Actor, at: dt.datetime) -> None:
    """Let the clock stand while every open step has a time of its own (tax: NĐ 101/2024), and go on after it.

    :param steps: the open steps of the run
    """
    if State(dossier.state) not in RUNNING:
        return
    own = bool(steps) and all(_has_own_clock(dossier, step) for step in steps)
    if own:
        stop(dossier, reason=f"{steps[0].name}: thời gian này tính riêng", by=by, at=at)
    elif dossier.clock_stopped_at is not None:
        go_on(dossier, reason="Phần việc tính thời gian riêng đã xong", restart=False, by=by, at=at)


def _has_own_clock(dossier: Dossier, step: Step) -> bool:
    return process_queries.planned_step(dossier.version.definition_id, step.bpmn_id).clock == "own"


def due_now(dossier: Dossier) -> dt.datetime | None:
    """Return the day that the calendar of now makes of the promise; None when none was made.

    A day given by hand is moved only when nobody works on it any more.
    """
    given = _given_day(dossier)
    if given is not None:
        calendar, day = workdays.calendar(), timezone.localdate(given)
        return given if calendar.is_working(day) else calendar.close(calendar.next_working(day))
    if dossier.clock_started_at is None:
        return None
    return _reckoning(dossier, _limit(dossier), dossier.clock_started_at, stops(dossier)).due_at


def follow_calendar(dossier: Dossier, *, reason: str, by: Actor, at: dt.datetime) -> Promise:
    """Promise the day that the calendar of now makes (``due_now``), outside the re-appointments."""
    kind, start, given = Promise.Kind.CALENDAR, dossier.clock_started_at or at, _given_day(dossier)
    if given is not None:
        moved = give_day(dossier, kind, due_at=due_now(dossier) or given, reason=reason, by=by, at=at)
        _follow_law(dossier)
        return moved
    limit, stood = _limit(dossier), stops(dossier)
    return promise(dossier, kind, start_at=start, limit=limit, by=by, at=at, stops=stood, reason=reason)


def follow_promise(dossier: Dossier, *, old_due_at: dt.datetime | None, by: Actor, at: dt.datetime) -> None:
    """Let the limits of the open steps of the competent agency follow a promise that moved to a later day."""
    if not dossier.run_id or old_due_at is None or dossier.due_at is None or dossier.due_at <= old_due_at:
        return
    won = workdays.working_minutes(max(old_due_at, at), dossier.due_at, workdays.calendar())
    if won > 0:
        competent = dossier.competent_agency_id
        processes.extend(run_id=dossier.run_id, agency_id=competent, minutes=won, by=by, at=at)


def _given_day(dossier: Dossier) -> dt.datetime | None:
    """Return the day that was given by hand since the clock last started, None when the limit made it.

    By hand: by apology, by an older system, by the other side; what goes on from such a day says why.
    """
    promises = list(dossier.promises.order_by("-id"))
    base = next((row for row in promises if row.kind != Promise.Kind.CALENDAR), None)
    by_hand = {Promise.Kind.REAPPOINTED, Promise.Kind.IMPORTED}
    if base is None or base.kind == Promise.Kind.VERIFYING or not (base.kind in by_hand or base.reason):
        return None
    return promises[0].due_at


def _moved_on(due_at: dt.datetime, *, stopped_at: dt.datetime, at: dt.datetime) -> dt.datetime:
    """Return a given day moved on by a stop: as many working days as were left; one that had passed stays."""
    if stopped_at > due_at:
        return due_at
    left = workdays.Limit(workdays.days_left(stopped_at, due_at), workdays.Unit.WORKING_DAY)
    return workdays.due(start=at, limit=left).due_at


def give_day(
    dossier: Dossier,
    kind: Promise.Kind,
    *,
    due_at: dt.datetime,
    reason: str,
    limit: workdays.Limit | None = None,
    by: Actor,
    at: dt.datetime,
) -> Promise:
    """Promise a day that somebody chose, with the account of the days up to it since the clock started.

    :param limit: the limit it was made from, where that is not the procedure's
    """
    start = dossier.clock_started_at or at
    calendar = workdays.calendar()
    first, last = timezone.localdate(start), timezone.localdate(due_at)
    days = [first + dt.timedelta(days=n) for n in range(1, (last - first).days + 1)]
    stood = {
        day: stop.reason
        for stop in stops(dossier)
        if stop.resumed_at
        for day in days
        if timezone.localdate(stop.stopped_at) < day <= timezone.localdate(stop.resumed_at)
    }
    skipped = {day: why for day in days if (why := calendar.rest_reason(day) or stood.get(day))}
    counted = [day for day in days if day not in skipped]
    dossier.due_at = due_at
    dossier.soon_at = soon(start, due_at, counted, rules_on(at))
    dossier.legs.filter(duty=Leg.Duty.LEAD, done_at=None).update(due_at=due_at)
    return Promise.objects.create(
        dossier=dossier,
        kind=kind,
        due_at=due_at,
        made_at=at,
        started_at=start,
        limit_text=str(limit or dossier.limit),
        counted=[day.isoformat() for day in counted],
        skipped=[{"date": day.isoformat(), "reason": why} for day, why in skipped.items()],
        reason=reason[:300],
        by=by.snapshot(),
    )


def _stopped_at(dossier: Dossier) -> dt.datetime | None:
    """Return since when the clock stands, None when it runs or was never started."""
    last = dossier.clock_entries.exclude(kind=Kind.OUTAGE).order_by("-id").first()
    return last.happened_at if last and last.kind == Kind.STOP else None


def stops(dossier: Dossier) -> list[workdays.Stop]:
    """Return the spans since the last (re)start in which the clock stood still."""
    spans: list[workdays.Stop] = []
    since: dt.datetime | None
    since, why = None, ""
    for entry in dossier.clock_entries.order_by("id"):
        if entry.kind in {Kind.START, Kind.RESTART}:
            spans, since = [], None
        elif entry.kind == Kind.STOP:
            since, why = entry.happened_at, entry.reason
        elif entry.kind == Kind.RESUME and since is not None:
            spans.append(workdays.Stop(since, entry.happened_at, workdays.Restart.RESUME, why))
            since = None
        elif entry.kind == Kind.OUTAGE:
            spans.append(workdays.Stop(entry.happened_at, entry.recorded_at, workdays.Restart.RESUME, entry.reason))
    return spans


def promise(
    dossier: Dossier,
    kind: Promise.Kind,
    *,
    start_at: dt.datetime,
    limit: workdays.Limit | None = None,
    by: Actor,
    at: dt.datetime,
    stops: list[workdays.Stop] | None = None,
    reason: str = "",
) -> Promise:
    """Count the day, write the promise with its account, and set it on the dossier."""
    limit, statutory = limit or dossier.limit, dossier.statutory_limit
    reckoning = _reckoning(dossier, limit, start_at, stops)
    if kind == Promise.Kind.PROVISIONAL:
        dossier.due_at = dossier.soon_at = dossier.statutory_due_at = None
    else:
        dossier.due_at = reckoning.due_at
        dossier.statutory_due_at = _reckoning(dossier, statutory, start_at, stops).due_at if statutory else None
        dossier.soon_at = soon(start_at, reckoning.due_at, list(reckoning.counted), rules_on(at))
        if kind != Promise.Kind.CONFIRMED:  # at the first one there is no leg yet
            dossier.legs.filter(duty=Leg.Duty.LEAD, done_at=None).update(due_at=dossier.due_at)
    return Promise.objects.create(
        dossier=dossier,
        kind=kind,
        due_at=reckoning.due_at,
        made_at=at,
        started_at=start_at,
        limit_text=str(limit),
        counted=[day.isoformat() for day in reckoning.counted],
        skipped=[{"date": skip.date.isoformat(), "reason": skip.reason} for skip in reckoning.skipped],
        reason=reason[:300],
        by=by.snapshot(),
    )


def _reckoning(
    dossier: Dossier, limit: workdays.Limit, start_at: dt.datetime, stops: list[workdays.Stop] | None
) -> workdays.Reckoning:
    cutoff = dossier.version.cutoff
    if stops:
        return workdays.due_with_stops(start=start_at, limit=limit, stops=stops, cutoff=cutoff)
    return workdays.due(start=start_at, limit=limit, cutoff=cutoff)


def count_late(dossier: Dossier, *, ground: str, at: dt.datetime) -> None:
    """Let a dossier count as late from now on, whatever day it is promised for; the first cause stands."""
    if dossier.late_since is None:
        dossier.late_since, dossier.late_ground = at, ground[:200]


def soon(start: dt.datetime, due_at: dt.datetime, counted: list[dt.date], rules: ClockRules) -> dt.datetime:
    """Return from when on it is nearly due: so much of the limit or so many working days left, the earlier moment.

    :param rules: shares and days as the province has them (20 % and one day, as shipped)
    """
    left = max(rules.soon_days, math.ceil(len(counted) * rules.soon_percent / 100))
    if len(counted) <= left:
        return rules.nearly(start, due_at)
    return dt.datetime.combine(counted[-left - 1], dt.time(0), tzinfo=due_at.tzinfo)
