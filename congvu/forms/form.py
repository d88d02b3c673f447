"""A form: one definition, and all that can be asked of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from congvu.forms import loading, posting, prefill, schema, summary
from congvu.forms.cleaning import Cleaning, Outcome
from congvu.forms.definition import Group, Page
from congvu.forms.kinds import Post
from congvu.forms.summary import Section
from congvu.forms.words import Words

Context = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Form:
    """Pages of questions. ``context`` is what the questions may know besides: today, login, earlier."""

    title: Words
    pages: tuple[Page, ...]
    whole: tuple[Page, ...] = ()
    """All pages, where ``pages`` are only those shown: conditions still know every answer."""

    @classmethod
    def load(cls, definition: Mapping[str, Any]) -> "Form":
        """Read a definition (docs/forms.md). :raises BadDefinition: with every problem and its place."""
        title, pages = loading.read(definition)
        return cls(title, pages, pages)

    def only(self, pointers: Iterable[str]) -> "Form":
        """Return the form that shows only these fields (``child.birth_date``); of a repeated group all rows."""
        return replace(self, pages=tuple(part for page in self.pages if (part := _part(page, tuple(pointers)))))

    def laid_over(self, answers: Mapping[str, Any], page: str | Page, post: Post) -> dict[str, Any]:
        """Return saved answers with what was typed on a page over them; a group may stand on two pages."""
        laid = dict(answers)
        for code, typed in self.read_post(page, post).items():
            saved = laid.get(code)
            laid[code] = {**saved, **typed} if isinstance(saved, Mapping) and isinstance(typed, Mapping) else typed
        return laid

    def page(self, code: str) -> Page | None:
        """Return the page of that code."""
        return next((page for page in self.pages if page.code == code), None)

    def clean(self, answers: Any, *, page: str | Page | None = None, context: Context | None = None) -> Outcome:
        """Judge answers of any shape; never raises.

        With ``page`` only its errors are reported; ``values`` are always of the whole form, hidden answers dropped.
        ``context["today"]`` (a day or ISO text) is the day that counts, else today in Việt Nam.
        """
        code = page.code if isinstance(page, Page) else page
        return Cleaning(self.whole or self.pages, context or {}, day_that_counts(context)).run(answers, code)

    def open_pages(self, answers: Any, *, context: Context | None = None) -> list[Page]:
        """Return the pages that these answers lead through, in order."""
        codes = self.clean(answers, page="", context=context).pages
        return [page for page in self.pages if page.code in codes]

    def read_post(self, page: str | Page, post: Post) -> dict[str, Any]:
        """Return what was typed on a page. :raises KeyError: when the form has no such page."""
        found = page if isinstance(page, Page) else self.page(page)
        if found is None:
            raise KeyError(page)
        return posting.read_page(found, post)

    def blank(self, *, context: Context | None = None) -> dict[str, Any]:
        """Return the answers of somebody who has not answered yet, with what is known filled in."""
        return self.filled({}, context=context)

    def filled(self, answers: Any, *, page: str | None = None, context: Context | None = None) -> dict[str, Any]:
        """Return the answers with never answered questions (of a page) filled from their sources."""
        today = {"today": day_that_counts(context).isoformat()}
        return prefill.filled(self.pages, answers, {**(context or {}), **today}, page)

    def schema(self) -> dict[str, Any]:
        """Return the definition as JSON Schema 2020-12."""
        return schema.of_form(self.title, self.pages)

    def summary(self, values: Mapping[str, Any]) -> list[Section]:
        """Return the answers in words, section by section."""
        return summary.sections(self.pages, values)


def _part(page: Page, pointers: tuple[str, ...]) -> Page | None:
    def is_meant(group: Group, code: str) -> bool:
        own = group.code if group.repeat else f"{group.code}.{code}"
        return any(pointer in (own, group.code) or pointer.startswith(f"{own}.") for pointer in pointers)

    groups = [replace(g, fields=tuple(one for one in g.fields if is_meant(g, one.code))) for g in page.groups]
    kept = tuple(group for group in groups if group.fields)
    return replace(page, groups=kept) if kept else None


def day_that_counts(context: Context | None) -> date:
    """Return ``context["today"]``, today in Việt Nam when the caller gives none."""
    given = (context or {}).get("today")
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        return timezone.localdate()
