"""What a page of the form that is being written looks like to a citizen: drawn by the form's own renderer."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from congvu.forms.queries import BadDefinition, Form, load


@dataclass(frozen=True, slots=True)
class Preview:
    """A page of the form as it will be asked, or the number of faults that keep it from being drawn."""

    form: Form | None = None
    page: Any = None
    values: Any = None
    context: Any = None
    faults: int = 0


def page_of(sheet: dict[str, Any], place: str) -> Preview | None:
    """Return the page of the form on which a place stands; None for places outside of the form's pages."""
    steps = place.split(".")
    if steps[:2] != ["form", "pages"] or len(steps) < 3:
        return None
    try:
        form = load(sheet["form"])
    except BadDefinition as wrong:
        return Preview(faults=len(wrong.problems))
    number = int(steps[2])
    if number >= len(form.pages):
        return None
    context = {"today": timezone.localdate()}
    return Preview(form, form.pages[number], form.blank(context=context), context)
