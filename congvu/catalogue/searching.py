"""Finding procedures: which are in force, and which of them fit what was typed, best first."""

from datetime import date

from django.contrib.postgres.search import TrigramStrictWordSimilarity, TrigramWordSimilarity
from django.db.models import Case, Exists, F, FloatField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone

from congvu.catalogue.models import Field, Procedure, ProcedureVersion, VersionState
from congvu.kit.kept import kept
from congvu.kit.paging import BadCursor, Page
from congvu.kit.text import fold

NEAR_ENOUGH = 0.42
"""Least likeness, 0 to 1, of a name to what was typed."""


def holding(on: date) -> QuerySet[ProcedureVersion]:
    """Return the versions in force on a day."""
    return ProcedureVersion.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on).exclude(
        state=VersionState.PROPOSED
    )


def in_force_on(on: date) -> Exists:
    """Return whether a procedure has a version in force on a day, for a filter of procedures."""
    return Exists(holding(on).filter(procedure=OuterRef("pk")))


def procedures(*, on: date, field_code: str = "") -> QuerySet[Procedure]:
    """Return the procedures in force, in Vietnamese order, with their fields."""
    found = Procedure.objects.filter(in_force_on(on)).select_related("field")
    return found.filter(field__code=field_code) if field_code else found


def search(text: str, limit: int = 20, cursor: str | None = None, on: date | None = None) -> Page[Procedure]:
    """Return procedures in force that fit what was typed, best first; without accents, with slips, by code too.

    :raises BadCursor: when ``cursor`` is not one given out
    """
    if cursor and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 7):
        raise BadCursor
    start = int(cursor or 0)
    found = _found(fold(text)[:200], start, limit + 1, on or timezone.localdate())
    return Page(list(found[:limit]), str(start + limit) if len(found) > limit else None)


@kept(Procedure, ProcedureVersion, Field, size=2048)
def _found(typed: str, start: int, limit: int, on: date) -> tuple[Procedure, ...]:
    """Return a stretch of what fits; the same words are asked again and again, and the catalogue seldom changes."""
    return tuple(_ranked(typed, on)[start : start + limit])


def _ranked(typed: str, on: date) -> QuerySet[Procedure]:
    here = procedures(on=on)
    if not typed:
        return here.order_by("-popularity", "sort_key", "id")
    together = typed.replace(" ", "")
    like = Greatest(
        TrigramStrictWordSimilarity(typed, F("folded")),
        TrigramWordSimilarity(typed, F("folded")) * Value(0.95),
        TrigramWordSimilarity(together, F("folded")) * Value(0.9),
        output_field=FloatField(),
    )
    exactness = Case(
        When(Q(aliases__contains=[typed]) | Q(code=typed), then=Value(3.0)),
        When(folded__regex=rf"(^|\n){_escaped(typed)}", then=Value(2.0)),
        When(Q(folded__contains=typed) | Q(folded__contains=together), then=Value(1.0)),
        default=Value(0.0),
        output_field=FloatField(),
    )
    return (
        here.annotate(likeness=like, exactness=exactness)
        .filter(Q(likeness__gte=NEAR_ENOUGH) | Q(exactness__gt=0))
        .order_by("-exactness", "-likeness", "-popularity", "sort_key", "id")
    )


def _escaped(typed: str) -> str:
    return "".join(c if c.isalnum() or c == " " else f"\\{c}" for c in typed)
