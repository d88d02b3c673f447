"""What the templates of a page need: each question with its ids, hints, error and what was typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from congvu.forms.cleaning import Cleaning, FieldError, anchor, numbered
from congvu.forms.conditions import Condition
from congvu.forms.definition import Field, Group, Page
from congvu.forms.kinds import Scope
from congvu.forms.prefill import source_value

AUTOCOMPLETE = {
    "full_name": "name",
    "birth_date": "bday",
    "phone": "tel",
    "email": "email",
    "address_text": "street-address",
}
"""What the browser may fill for the one who sits before it: questions that a log-in also fills."""


@dataclass
class Drawn:
    """One question as it is drawn."""

    field: Field
    name: str
    id: str
    template: str
    fieldset: bool
    label: str
    optional: bool
    error: str = ""
    wrong_box: str = ""
    """Id of the box the error leads to."""
    given: bool = False
    """Filled in from what is known, and not changed."""
    reveal: Mapping[str, str] = made(default_factory=dict)
    """``data-`` attributes by which the browser may hide it."""
    view: Mapping[str, Any] = made(default_factory=dict)
    parts: list["Drawn"] = made(default_factory=list)

    @property
    def hint(self) -> str:
        """Return help, example and limits in one paragraph."""
        one = self.field
        told = [str(one.help), _("Ví dụ: %(example)s") % {"example": one.example} if one.example else ""]
        told += [str(self.view.get("limits", "")), str(one.show_words) if self.reveal else ""]
        return ". ".join(text.rstrip(".") for text in told if text)

    @property
    def described_by(self) -> str:
        """Return the ids of hint, source and error, as readers should speak them."""
        there = (("hint", self.hint), ("given", self.given), ("error", self.error))
        return " ".join(f"{self.id}-{part}" for part, is_there in there if is_there)


@dataclass
class DrawnRow:
    """One set of answers of a group."""

    pointer: str
    fields: list[Drawn]
    legend: str = ""
    can_go: bool = False


@dataclass
class DrawnGroup:
    """One group as it is drawn."""

    group: Group
    id: str
    rows: list[DrawnRow]
    can_add: bool = False
    error: str = ""
    reveal: Mapping[str, str] = made(default_factory=dict)


class Drawing:
    """Draws one page of a form for one set of answers."""

    def __init__(
        self,
        pages: tuple[Page, ...],
        page: Page,
        values: Mapping[str, Any],
        errors: Iterable[FieldError],
        context: Mapping[str, Any],
        today: date,
        together: tuple[Page, ...] = (),
    ) -> None:
        self.page, self.values, self.context, self.today = page, values, context, today
        self.errors = {error.pointer: error for error in errors if isinstance(error, FieldError)}
        judged = Cleaning(pages, context, today)
        judged.run(values, None)
        self.names = judged.names
        self.known: dict[str, Any] = {"today": today.isoformat()}
        """What conditions of this page need and the page does not ask, for the browser; filled by drawing."""
        self.here: dict[str, set[str]] = {}
        for group in (group for one in together or (page,) for group in one.groups):
            self.here.setdefault(group.code, set()).update(one.code for one in group.fields)

    def page_reveal(self) -> Mapping[str, str] | None:
        """Return None when the page is not to be seen, else the attributes by which the browser may hide it."""
        return self._reveal(self.page.show_if, self.names)

    def groups(self) -> list[DrawnGroup]:
        """Return the groups of the page that are to be seen."""
        return [drawn for group in self.page.groups if (drawn := self._group(group))]

    def _group(self, group: Group) -> DrawnGroup | None:
        reveal = self._reveal(group.show_if, self.names)
        if reveal is None:
            return None
        typed, error = self.values.get(group.code), self.errors.get(group.code)
        drawn = DrawnGroup(group, anchor(group.code), [], error=error.message if error else "", reveal=reveal)
        if not group.repeat:
            drawn.rows = [self._row(group, typed, group.code, self.names.get(group.code))]
            return drawn
        rows = typed if isinstance(typed, list) else []
        rows = rows + [{}] * (group.repeat.min - len(rows))
        judged = self.names.get(group.code)
        for number, one in enumerate(rows):
            live = judged[number] if isinstance(judged, list) and number < len(judged) else {}
            row = self._row(group, one, f"{group.code}.{number}", live)
            row.legend = _("%(title)s thứ %(number)d") % {"title": group.title or self.page.title, "number": number + 1}
            row.can_go = len(rows) > group.repeat.min
            drawn.rows.append(row)
        drawn.can_add = len(rows) < group.repeat.max
        return drawn

    def _row(self, group: Group, typed: Any, pointer: str, live: Any) -> DrawnRow:
        answers = typed if isinstance(typed, Mapping) else {}
        live = live if isinstance(live, Mapping) else {}
        fields = []
        for one in group.fields:
            reveal = self._reveal(one.show_if, {**self.names, "item": live}, in_row=bool(group.repeat))
            if reveal is None or one.kind.name == "computed":
                continue
            own = numbered(one, group, pointer)
            fields.append(self._field(own, f"{pointer}.{one.code}", answers.get(one.code), live, reveal))
        return DrawnRow(pointer, fields)

    def _field(self, one: Field, name: str, typed: Any, live: Mapping[str, Any], reveal: Mapping[str, str]) -> Drawn:
        error, scope = self.errors.get(name), Scope(self.today, live, self.names)
        template, fieldset = one.kind.drawn(one)
        drawn = Drawn(
            field=one,
            name=name,
            id=anchor(name),
            template=f"forms/fields/{template}.html",
            fieldset=fieldset,
            label=str(one.label),
            optional=not one.required and not one.required_if,
            error=error.message if error else "",
            wrong_box=error.anchor if error else "",
            given=bool(one.prefill)
            and typed not in (None, "")
            and typed == source_value(one, self.values, self.context),
            reveal=reveal,
            view={"autocomplete": _autocomplete(one), "width": one.width, **one.kind.view(one, typed, scope)},
        )
        inner = typed if isinstance(typed, Mapping) else {}
        inner_live = live.get(one.code)
        for part in one.parts:
            beside = inner_live if isinstance(inner_live, Mapping) else {}
            drawn.parts.append(self._field(part, f"{name}.{part.code}", inner.get(part.code), beside, {}))
        return drawn

    def _reveal(
        self, condition: Condition | None, names: Mapping[str, Any], in_row: bool = False
    ) -> Mapping[str, str] | None:
        """Return None when it is not to be seen, else the attributes by which the browser may hide it.

        A condition on answers of this very page cannot be decided before they are typed: such a question is always
        drawn, with its condition in words; the server drops what was not meant.
        """
        if condition is None:
            return {}
        depends = in_row and "item." in condition.text
        depends = depends or any(member in self.here.get(group, ()) for group, member in condition.members())
        if not depends:
            return {} if condition.holds(names) else None
        self._note_known(condition)
        return {"data-show-if": condition.text}

    def _note_known(self, condition: Condition) -> None:
        """Note the answers of other pages that the condition hangs on: the browser cannot read them off this one."""
        for group, member in condition.members():
            answers = self.names.get(group)
            if member not in self.here.get(group, ()) and isinstance(answers, Mapping):
                self.known.setdefault(group, {})[member] = answers.get(member)


def _autocomplete(one: Field) -> str:
    login = next((source.removeprefix("login.") for source in one.prefill if source.startswith("login.")), "")
    return one.autocomplete or AUTOCOMPLETE.get(login, "")
