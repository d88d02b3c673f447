"""Periods that figures are counted over (kỳ báo cáo): months, quarters, years. Pure."""

import datetime as dt
import re
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kit.errors import Refusal


class PeriodUnknown(Refusal):
    """A period is written 2026, 2026-Q3 or 2026-08."""


@dataclass(frozen=True, order=True)
class Period:
    """Whole months from ``first`` (a first of the month) on; ``code`` is ``2026``, ``2026-Q3`` or ``2026-08``."""

    first: dt.date
    length: int
    """Months: 1, 3 or 12."""

    @property
    def after(self) -> dt.date:
        """The first day that no longer belongs to it."""
        return _month_on(self.first, self.length)

    @property
    def start_at(self) -> dt.datetime:
        """Its first moment, by the local clock."""
        return _midnight(self.first)

    @property
    def end_at(self) -> dt.datetime:
        """The first moment after it, by the local clock."""
        return _midnight(self.after)

    @property
    def months(self) -> list["Period"]:
        """Its months, in order."""
        return [Period(_month_on(self.first, n), 1) for n in range(self.length)]

    @property
    def code(self) -> str:
        """How it is written in addresses and files."""
        if self.length == 12:
            return f"{self.first:%Y}"
        if self.length == 3:
            return f"{self.first:%Y}-Q{(self.first.month + 2) // 3}"
        return f"{self.first:%Y-%m}"

    @property
    def words(self) -> str:
        """How it is said: «Quý III năm 2026»."""
        year = self.first.year
        if self.length == 12:
            return _("Năm %(year)s") % {"year": year}
        if self.length == 3:
            quarter = ("I", "II", "III", "IV")[(self.first.month - 1) // 3]
            return _("Quý %(quarter)s năm %(year)s") % {"quarter": quarter, "year": year}
        return _("Tháng %(month)s năm %(year)s") % {"month": self.first.month, "year": year}

    @property
    def before(self) -> "Period":
        """The period of the same length before it."""
        return Period(_month_on(self.first, -self.length), self.length)


def month_of(day: dt.date) -> Period:
    """Return the month of a day."""
    return Period(day.replace(day=1), 1)


def quarter_of(day: dt.date) -> Period:
    """Return the quarter of a day."""
    return Period(day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1), 3)


def year_of(day: dt.date) -> Period:
    """Return the year of a day."""
    return Period(day.replace(day=1, month=1), 12)


def choices(today: dt.date, chosen: Period) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the periods to choose from, newest first: a year of months, of quarters, three years; each code and words.

    :param chosen: stands among them however old it is
    """
    kinds = ((month_of(today), 12, _("Tháng")), (quarter_of(today), 5, _("Quý")), (year_of(today), 3, _("Năm")))
    return [(words, _row_of(newest, count, chosen)) for newest, count, words in kinds]


def _row_of(newest: Period, count: int, chosen: Period) -> list[tuple[str, str]]:
    found = {newest}
    for _step in range(count - 1):
        newest = newest.before
        found.add(newest)
    if chosen.length == newest.length:
        found.add(chosen)
    return [(one.code, one.words) for one in sorted(found, reverse=True)]


def since(first: dt.date, today: dt.date) -> list[Period]:
    """Return every month, quarter and year from a day to another, those of each kind in order."""
    found = []
    for make in (month_of, quarter_of, year_of):
        period = make(first)
        while period.first <= today:
            found.append(period)
            period = make(period.after)
    return found


def chosen(text: str, today: dt.date, *, default: Period | None = None) -> Period:
    """Return the period asked for; ``default``, or this month, when none or an unreadable one is."""
    try:
        return parse(text)
    except PeriodUnknown:
        return default or month_of(today)


def parse(text: str) -> Period:
    """Read a period's code.

    :raises PeriodUnknown: when it is none
    """
    found = re.fullmatch(r"(20[0-9]{2})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?", text)
    if found is None:
        raise PeriodUnknown(_("Ghi kỳ báo cáo như 2026, 2026-Q3 hoặc 2026-08."))
    year, quarter, month = found.groups()
    if quarter:
        return Period(dt.date(int(year), int(quarter) * 3 - 2, 1), 3)
    return Period(dt.date(int(year), int(month), 1), 1) if month else Period(dt.date(int(year), 1, 1), 12)


def _month_on(first: dt.date, months: int) -> dt.date:
    count = first.year * 12 + first.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=timezone.get_default_timezone())
