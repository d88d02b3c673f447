"""Whom work can be given to in an agency: its units and its people, for boxes and selects."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from congvu.documents.operations import Party
from congvu.people import queries as people
from congvu.people.models import OrgUnit


@dataclass(frozen=True)
class Choice:
    """A unit or a person: ``u12``, ``o7``."""

    key: str
    name: str
    title: str = ""


def units_of(agency_id: int, *, on: date) -> list[Choice]:
    """Return the units of an agency but its leaders' own."""
    found = people.units(agency_id=agency_id, on=on).exclude(kind=OrgUnit.Kind.LEADERSHIP)
    return [Choice(f"u{unit.pk}", unit.name) for unit in found]


def persons_of(agency_id: int, *, on: date, unit_id: int | None = None) -> list[Choice]:
    """Return the officials of an agency, or of one unit, by given name."""
    found = people.posts(on=on, agency_id=agency_id)
    if unit_id is not None:
        found = found.filter(unit_id=unit_id)
    known: dict[int, Choice] = {}
    for post in found:
        known.setdefault(post.official_id, Choice(f"o{post.official_id}", post.official.full_name, post.title))
    return list(known.values())


def party(key: str) -> Party | None:
    """Read ``u12`` or ``o7``; None for anything else."""
    kind, number = key[:1], key[1:]
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    if kind == "u":
        return Party(unit_id=int(number))
    return Party(official_id=int(number)) if kind == "o" else None


def parties(data: QueryDict, name: str, *, without: Iterable[str] = ()) -> list[Party]:
    """Read the boxes ticked under a name."""
    keys = [key for key in data.getlist(name) if key not in set(without)]
    return [found for key in keys if (found := party(key))]
