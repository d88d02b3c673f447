"""Kinds of documents in force."""

from datetime import date

from django.db.models import Q

from congvu.documents.models import Kind
from congvu.kit.kept import kept
from congvu.people.models import Agency
from congvu.places.models import valid_on


@kept(Kind)
def _kinds(realm: str, on: date) -> tuple[Kind, ...]:
    return tuple(Kind.objects.filter(valid_on(on), realm=realm).order_by("code"))


@kept(Kind)
def kind_of_id(kind_id: int) -> Kind:
    """Return a kind as it stands. Shared: nobody changes it."""
    return Kind.objects.get(pk=kind_id)


def kinds(*, realm: str, on: date, copies: bool = False) -> tuple[Kind, ...]:
    """Return the kinds of a realm on a day in their order, or those of copies. Shared: nobody changes them."""
    return tuple(one for one in _kinds(realm, on) if one.is_copy == copies)


def kind(*, realm: str, code: int, on: date) -> Kind | None:
    """Return one kind of a realm, copies among them, None when it has none of this number."""
    return next((one for one in _kinds(realm, on) if one.code == code), None)


def kinds_with_history(*, on: date) -> list[tuple[str, list[Kind]]]:
    """Return every realm that has kinds, with those in force that day or to come, copies among them."""
    rows = Kind.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on)).order_by("code", "valid_from")
    found: dict[str, list[Kind]] = {}
    for row in rows:
        found.setdefault(row.realm, []).append(row)
    return [(realm, found[realm]) for realm in Agency.Realm.values if realm in found]


def history(*, realm: str, code: int) -> list[Kind]:
    """Return what a kind said and says, latest first."""
    return list(Kind.objects.filter(realm=realm, code=code).order_by("-valid_from"))
