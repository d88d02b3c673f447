"""Questions about who files for whom."""

import datetime as dt

from django.db.models import Q, QuerySet

from congvu.dossiers.models import Dossier, Mandate
from congvu.people import queries as people


def mandates_given(*, party_id: int) -> list[Mandate]:
    """Return every mandate a person has given, the newest first, ended ones too."""
    rows = Mandate.objects.filter(owner_id__in=people.same_person(party_id))
    return list(rows.select_related("agent", "procedure", "agency").order_by("-id"))


def mandates_held(*, party_id: int, procedure_id: int, on: dt.date) -> list[Mandate]:
    """Return by whose consent a person may file under a procedure that day."""
    rows = Mandate.objects.filter(
        Q(procedure=None) | Q(procedure_id=procedure_id),
        agent_id__in=people.same_person(party_id),
        ended_at=None,
        valid_from__lte=on,
        valid_until__gte=on,
    )
    return list(rows.select_related("owner").order_by("owner__sort_key", "id"))


def filed_by_others(*, party_id: int) -> list[Dossier]:
    """Return a person's dossiers that somebody else filed, with the mandate (``bundle.mandate``), the newest first."""
    rows = Dossier.objects.filter(owner_id__in=people.same_person(party_id), bundle__mandate__isnull=False)
    return _whole(rows)


def filed_for_others(*, party_id: int) -> list[Dossier]:
    """Return what a person filed for others and may still follow: until the mandate ends."""
    agents = people.same_person(party_id)
    held = Mandate.objects.filter(agent_id__in=agents, ended_at=None)
    return _whole(Dossier.objects.filter(bundle__mandate__in=list(held.values_list("pk", flat=True))))


def _whole(rows: QuerySet[Dossier]) -> list[Dossier]:
    named = ("bundle__mandate__agent", "version__procedure", "receiving_agency", "competent_agency")
    return list(rows.select_related(*named).defer("values").order_by("-submitted_at", "-id")[:100])
