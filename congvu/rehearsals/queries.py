"""Questions about rehearsals."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, Sum

from congvu.rehearsals.models import Difference, Rehearsal

__all__ = ["Found", "found", "latest"]
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Found:
    """What a rehearsal has found: counts, by agency, and the first dossiers. Codes only, no names."""

    rehearsal: Rehearsal
    changed: int
    more: int
    less: int
    amount: int
    agencies: list[tuple[str, int]]
    rows: list[Difference]


def latest(*, about: str = "") -> list[Rehearsal]:
    """Return the newest rehearsals, each with ``changed``: how many dossiers would have differed.

    :param about: only those of a change decided there (``Rehearsal.about``)
    """
    rows = Rehearsal.objects.filter(about=about) if about else Rehearsal.objects.all()
    return list(rows.annotate(changed=Count("differences")).order_by("-made_at")[: 5 if about else 20])


def found(public_id: UUID) -> Found:
    """Return what a rehearsal has found so far.

    :raises Rehearsal.DoesNotExist: when there is none
    """
    made = Rehearsal.objects.get(public_id=public_id)
    rows = Difference.objects.filter(rehearsal=made)
    sums = rows.aggregate(
        n=Count("pk"),
        more=Count("pk", filter=Q(amount__gt=0)),
        less=Count("pk", filter=Q(amount__lt=0)),
        sum=Sum("amount"),
    )
    agencies = rows.order_by().values_list("agency_name").annotate(n=Count("pk")).order_by("-n", "agency_name")
    return Found(made, sums["n"], sums["more"], sums["less"], sums["sum"] or 0, list(agencies[:50]), list(rows[:SHOWN]))
