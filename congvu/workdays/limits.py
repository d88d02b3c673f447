"""Limits: how long something may take, in the units of the law (thời hạn giải quyết). Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """Units of time that procedures use."""

    WORKING_HOUR = "working_hour"
    HOUR = "hour"
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"


WORDS = {
    Unit.WORKING_HOUR: "giờ làm việc",
    Unit.HOUR: "giờ",
    Unit.WORKING_DAY: "ngày làm việc",
    Unit.CALENDAR_DAY: "ngày",
    Unit.MONTH: "tháng",
}


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
            raise BadLimit(f"Thời hạn {self.value} {WORDS[self.unit]} không có nghĩa: cần một số nguyên dương.")

    @classmethod
    def parse(cls, text: str) -> "Limit":
        """Read ``5 working_days``, ``1 month`` or ``0 working_day``.

        :raises BadLimit: when the text is no limit
        """
        number, _, unit = " ".join(text.split()).partition(" ")
        try:
            return cls(int(number), Unit(unit.removesuffix("s").replace(" ", "_")))
        except ValueError as wrong:
            if isinstance(wrong, BadLimit):
                raise
            raise BadLimit(
                f"Không đọc được thời hạn “{text}”. Viết số rồi đơn vị ({', '.join(Unit)}), ví dụ: 5 working_day."
            ) from None

    @property
    def words(self) -> str:
        """Return ``5 ngày làm việc``, or ``trong ngày làm việc`` for a same-day limit."""
        return f"{self.value} {WORDS[self.unit]}" if self.value else "trong ngày làm việc"

    def __str__(self) -> str:
        return f"{self.value} {self.unit}"
