"""The server decides: answers are judged, hidden ones dropped, what was typed is kept where it cannot be taken.

Pure: no database but the lists of places, no clock.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from congvu.forms.definition import Field, Group, Page
from congvu.forms.kinds import Scope, Wrong
from congvu.forms.kinds.kind import UNREADABLE
from congvu.forms.words import Words

ROWS_READ = 200


@dataclass(frozen=True, slots=True)
class FieldError:
    """One place to mend."""

    pointer: str
    """``child.birth_date``, ``children.0.name``."""
    label: str
    message: str
    """What is wrong and how to mend it, in the user's words."""
    anchor: str
    """The id of the box to go to."""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of judging: ``values`` are in their one form where right, as typed where wrong."""

    values: dict[str, Any]
    errors: list[FieldError] = field(default_factory=list)
    pages: tuple[str, ...] = ()
    """Codes of the pages that these answers lead through."""

    @property
    def all_good(self) -> bool:
        """Return whether nothing is to mend."""
        return not self.errors


@dataclass(frozen=True, slots=True)
class _Asked:
    """A visible field with its answer, judged after all answers are known."""

    field: Field
    pointer: str
    page: str
    value: Any
    row: Mapping[str, Any]
    problem: FieldError | None
    empty: bool


class Cleaning:
    """One judging of one set of answers."""

    def __init__(self, pages: tuple[Page, ...], context: Mapping[str, Any], today: date) -> None:
        self.pages, self.today = pages, today
        self.names: dict[str, Any] = {"login": None, "earlier": None, **context, "today": today.isoformat()}
        self.values: dict[str, Any] = {}
        self.asked: list[_Asked] = []
        self.seen: list[str] = []
        self.counted: list[FieldError] = []
        self.begun: dict[str, tuple[dict[str, Any], str, Any]] = {}
        """What stands in boxes of answers that are not given yet: a chosen province without a commune."""
        for group in (group for page in pages for group in page.groups):
            if group.repeat:
                self.names[group.code] = []
            else:
                self.names.setdefault(group.code, {}).update(blank_row(group))

    def run(self, answers: Any, page: str | None) -> Outcome:
        """Judge all answers, report on one page or all."""
        typed = answers if isinstance(answers, Mapping) else {}
        for one in self.pages:
            if one.show_if and not one.show_if.holds(self.names):
                continue
            self.seen.append(one.code)
            for group in one.groups:
                if not group.show_if or group.show_if.holds(self.names):
                    self._group(one, group, typed.get(group.code))
        errors = [error for asked in self.asked if (error := self._judged(asked))] + self.counted
        order = {asked.pointer: number for number, asked in enumerate(self.asked)}
        errors.sort(key=lambda error: (self.seen.index(error.page), order.get(error.pointer, len(order))))
        return Outcome(self.values, [error for error in errors if page in (None, error.page)], tuple(self.seen))

    def _group(self, page: Page, group: Group, typed: Any) -> None:
        if not group.repeat:
            row = self.names[group.code]
            found = self.values.setdefault(group.code, {})
            self._row(page, group, typed, row, found, group.code)
            return
        rows = [row if isinstance(row, Mapping) else {} for row in typed[:ROWS_READ]] if isinstance(typed, list) else []
        rows += [{}] * (group.repeat.min - len(rows))
        if len(rows) > group.repeat.max:
            facts = {"most": group.repeat.max, "now": len(rows), "title": group.title or group.code}
            message = _("%(title)s: nhiều nhất là %(most)d mục, đang có %(now)d. Bớt các mục thừa") % facts
            self.counted.append(FieldError(group.code, str(group.title), message, anchor(group.code), page.code))
        values: list[dict[str, Any]] = []
        self.values[group.code] = values
        for number, one in enumerate(rows):
            row, found = blank_row(group), {}
            self.names[group.code].append(row)
            values.append(found)
            self.names["item"] = row
            self._row(page, group, one, row, found, f"{group.code}.{number}")
        self.names.pop("item", None)

    def _row(
        self, page: Page, group: Group, typed: Any, row: dict[str, Any], found: dict[str, Any], pointer: str
    ) -> None:
        answers = typed if isinstance(typed, Mapping) else {}
        for one in group.fields:
            if one.show_if and not one.show_if.holds(self.names):
                continue
            own = numbered(one, group, pointer)
            self._field(own, page.code, f"{pointer}.{one.code}", answers.get(one.code), row, found)

    def _field(
        self, one: Field, page: str, pointer: str, typed: Any, row: dict[str, Any], found: dict[str, Any]
    ) -> None:
        kind = one.kind
        is_empty = kind.name != "computed" and kind.is_empty(typed)
        if is_empty and not (one.parts and self._needed(one, self.names)):  # of a person each lacking part is told
            self.asked.append(_Asked(one, pointer, page, None, row, None, empty=True))
            if typed and isinstance(typed, Mapping):
                self.begun[pointer] = (found, one.code, kept(typed))
            return
        if one.parts:
            inner: dict[str, Any] = blank_parts(one)
            row[one.code], found[one.code] = inner, {}
            answers = typed if isinstance(typed, Mapping) else {}
            for part in one.parts:
                self._field(part, page, f"{pointer}.{part.code}", answers.get(part.code), inner, found[one.code])
            self.asked.append(_Asked(one, pointer, page, inner, row, None, empty=False))
            return
        try:
            value = kind.parse(one, typed, Scope(self.today, row, self.names))
        except Wrong as wrong:
            found[one.code] = kept(typed)
            problem = FieldError(
                pointer, str(one.label), wrong.message, anchor(pointer, wrong.part or first_part(one)), page
            )
            self.asked.append(_Asked(one, pointer, page, None, row, problem, empty=False))
            return
        if value is not None:
            row[one.code] = found[one.code] = value
        self.asked.append(_Asked(one, pointer, page, value, row, None, empty=False))

    def _judged(self, asked: _Asked) -> FieldError | None:
        if asked.problem:
            return asked.problem
        one, names = asked.field, {**self.names, "item": asked.row, "value": asked.value}
        message = ""
        if asked.empty:
            return self._lacking(asked) if self._needed(one, names) else None
        if one.kind.name != "computed":
            message = one.kind.disagreement(one, asked.value, Scope(self.today, asked.row, self.names))
        if not message:
            message = next((str(check.say) for check in one.checks if check.that.fails(names)), "")
        if not message:
            return None
        return FieldError(asked.pointer, str(one.label), message, anchor(asked.pointer, first_part(one)), asked.page)

    def _needed(self, one: Field, names: Mapping[str, Any]) -> bool:
        return one.required_if.holds(names) if one.required_if else one.required

    def _lacking(self, asked: _Asked) -> FieldError:
        """Say what is to be answered; of an answer begun, what still lacks."""
        one = asked.field
        message, part = str(one.missing) or one.kind.missing(one), first_part(one)
        if asked.pointer in self.begun:
            place, code, typed = self.begun[asked.pointer]
            place[code] = typed
            try:
                one.kind.parse(one, typed, Scope(self.today, asked.row, self.names))
            except Wrong as wrong:
                message, part = str(one.missing) or wrong.message, wrong.part or part
        return FieldError(asked.pointer, str(one.label), message, anchor(asked.pointer, part), asked.page)


def blank_row(group: Group) -> dict[str, Any]:
    """Return a row in which every field is there and empty, as CEL needs it."""
    return {one.code: blank_parts(one) if one.parts else None for one in group.fields}


def blank_parts(one: Field) -> dict[str, Any]:
    """Return a person of whom nothing is known."""
    return {part.code: None for part in one.parts}


def numbered(one: Field, group: Group, pointer: str) -> Field:
    """Return the field as messages of the n-th row call it."""
    if not group.repeat:
        return one
    place = int(pointer.rpartition(".")[2]) + 1
    of = f"{group.of.vi} thứ {place}" if group.of else f"(mục {place})"
    return with_of(one, Words(of, f"{group.of.en} {place}" if group.of.en else f"(entry {place})"))


def with_of(one: Field, of: Words) -> Field:
    """Return the field, and its parts, belonging to somebody else."""
    return replace(one, of=of, parts=tuple(with_of(part, of) for part in one.parts))


def anchor(pointer: str, part: str = "") -> str:
    """Return the id of a box: ``f-child-birth_date``, ``f-child-birth_date-month``."""
    return "-".join(["f", *pointer.split("."), *([part] if part else [])])


def first_part(one: Field) -> str:
    """Return the first box of a field that has several."""
    if one.parts:
        first = one.parts[0]
        return f"{first.code}-{first_part(first)}".rstrip("-")
    if one.kind.name == "address":
        return "commune" if one.settings.get("province") else "province"
    return {"date": "day"}.get(one.kind.name, "")


def kept(typed: Any, depth: int = 3) -> Any:
    """Return what was typed in a shape that can be stored: readable text, finite numbers, nothing endless."""
    if isinstance(typed, str):
        return UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", typed[:20000])
    if isinstance(typed, float) and not math.isfinite(typed):
        return None
    if isinstance(typed, int) and abs(typed) > 2**63:
        return None
    if isinstance(typed, Mapping):
        return (
            {str(kept(str(key))): kept(value, depth - 1) for key, value in list(typed.items())[:500]} if depth else None
        )
    if isinstance(typed, list | tuple):
        return [kept(value, depth - 1) for value in typed[:200]] if depth else None
    return typed if isinstance(typed, int | float) else None
