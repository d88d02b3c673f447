"""Who works where, holds what, is away."""

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from congvu.kit.text import fold
from congvu.people.models import Absence, Official, Post, RoleHolding
from congvu.places.models import valid_on


def staff(*, agency_id: int, on: date) -> QuerySet[Official]:
    """Return who holds a post in the agency that day, by given name in Vietnamese order."""
    posts = Post.objects.filter(valid_on(on), agency_id=agency_id)
    return Official.objects.filter(id__in=posts.values("official_id")).order_by("sort_key", "id")


def posts(*, on: date, official_id: int | None = None, agency_id: int | None = None) -> QuerySet[Post]:
    """Return the posts valid that day of an official, of an agency, or of both together."""
    found = Post.objects.filter(valid_on(on)).select_related("official", "agency", "unit")
    if official_id is not None:
        found = found.filter(official_id=official_id)
    if agency_id is not None:
        found = found.filter(agency_id=agency_id)
    return found.order_by("official__sort_key", "valid_from", "id")


def roles(*, on: date, official_id: int | None = None, agency_id: int | None = None) -> QuerySet[RoleHolding]:
    """Return the roles valid that day of an official, of an agency, or of both together."""
    found = RoleHolding.objects.filter(valid_on(on)).select_related("official", "agency", "unit")
    if official_id is not None:
        found = found.filter(official_id=official_id)
    if agency_id is not None:
        found = found.filter(agency_id=agency_id)
    return found.order_by("official__sort_key", "role", "id")


def absences(*, agency_id: int, at: datetime) -> QuerySet[Absence]:
    """Return absences, running or to come, of those who hold a post in the agency."""
    posts = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gt=timezone.localdate(at)), agency_id=agency_id)
    found = Absence.objects.filter(ends_at__gt=at, official_id__in=posts.values("official_id"))
    return found.select_related("official", "delegate").order_by("starts_at", "id")


def search_officials(text: str, *, agency_id: int | None = None, on: date, limit: int = 20) -> QuerySet[Official]:
    """Return officials whose name has every word of the text, accents ignored; of one agency if given."""
    found = Official.objects.all() if agency_id is None else staff(agency_id=agency_id, on=on)
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return found.order_by("sort_key", "id")[:limit]
