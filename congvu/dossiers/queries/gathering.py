"""What the page of a dossier shows, each table read once for all the questions asked about it."""

from django.db.models import Model, Prefetch, prefetch_related_objects

from congvu.dossiers.models import Dossier, Leg, SupplementRequest
from congvu.processes import queries as processes
from congvu.processes.models import Step


def gathered(dossier: Dossier) -> Dossier:
    """Read what is asked about a dossier more than once and return it: for pages, which change nothing."""
    legs = Prefetch("legs", Leg.objects.select_related("agency").order_by("id"))
    asked = Prefetch("supplement_requests", SupplementRequest.objects.order_by("id"))
    prefetch_related_objects([dossier], "clock_entries", "promises", asked, legs)
    if dossier.run_id:
        dossier.run = processes.gathered(dossier.run_id)
    return dossier


def by_id(row: Model) -> int:
    """Return the key by which rows stand in the order they were written."""
    return int(row.pk)


def steps_of(dossier: Dossier) -> list[Step]:
    """Return every step of its run, oldest first."""
    return sorted(dossier.run.steps.all(), key=by_id) if dossier.run else []


def legs_of(dossier: Dossier) -> list[Leg]:
    """Return its legs, oldest first."""
    return sorted(dossier.legs.all(), key=by_id)
