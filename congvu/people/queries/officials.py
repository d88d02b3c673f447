"""Who works where, holds what, is away."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from congvu.kit.kept import kept
from congvu.kit.paging import SIZE, Page, keyset
from congvu.kit.text import fold
from congvu.people.models import Absence, Official, Post, RoleHolding
from congvu.places.models import valid_on


def _lasting(day: date) -> Q:
    """Rows that hold that day or later."""
    return Q(valid_to=None) | Q(valid_to__gt=day)


@kept(Official, size=4096)
def official_of_id(official_id: int) -> Official:
    """Return an official as he is now. Shared: nobody changes him.

    :raises Official.DoesNotExist: there never was one
    """
    return Official.objects.get(id=official_id)


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


def officials_page(
    text: str = "",
    *,
    agency_ids: Collection[int] | None = None,
    on: date,
    after: str | None = None,
    size: int = SIZE,
) -> Page[Official]:
    """Return a page of officials by given name, whose name has every word of the text or whose staff code it is.

    ``agency_ids``: only of those who hold a post in one of them that day or later; None asks for all.
    """
    found = Official.objects.all()
    if agency_ids is not None:
        posts = Post.objects.filter(_lasting(on), agency_id__in=agency_ids)
        found = found.filter(id__in=posts.values("official_id"))
    words = Q()
    for word in fold(text).split():
        words &= Q(folded__contains=word)
    if words:
        found = found.filter(words | Q(staff_code__iexact=text.strip()))
    return keyset(found, order=("sort_key", "id"), after=after, size=size)


def lasting_posts(*, official_ids: Collection[int] | None = None, agency_id: int | None = None, on: date) -> list[Post]:
    """Return posts held that day or from a later one, of some officials or of an agency, by given name."""
    found = Post.objects.filter(_lasting(on)).select_related("official", "agency", "unit")
    if official_ids is not None:
        found = found.filter(official_id__in=official_ids)
    if agency_id is not None:
        found = found.filter(agency_id=agency_id)
    return list(found.order_by("official__sort_key", "official_id", "valid_from", "id"))


def lasting_roles(
    *, official_ids: Collection[int] | None = None, agency_id: int | None = None, on: date
) -> list[RoleHolding]:
    """Return roles held that day or from a later one, of some officials or of an agency, by given name."""
    found = RoleHolding.objects.filter(_lasting(on)).select_related("official", "agency", "unit")
    if official_ids is not None:
        found = found.filter(official_id__in=official_ids)
    if agency_id is not None:
        found = found.filter(agency_id=agency_id)
    return list(found.order_by("official__sort_key", "official_id", "role", "id"))


def absences_of(*, official_id: int, at: datetime) -> list[Absence]:
    """Return an official's absences, running or to come."""
    found = Absence.objects.filter(official_id=official_id, ends_at__gt=at)
    return list(found.select_related("official", "delegate").order_by("starts_at", "id"))


def absences_in(agency_ids: Collection[int] | None, *, at: datetime) -> list[Absence]:
    """Return absences, running or to come, of those who hold a post in these agencies; None asks for all."""
    found = Absence.objects.filter(ends_at__gt=at)
    if agency_ids is not None:
        posts = Post.objects.filter(_lasting(timezone.localdate(at)), agency_id__in=agency_ids)
        found = found.filter(official_id__in=posts.values("official_id"))
    return list(found.select_related("official", "delegate").order_by("starts_at", "id")[:500])


def holders(*, on: date, agency_ids: Collection[int] | None) -> dict[str, int]:
    """Return how many officials hold each role that day in these agencies; None asks for all."""
    found = _held(on, agency_ids).values_list("role").annotate(Count("official_id", distinct=True))
    return dict(found.order_by())


def holdings_page(
    *, role: str, agency_ids: Collection[int] | None, on: date, after: str | None = None, size: int = SIZE
) -> Page[RoleHolding]:
    """Return a page of those who hold a role that day, where and until when, the oldest holding first."""
    found = _held(on, agency_ids).filter(role=role).select_related("official", "agency", "unit")
    return keyset(found, order=("id",), after=after, size=size)


def _held(on: date, agency_ids: Collection[int] | None) -> QuerySet[RoleHolding]:
    found = RoleHolding.objects.filter(valid_on(on))
    return found if agency_ids is None else found.filter(agency_id__in=agency_ids)
