"""Who does a duty beside an agency."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from congvu.kit.kept import kept
from congvu.people.models import Agency, Coordinator
from congvu.people.queries.agencies import ancestors
from congvu.places.models import is_valid_on, valid_on


def coordinator(*, duty: str, agency_id: int, on: date) -> Agency | None:
    """Return the agency that does a duty in the dossiers of another: as named for it, for one above it, or for all."""
    named = {
        row.for_agency_id: row.agency for row in _named(duty) if is_valid_on(row, on) and is_valid_on(row.agency, on)
    }
    places = [agency_id, *(above.pk for above in reversed(ancestors(agency_id))), None] if named else []
    return next((named[place] for place in places if place in named), None)


@kept(Coordinator, Agency, size=256)
def _named(duty: str) -> Sequence[Coordinator]:
    return tuple(Coordinator.objects.filter(duty=duty).select_related("agency").order_by("id"))


def coordinators(*, on: date) -> QuerySet[Coordinator]:
    """Return who does which duty on a day, by duty and by whom it is done for."""
    found = Coordinator.objects.filter(valid_on(on)).select_related("agency", "for_agency")
    return found.order_by("duty", "for_agency__sort_key", "id")
