"""The answers in words: for check-your-answers, for the desk, for the paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from congvu.forms.definition import Field, Group, Page


@dataclass(frozen=True, slots=True)
class Row:
    """One answer in words; ``value`` may have several lines."""

    label: str
    value: str
    pointer: str
    kind: str = ""
    raw: Any = None


@dataclass(frozen=True, slots=True)
class Section:
    """Answers that belong together and are changed on one page."""

    title: str
    page: str
    rows: list[Row]


def sections(pages: tuple[Page, ...], values: Mapping[str, Any]) -> list[Section]:
    """Return the answers in the order of the form; what was not answered is left out."""
    found = []
    for page in pages:
        for group in page.groups:
            answers = values.get(group.code)
            if group.repeat and isinstance(answers, list):
                for number, row in enumerate(answers):
                    found.append(_section(page, group, row, f"{group.code}.{number}", number + 1))
            elif isinstance(answers, Mapping):
                found.append(_section(page, group, answers, group.code))
    return [section for section in found if section.rows]


def _section(page: Page, group: Group, answers: Any, pointer: str, number: int = 0) -> Section:
    title = str(group.title or page.title)
    if number:
        title = _("%(title)s thứ %(number)d") % {"title": title, "number": number}
    answers = answers if isinstance(answers, Mapping) else {}
    rows = [_row(one, answers[one.code], f"{pointer}.{one.code}") for one in group.fields if _is_told(one, answers)]
    return Section(title, page.code, rows)


def _is_told(one: Field, answers: Mapping[str, Any]) -> bool:
    return one.code in answers and not one.settings.get("hidden") and not one.kind.is_empty(answers[one.code])


def _row(one: Field, value: Any, pointer: str) -> Row:
    try:
        words = one.kind.words(one, value)
    except (TypeError, ValueError, KeyError, AttributeError):  # as typed, not yet right
        words = value if isinstance(value, str) else ""
    return Row(str(one.label), words, pointer, one.kind.name, value)
