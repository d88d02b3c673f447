"""The calendar that the legal clock counts by: hours of work, weekly rest, holidays, swapped days. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

import holidays
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS = (_("thứ Hai"), _("thứ Ba"), _("thứ Tư"), _("thứ Năm"), _("thứ Sáu"), _("thứ Bảy"), _("Chủ nhật"))
LONGEST_REST = 366
"""Days after which a calendar without any working day is called broken."""


class DayKind(StrEnum):
    """What an override makes of a day."""

    OFF = "off"
    WORKED = "worked"


class NoWorkingDay(ValueError):
    """The calendar has no working day within a year: its hours or overrides are wrong."""


@dataclass(frozen=True, slots=True)
class DayRule:
    """What was decided about one day, and why."""

    kind: DayKind
    reason: str
    legal_basis: str = ""
    english: str = ""
    """The reason in English; empty: nobody has said it."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of work from ``valid_from`` until the next row. Weekdays as in ISO 8601: Monday 1, Sunday 7."""

    valid_from: date
    weekdays: tuple[int, ...]
    sessions: tuple[tuple[time, time], ...]


@cache
def _official(year: int) -> tuple[Mapping[date, str], frozenset[date]]:
    """Return holidays with names, and worked rest days, as the ``holidays`` package knows them."""
    known = holidays.country_holidays("VN", years=year, language="vi")
    return {day: name for day, name in known.items() if day.year == year}, frozenset(known.weekend_workdays)


@cache
def _official_english(year: int) -> Mapping[date, str]:
    return dict(holidays.country_holidays("VN", years=year, language="en_US").items())


def _weekly(day: date) -> str:
    return gettext("Nghỉ hằng tuần (%(day)s)") % {"day": WEEKDAYS[day.weekday()]}


@dataclass(frozen=True, slots=True)
class Calendar:
    """Answers for any day whether offices work, when, and if not, why not. Overrides win over the package."""

    days: Mapping[date, DayRule] = field(default_factory=dict)
    hours: tuple[Hours, ...] = ()
    zone: ZoneInfo = ZONE
    _sums: dict[int, tuple[int, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """By year: how many working days its first 0, 1, 2, … days hold. Counted once a year and calendar."""
    _sessions: dict[date, tuple[tuple[datetime, datetime], ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """By day: its hours of work, found once a calendar."""

    def hours_on(self, day: date) -> Hours:
        """Return the hours in force on ``day``; before the first row, those of the first row."""
        rows = self.hours if len(self.hours) < 2 else sorted(self.hours, key=lambda row: row.valid_from)
        valid = [row for row in rows if row.valid_from <= day]
        return valid[-1] if valid else rows[0]

    def rest_reason(self, day: date) -> str | None:
        """Return why nobody works on ``day``, in Vietnamese as it is written down, or None on a working day."""
        rule = self.days.get(day)
        if rule:
            return rule.reason if rule.kind is DayKind.OFF else None
        names, worked = _official(day.year)
        if day in names:
            return names[day]
        if day.isoweekday() in self.hours_on(day).weekdays or day in worked:
            return None
        with override("vi"):
            return _weekly(day)

    def reason_words(self, day: date, reason: str) -> str:
        """Return in the reader's language what was once written down as the reason of ``day``."""
        if get_language() != "en":
            return reason
        rule = self.days.get(day)
        if rule and rule.reason == reason:
            return rule.english or reason
        if _official(day.year)[0].get(day) == reason:
            return _official_english(day.year).get(day, reason)
        with override("vi"):
            is_weekly = _weekly(day) == reason
        return _weekly(day) if is_weekly else reason

    def is_working(self, day: date) -> bool:
        """Tell whether ``day`` is a working day."""
        rule = self.days.get(day)
        if rule:
            return rule.kind is not DayKind.OFF
        names, worked = _official(day.year)
        return day not in names and (day.isoweekday() in self.hours_on(day).weekdays or day in worked)

    def working_days_until(self, day: date) -> int:
        """Return how many working days the year of ``day`` holds up to it, itself included."""
        return self._sums_of(day.year)[day.toordinal() - date(day.year, 1, 1).toordinal() + 1]

    def working_days_in(self, year: int) -> int:
        """Return how many working days ``year`` holds."""
        return self._sums_of(year)[-1]

    def _sums_of(self, year: int) -> tuple[int, ...]:
        if year not in self._sums:
            first = date(year, 1, 1)
            days = (first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1))
            self._sums[year] = tuple(accumulate((int(self.is_working(day)) for day in days), initial=0))
        return self._sums[year]

    def sessions(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """Return the hours of work of ``day``, nothing on a rest day."""
        if day not in self._sessions:
            hours = self.hours_on(day).sessions if self.is_working(day) else ()
            self._sessions[day] = tuple((self.moment(day, start), self.moment(day, end)) for start, end in hours)
        return self._sessions[day]

    def opening(self, day: date) -> datetime:
        """Return when work begins on the working day ``day``."""
        return self.moment(day, self.hours_on(day).sessions[0][0])

    def close(self, day: date) -> datetime:
        """Return when work ends on the working day ``day``."""
        return self.moment(day, self.hours_on(day).sessions[-1][1])

    def next_working(self, day: date) -> date:
        """Return the first working day after ``day``.

        :raises NoWorkingDay: when there is none within a year
        """
        for step in range(1, LONGEST_REST + 1):
            if self.is_working(day + timedelta(days=step)):
                return day + timedelta(days=step)
        raise NoWorkingDay(f"Lịch làm việc không có ngày làm việc nào sau ngày {day:%d/%m/%Y}.")

    def moment(self, day: date, clock: time) -> datetime:
        """Return ``clock`` on ``day`` in the calendar's zone."""
        return datetime.combine(day, clock, self.zone)

    def local(self, moment: datetime) -> datetime:
        """Return ``moment`` in the calendar's zone, cut to the minute.

        :raises ValueError: when it carries no zone
        """
        if moment.tzinfo is None:
            raise ValueError("Thời điểm phải có múi giờ.")
        return moment.astimezone(self.zone).replace(second=0, microsecond=0)
