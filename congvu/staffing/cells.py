"""One cell after the other: is what is needed there, is a day a day, is a word one of the list."""

import re
from datetime import date, datetime

from django.utils.translation import gettext as _

from congvu.kit.text import fold
from congvu.staffing.reading import Row
from congvu.staffing.sheets import SHEETS, Column

_FORMULA = re.compile(r"^[=@]")


class Problems(dict[str, str]):
    """What is wrong, in words, by the key of the column."""


def values_of(row: Row, problems: Problems) -> dict[str, str]:
    """Return the values of a row: days in ISO form, choices by their code; note what is wrong."""
    found = {}
    for column in SHEETS[row.sheet].columns:
        text = row.cells.get(column.key, "")
        if not text:
            if column.needed:
                problems[column.key] = _("Thiếu “%s”.") % column.title
            found[column.key] = ""
            continue
        found[column.key] = _value(column, text, problems)
    return found


def _value(column: Column, text: str, problems: Problems) -> str:
    if _FORMULA.match(text):
        problems[column.key] = _("“%s” không được bắt đầu bằng dấu = hoặc @.") % column.title
        return ""
    if column.choices is not None:
        chosen = {fold(words): value for words, value in column.choices.items()}.get(fold(text))
        if chosen is None:
            problems[column.key] = _("Không có “%(text)s” trong danh sách của cột “%(title)s”.") % {
                "text": text[:60],
                "title": column.title,
            }
        return str(chosen or "")
    if column.is_day:
        day = day_of(text)
        if day is None:
            problems[column.key] = _("“%s” không phải một ngày. Ví dụ đúng: 01/07/2025.") % text[:20]
        return day.isoformat() if day else ""
    return text


def day_of(text: str) -> date | None:
    """Read 2025-07-01, 01/07/2025, 1-7-2025 or 1.7.2025; None for anything else."""
    for shape in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            day = datetime.strptime(text, shape).date()  # noqa: DTZ007  a day has no time zone
        except ValueError:
            continue
        return day if 1900 <= day.year <= 2200 else None
    return None
