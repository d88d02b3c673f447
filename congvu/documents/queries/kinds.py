"""Kinds of documents in force."""

from datetime import date

from congvu.documents.models import Kind
from congvu.kit.kept import kept
from congvu.places.models import valid_on


@kept(Kind)
def _kinds(realm: str, on: date) -> tuple[Kind, ...]:
    return tuple(Kind.objects.filter(valid_on(on), realm=realm).order_by("code"))


def kinds(*, realm: str, on: date, copies: bool = False) -> tuple[Kind, ...]:
    """Return the kinds of a realm on a day in their order, or those of copies. Shared: nobody changes them."""
    return tuple(one for one in _kinds(realm, on) if one.is_copy == copies)


def kind(*, realm: str, code: int, on: date) -> Kind | None:
    """Return one kind of a realm, copies among them, None when it has none of this number."""
    return next((one for one in _kinds(realm, on) if one.code == code), None)
