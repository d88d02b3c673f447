"""Editing the calendar: days off, worked rest days, hours of work. For the province's administrator."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit import outbox
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.workdays import shipped
from congvu.workdays.calendars import ZONE, DayKind
from congvu.workdays.events import CalendarChanged
from congvu.workdays.models import CalendarDay, WorkingHours

EDITORS = ("province_admin",)


class DayNotChangeable(Refusal):
    """The change to the calendar cannot be made: the text says what to do instead."""


@transaction.atomic
def set_day(
    *, day: date, kind: DayKind | str, reason: str, english: str = "", legal_basis: str = "", by: Actor, at: datetime
) -> CalendarDay:
    """Make ``day`` a day off or a worked day; what stood there is withdrawn and stays readable.

    Promises already given are not moved by this: it is announced, and those who gave them decide.

    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises DayNotChangeable: without a reason
    """
    by = people.require(by=by, roles=EDITORS, at=at)
    reason = clean(reason)
    if not reason:
        raise DayNotChangeable(_("Ghi lý do, ví dụ: Nghỉ hoán đổi theo thông báo của Bộ Nội vụ."))
    before = _withdraw(day, at)
    row = CalendarDay.objects.create(
        date=day,
        kind=DayKind(kind).value,
        reason=reason,
        english=clean(english),
        legal_basis=clean(legal_basis),
        recorded_at=at,
    )
    _record("workdays.set_day", row, by, at, before=str(before) if before else None)
    _announce(day, f"{day:%d/%m/%Y}: {reason}", at)
    return row


@transaction.atomic
def clear_day(*, day: date, by: Actor, at: datetime) -> CalendarDay:
    """Withdraw what was decided about ``day``: the weekly rule and the public holidays hold again.

    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises DayNotChangeable: when nothing was decided about the day
    """
    by = people.require(by=by, roles=EDITORS, at=at)
    row = _withdraw(day, at)
    if row is None:
        raise DayNotChangeable(_("Ngày %(day)s không có điều chỉnh nào để xóa.") % {"day": f"{day:%d/%m/%Y}"})
    _record("workdays.clear_day", row, by, at)
    _announce(day, f"{day:%d/%m/%Y}: bỏ điều chỉnh «{row.reason}»", at)
    return row


@transaction.atomic
def set_hours(
    *,
    valid_from: date,
    weekdays: list[int],
    sessions: tuple[tuple[time, time], tuple[time, time]],
    legal_basis: str = "",
    by: Actor,
    at: datetime,
) -> WorkingHours:
    """Set the hours of work from today or a day to come. Weekdays as in ISO 8601: Monday 1, Sunday 7.

    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises DayNotChangeable: when the hours are out of order, or the day has passed
    """
    by = people.require(by=by, roles=EDITORS, at=at)
    if valid_from < at.astimezone(ZONE).date():
        raise DayNotChangeable(_("Giờ làm việc của những ngày đã qua không đổi được. Chọn hôm nay hoặc ngày sau."))
    (morning_from, morning_to), (afternoon_from, afternoon_to) = sessions
    if not morning_from < morning_to <= afternoon_from < afternoon_to:
        raise DayNotChangeable(_("Giờ làm việc phải theo thứ tự: đầu sáng, cuối sáng, đầu chiều, cuối chiều."))
    if not weekdays or not set(weekdays) <= set(range(1, 8)):
        raise DayNotChangeable(_("Chọn ít nhất một ngày làm việc trong tuần."))
    row, _made = WorkingHours.objects.update_or_create(
        valid_from=valid_from,
        defaults={
            "weekdays": sorted(set(weekdays)),
            "morning_from": morning_from,
            "morning_to": morning_to,
            "afternoon_from": afternoon_from,
            "afternoon_to": afternoon_to,
            "legal_basis": clean(legal_basis),
        },
    )
    audit.record(
        action="workdays.set_hours",
        subject=f"working_hours:{row.pk}",
        label=str(row),
        data={"weekdays": row.weekdays},
        by=by,
        at=at,
    )
    _announce(valid_from, f"giờ làm việc từ {valid_from:%d/%m/%Y}", at)
    return row


@transaction.atomic
def withdraw_hours(*, hours_id: int, by: Actor, at: datetime) -> None:
    """Take back hours of work that have not begun: those before them hold on.

    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises DayNotChangeable: there are none, or work has been counted by them
    """
    by = people.require(by=by, roles=EDITORS, at=at)
    row = WorkingHours.objects.select_for_update().filter(pk=hours_id).first()
    if row is None or row.valid_from <= at.astimezone(ZONE).date():
        raise DayNotChangeable(_("Chỉ rút được giờ làm việc chưa đến ngày áp dụng."))
    audit.record(
        action="workdays.withdraw_hours",
        subject=f"working_hours:{row.pk}",
        label=str(row),
        data={"weekdays": row.weekdays},
        by=by,
        at=at,
    )
    _announce(row.valid_from, f"rút giờ làm việc từ {row.valid_from:%d/%m/%Y}", at)
    row.delete()


@transaction.atomic
def load_shipped() -> int:
    """Write the shipped calendar when there is none (a new or emptied database); return how many days were written."""
    if WorkingHours.objects.exists() or CalendarDay.objects.exists():
        return 0
    for row in shipped.hours():
        (morning_from, morning_to), (afternoon_from, afternoon_to) = row.sessions
        WorkingHours.objects.create(
            valid_from=row.valid_from,
            weekdays=list(row.weekdays),
            morning_from=morning_from,
            morning_to=morning_to,
            afternoon_from=afternoon_from,
            afternoon_to=afternoon_to,
        )
    known = datetime.combine(shipped.known_since(), time(), ZONE)
    rows = CalendarDay.objects.bulk_create(
        CalendarDay(date=day, kind=rule.kind.value, reason=rule.reason, legal_basis=rule.legal_basis, recorded_at=known)
        for day, rule in shipped.days()
    )
    return len(rows)


def _announce(first: date, reason: str, at: datetime) -> None:
    outbox.announce(CalendarChanged(first=first, reason=reason, at=at), subject="calendar")


def _withdraw(day: date, at: datetime) -> CalendarDay | None:
    row = CalendarDay.objects.select_for_update().known().filter(date=day).first()
    if row is not None:
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
    return row


def _record(action: str, row: CalendarDay, by: Actor, at: datetime, before: str | None = None) -> None:
    data = {"kind": row.kind, "legal_basis": row.legal_basis, **({"before": before} if before else {})}
    audit.record(action=action, subject=f"calendar_day:{row.date}", label=str(row), data=data, by=by, at=at)
