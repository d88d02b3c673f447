"""Limits: how long something may take, in the units of the law (thời hạn giải quyết). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class Unit(StrEnum):
    """Units of time that procedures use."""

    WORKING_HOUR = "working_hour"
    HOUR = "hour"
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"


def in_words(value: int, unit: Unit) -> str:
    """Return ``5 ngày làm việc`` in the language of the page."""
    match unit:
        case Unit.WORKING_HOUR:
            words = ngettext("%(n)d giờ làm việc", "%(n)d giờ làm việc", value)
        case Unit.HOUR:
            words = ngettext("%(n)d giờ", "%(n)d giờ", value)
        case Unit.WORKING_DAY:
            words = ngettext("%(n)d ngày làm việc", "%(n)d ngày làm việc", value)
        case Unit.CALENDAR_DAY:
            words = ngettext("%(n)d ngày", "%(n)d ngày", value)
        case _:
            words = ngettext("%(n)d tháng", "%(n)d tháng", value)
    return words % {"n": value}


class BadLimit(ValueError):
    """A limit that cannot be read; the text says how one is written."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit. ``Limit(0, Unit.WORKING_DAY)`` means within the day of receipt (trong ngày)."""

    value: int
    unit: Unit

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", Unit(self.unit))
        if self.value < 0 or (self.value == 0 and self.unit is not Unit.WORKING_DAY):
            facts = {"limit": in_words(self.value, self.unit)}
            raise BadLimit(_("Thời hạn %(limit)s không có nghĩa: cần một số nguyên dương.") % facts)

    @classmethod
    def parse(cls, text: str) -> "Limit":
        """Read ``5 working_days``, ``1 month`` or ``0 working_day``.

        :raises BadLimit: when the text is no limit
        """
        number, _space, unit = " ".join(text.split()).partition(" ")
        try:
            return cls(int(number), Unit(unit.removesuffix("s").replace(" ", "_")))
        except ValueError as wrong:
            if isinstance(wrong, BadLimit):
                raise
            raise BadLimit(
                _("Không đọc được thời hạn “%(text)s”. Viết số rồi đơn vị (%(units)s), ví dụ: 5 working_day.")
                % {"text": text, "units": ", ".join(Unit)}
            ) from None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Limit":
        """Read ``value`` and ``unit`` of a row of a sheet.

        :raises BadLimit: when they are no limit
        """
        return cls(row["value"], row["unit"])

    @property
    def words(self) -> str:
        """Return ``5 ngày làm việc``, or ``trong ngày làm việc`` for a same-day limit, in the page's language."""
        return in_words(self.value, self.unit) if self.value else _("trong ngày làm việc")

    def __str__(self) -> str:
        return f"{self.value} {self.unit}"
