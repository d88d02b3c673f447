"""Lists of corrections and of what is to be erased."""

from congvu.people import queries as people
from congvu.privacy.models import Correction, Erasure, ErasureItem


def corrections(*, limit: int = 100) -> list[Correction]:
    """Return the requests for correction, those that wait first, the oldest first."""
    rows = list(Correction.objects.select_related("party").order_by("-id")[:limit])
    return sorted(rows, key=lambda row: (row.state != Correction.State.OPEN, row.asked_at))


def corrections_of(*, party_id: int) -> list[Correction]:
    """Return a person's own requests, the newest first."""
    return list(Correction.objects.filter(party_id__in=people.same_person(party_id)).order_by("-id")[:50])


def erasures(*, limit: int = 50) -> list[Erasure]:
    """Return the lists, the newest first."""
    return list(Erasure.objects.order_by("-id")[:limit])


def erasure(erasure_id: int) -> tuple[Erasure, list[ErasureItem]]:
    """Return a list with its dossiers, the one that ended first on top.

    :raises Erasure.DoesNotExist: there is none
    """
    row = Erasure.objects.select_related("proposer").get(pk=erasure_id)
    items = row.items.select_related("dossier").defer("dossier__values").order_by("ended_on", "id")
    return row, list(items)


def to_erase(*, erasure_id: int) -> list[int]:
    """Return the dossiers of a list that are still to be erased."""
    rows = ErasureItem.objects.filter(erasure_id=erasure_id, kept_reason="", erased_at=None)
    return list(rows.order_by("id").values_list("pk", flat=True))
