"""Questions about a simulated city: how far it is, what came of it, and its digest."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q

from congvu.documents.models import Document
from congvu.dossiers.models import Dossier, Move
from congvu.feedback.models import Rating
from congvu.payments.models import Charge
from congvu.simulation.models import City, Life


@dataclass(frozen=True)
class Progress:
    """How far a city is."""

    begun: int
    planned: int
    over: int
    refused: int
    at: dt.datetime | None
    """The simulated moment."""

    @property
    def share(self) -> float:
        """The part that has been lived, 0 to 1."""
        return self.over / self.planned if self.planned else 1.0


def progress(city: City) -> Progress:
    """Return how many lives have begun and ended."""
    found = city.lives.aggregate(
        planned=Count("id"),
        begun=Count("id", filter=Q(subject_id__isnull=False)),
        over=Count("id", filter=Q(next_at=None)),
        refused=Count("id", filter=~Q(refused="")),
    )
    next_one = city.lives.filter(next_at__isnull=False).order_by("next_at", "number").values_list("next_at", flat=True)
    return Progress(at=next_one.first(), **found)


def refusals(city: City) -> list[tuple[str, int]]:
    """Return why lives could not go on, the most frequent reason first."""
    rows = city.lives.exclude(refused="").values_list("refused").annotate(n=Count("id")).order_by("-n")
    return list(rows)


def figures(city: City) -> dict[str, int]:
    """Return what came of the city in numbers that the same seed gives again."""
    dossiers = _dossiers(city)
    late = Q(ended_at__gt=F("due_at")) | Q(late_since__isnull=False)
    solved = Q(done_at__isnull=False)
    counted: dict[str, int] = dossiers.aggregate(
        dossiers=Count("id"),
        online=Count("id", filter=Q(origin="portal")),
        solved=Count("id", filter=solved),
        late=Count("id", filter=solved & late),
        returned=Count("id", filter=Q(returned_at__isnull=False)),
        not_accepted=Count("id", filter=Q(state=3)),
        stopped=Count("id", filter=Q(state=8)),
    )
    return counted | {
        "asked": dossiers.filter(supplement_requests__isnull=False).distinct().count(),
        "paid": Charge.objects.filter(subject__in=_subjects(city), state="paid").count(),
        "ratings": Rating.objects.filter(invitation__dossier__in=dossiers).count(),
        "documents": _documents(city).count(),
    }


def digest(city: City) -> str:
    """Return the SHA-256 of everything that was decided: states, moves, numbers, money, ratings, documents."""
    made = hashlib.sha256()
    for row in _facts(city):
        made.update(json.dumps(row, default=str, ensure_ascii=False).encode())
    return made.hexdigest()


def _facts(city: City) -> Iterator[Any]:
    dossiers = _dossiers(city)
    columns = ("code", "state", "title", "due_at", "done_at", "returned_at", "result_number", "owner_snapshot__name")
    yield from dossiers.order_by("code").values_list(*columns)
    moves = Move.objects.filter(dossier__in=dossiers).order_by("dossier__code", "at", "after")
    yield from moves.values_list("dossier__code", "before", "after", "at", "by__name")
    yield from (
        Charge.objects.filter(subject__in=_subjects(city))
        .order_by("code", "amount")
        .values_list("code", "amount", "state", "paid_at")
    )
    yield from (
        Rating.objects.filter(invitation__dossier__in=dossiers)
        .order_by("invitation__dossier__code")
        .values_list("invitation__dossier__code", "score", "rated_at")
    )
    yield from (
        _documents(city)
        .order_by("agency__code", "direction", "created_at", "subject")
        .values_list("agency__code", "direction", "code", "state", "subject", "arrival_number")
    )


def _dossiers(city: City) -> Any:
    return Dossier.objects.filter(pk__in=city.lives.filter(kind=Life.Kind.DOSSIER).values("subject_id"))


def _documents(city: City) -> Any:
    return Document.objects.filter(pk__in=city.lives.exclude(kind=Life.Kind.DOSSIER).values("subject_id"))


def _subjects(city: City) -> list[str]:
    ids = city.lives.filter(kind=Life.Kind.DOSSIER, subject_id__isnull=False).values_list("subject_id", flat=True)
    return [f"dossier:{pk}" for pk in ids]
