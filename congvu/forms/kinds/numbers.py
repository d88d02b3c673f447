"""number, money: figures as Vietnamese write them (dot between thousands, comma before the fraction)."""

import re
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from congvu.forms.definition import Field
from congvu.forms.kinds.kind import Kind, Scope, Wrong, line
from congvu.kit import money

GREATEST = 2**53 - 1
"""Beyond it a browser's JSON loses digits."""
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?")
_UNIT = re.compile(r"\s*(đồng|đ|vnđ|vnd)\.?$", re.IGNORECASE)


def figures(number: float) -> str:
    """Return a number as Vietnamese read it: 1.500, 1,5."""
    return f"{number:,}".translate(str.maketrans(",.", ".,"))


class Number(Kind):
    """A count or a measure."""

    name = "number"
    keys = frozenset({"min", "max", "decimals", "unit"})
    least: ClassVar[int] = -GREATEST

    def problems(self, field: Field) -> list[str]:
        """Limits are numbers."""
        limits = [(key, field.settings.get(key, 0)) for key in ("min", "max")]
        return [
            f"{key} phải là số"
            for key, limit in limits
            if isinstance(limit, bool) or not isinstance(limit, int | float)
        ]

    def parse(self, field: Field, typed: Any, scope: Scope) -> float:
        """Return an int, a float when the field takes decimals."""
        decimals = field.settings.get("decimals", 0)
        number = self._number(field, typed)
        if not abs(number) <= GREATEST:  # also what is no number at all
            raise Wrong(_("Số quá lớn trong %(name)s. Ghi lại bằng số nhỏ hơn") % {"name": field.name})
        if round(number, decimals) != number:
            if decimals == 0:
                raise Wrong(_("Ghi %(name)s bằng số tròn, không có phần lẻ") % {"name": field.name})
            raise Wrong(_("Ghi %(name)s với nhiều nhất %(n)d chữ số lẻ") % {"name": field.name, "n": decimals})
        least, most = field.settings.get("min", self.least), field.settings.get("max", GREATEST)
        if number < least:
            raise Wrong(
                _("Ghi %(name)s từ %(least)s trở lên") % {"name": field.name, "least": self._shown(field, least)}
            )
        if number > most:
            raise Wrong(_("Ghi %(name)s không quá %(most)s") % {"name": field.name, "most": self._shown(field, most)})
        return float(number) if decimals else int(number)

    def _number(self, field: Field, typed: Any) -> float:
        if isinstance(typed, int | float) and not isinstance(typed, bool):
            return typed
        plain = _UNIT.sub("", line(field, typed)).replace(" ", "")
        if _THOUSANDS.fullmatch(plain):
            plain = plain.replace(".", "")
        plain = plain.replace(",", ".")
        if not re.fullmatch(r"[+-]?[0-9]{1,30}(\.[0-9]{1,15})?", plain):
            raise Wrong(
                _("Ghi %(name)s bằng chữ số, ví dụ %(example)s")
                % {"name": field.name, "example": field.example or "12"}
            )
        return float(plain) if "." in plain else int(plain)

    def _shown(self, field: Field, number: float) -> str:
        unit = field.settings.get("unit")
        return f"{figures(number)} {unit}" if unit else figures(number)

    def schema(self, field: Field) -> dict[str, Any]:
        """Describe an integer, or a number when decimals are taken."""
        return {
            "type": "number" if field.settings.get("decimals") else "integer",
            "minimum": field.settings.get("min", self.least),
            "maximum": field.settings.get("max", GREATEST),
        }

    def words(self, field: Field, value: Any) -> str:
        """Return the figures with their unit."""
        return self._shown(field, value)

    def view(self, field: Field, typed: Any, scope: Scope) -> dict[str, Any]:
        """Show a taken number with a comma, and what was typed as it was."""
        shown = figures(typed) if isinstance(typed, float) else typed
        return {
            "typed": "" if shown is None else str(shown),
            "inputmode": "decimal" if field.settings.get("decimals") else "numeric",
            "suffix": field.settings.get("unit", ""),
        }


class Money(Number):
    """An amount in whole đồng."""

    name = "money"
    keys = frozenset({"min", "max"})
    least = 0

    def _shown(self, field: Field, number: float) -> str:
        return money.dong(int(number))

    def view(self, field: Field, typed: Any, scope: Scope) -> dict[str, Any]:
        """Show a taken amount with dots."""
        shown = figures(typed) if isinstance(typed, int) and not isinstance(typed, bool) else typed
        return {"typed": "" if shown is None else str(shown), "inputmode": "numeric", "suffix": _("đồng")}
