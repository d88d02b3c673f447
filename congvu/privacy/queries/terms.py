"""What is past its term."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from congvu.dossiers.models import Dossier
from congvu.files.models import FileUse
from congvu.privacy.models import Erasure, ErasureItem, RetentionTerm

SHIPPED_YEARS = 10
"""Of every procedure until the province's lawyers have said what is right: long rather than short."""


@dataclass(frozen=True, slots=True)
class PastTerm:
    """A dossier whose contents need not be kept any longer."""

    dossier_id: int
    ended_on: date
    years: int


def terms() -> list[RetentionTerm]:
    """Return the terms of keeping: that of every other procedure first, the shipped one until somebody sets it."""
    found = list(RetentionTerm.objects.order_by("procedure_code"))
    if any(not row.procedure_code for row in found):
        return found
    return [RetentionTerm(procedure_code="", years=SHIPPED_YEARS), *found]


def past_term(*, on: date, limit: int) -> list[PastTerm]:
    """Return dossiers that ended more than their term ago, the oldest first.

    Left out: what is erased, what stands on a list that waits, and what has a file under a legal hold.
    """
    known = terms()
    special = [row.procedure_code for row in known if row.procedure_code]
    found: list[PastTerm] = []
    for term in known:
        rows = _ended_before(_years_before(on, term.years))
        if term.procedure_code:
            rows = rows.filter(version__procedure__code=term.procedure_code)
        else:
            rows = rows.exclude(version__procedure__code__in=special)
        for pk, ended_at in rows.order_by("ended_at", "pk").values_list("pk", "ended_at")[:limit]:
            found.append(PastTerm(pk, timezone.localdate(ended_at), term.years))
    return sorted(found, key=lambda one: (one.ended_on, one.dossier_id))[:limit]


def _ended_before(day: date) -> QuerySet[Dossier]:
    waiting = [Erasure.State.PROPOSED, Erasure.State.APPROVED]
    named = ErasureItem.objects.filter(dossier_id=OuterRef("pk"), erasure__state__in=waiting)
    owner = Concat(Value("dossier:"), Cast(OuterRef("pk"), CharField()))
    held = FileUse.objects.filter(owner=owner, on_hold=True)
    end = datetime.combine(day, time(), timezone.get_current_timezone())
    return Dossier.objects.filter(~Exists(named), ~Exists(held), ended_at__lt=end, erased_at=None)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
