"""Forms: questions. Load a definition, read a page, find a draft."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from congvu.forms.cleaning import FieldError, Outcome
from congvu.forms.definition import Field, Group, Page
from congvu.forms.form import Form
from congvu.forms.kinds import Post
from congvu.forms.kinds.address import HOME, unit_of
from congvu.forms.loading import BadDefinition
from congvu.forms.models import Draft
from congvu.forms.posting import asked
from congvu.forms.summary import Row, Section
from congvu.forms.uploads import file_answers
from congvu.people.models import Party

__all__ = [
    "BadDefinition",
    "Field",
    "FieldError",
    "Form",
    "Group",
    "Outcome",
    "Page",
    "Row",
    "Section",
    "draft",
    "drafts",
    "file_answers",
    "load",
    "login_answers",
    "page_action",
    "read_post",
]


def load(definition: Mapping[str, Any]) -> Form:
    """Return the form that a definition describes (docs/forms.md). :raises BadDefinition: with every problem."""
    return Form.load(definition)


def read_post(form: Form, page: str | Page, post: Post) -> dict[str, Any]:
    """Return what was typed on a page (``request.POST``), by group code; rows added or taken away as buttons say."""
    return form.read_post(page, post)


def page_action(post: Post) -> str:
    """Return the page's own button that was pressed (``_add _remove _choose _upload _drop_file``), else "".

    After such a button the draft is saved and the same page shown again without errors.
    """
    return asked(post)


def login_answers(party: Party | None, *, on: date | None = None) -> dict[str, Any]:
    """Return what a log-in knows, under the names that ``prefill`` uses (``login.full_name``).

    ``login.address`` is there when the commune of the party is known and still was one on the day ``on`` (else today).
    """
    if party is None:
        return {}
    born: date | None = party.birth_date
    known = {
        "full_name": party.name,
        "identifier": party.identifier,
        "birth_date": born.isoformat() if born else "",
        "sex": party.sex,
        "phone": party.phone,
        "email": party.email,
        "address_text": party.address_text,
        "address": _address(party, on or timezone.localdate()),
    }
    return {key: value for key, value in known.items() if value}


def _address(party: Party, on: date) -> dict[str, str]:
    """Return the address as an answer: codes of the commune as it is on the day, the words before its name."""
    unit = unit_of(party.place_code, on)
    if unit is None or unit.parent is None:
        return {}
    top = unit.parent.parent or unit.parent
    detail = party.address_text.partition(unit.name)[0].rstrip(" ,")
    return {"country": HOME, "province": top.code, "commune": unit.code} | ({"detail": detail} if detail else {})


def drafts(owner: str) -> QuerySet[Draft]:
    """Return somebody's drafts, last touched first."""
    return Draft.objects.filter(owner=owner).order_by("-updated_at")


def draft(id: UUID | str, owner: str) -> Draft | None:
    """Return a draft of its owner; nobody else's."""
    try:
        return Draft.objects.filter(id=id, owner=owner).first()
    except (ValidationError, ValueError):
        return None
