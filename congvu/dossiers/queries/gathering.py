"""What the page of a dossier shows, each table read once for all the questions asked about it."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model, prefetch_related_objects

from congvu.dossiers.models import Dossier, Leg
from congvu.people import queries as people
from congvu.processes import queries as processes
from congvu.processes.models import Step

M = TypeVar("M", bound=Model)


def gathered(dossier: Dossier) -> Dossier:
    """Read what is asked about a dossier more than once and return it: for pages, which change nothing."""
    prefetch_related_objects([dossier], "clock_entries", "promises", "supplement_requests", "legs", "records")
    people.with_agencies(dossier.legs.all())
    people.with_agencies(dossier.records.all())
    if dossier.run_id:
        dossier.run = processes.gathered(dossier.run_id)
    return dossier


def by_id(row: Model) -> int:
    """Return the key by which rows stand in the order they were written."""
    return int(row.pk)


def in_order(rows: Iterable[M]) -> list[M]:
    """Return the few rows of one dossier as they were written: sooner done here than asked of the database."""
    return sorted(rows, key=by_id)


def steps_of(dossier: Dossier) -> list[Step]:
    """Return every step of its run, oldest first."""
    return in_order(dossier.run.steps.all()) if dossier.run else []


def legs_of(dossier: Dossier) -> list[Leg]:
    """Return its legs, oldest first."""
    return in_order(dossier.legs.all())
