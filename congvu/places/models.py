"""Places: what is kept. One row is one unit as it was between two dates."""

from datetime import date
from typing import Protocol

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _


def valid_on(day: date, prefix: str = "") -> Q:
    """Rows valid on a day; ``valid_to`` is the first day no longer, an empty date is an open end."""
    started = Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": day})
    not_over = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    return started & not_over


class Dated(Protocol):
    """What holds from a day until another."""

    @property
    def valid_from(self) -> date | None:
        """The first day; none: from before the data begin."""

    @property
    def valid_to(self) -> date | None:
        """The first day no longer; none: an open end."""


def is_valid_on(row: Dated, day: date) -> bool:
    """Tell whether a row at hand is one of those ``valid_on`` finds."""
    return (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or row.valid_to > day)


def validity() -> Func:
    """Return the SQL range from ``valid_from`` (included) to ``valid_to`` (excluded), for exclusion constraints."""
    return Func(F("valid_from"), F("valid_to"), function="daterange")


class Place(models.Model):
    """An administrative unit (đơn vị hành chính): province, district (until 30 June 2025) or commune."""

    class Kind(models.TextChoices):
        """The legal kind; its label is the first word of the unit's name."""

        PROVINCE = "province", _("Tỉnh")
        CITY = "city", _("Thành phố")
        URBAN_DISTRICT = "urban_district", _("Quận")
        PROVINCIAL_CITY = "provincial_city", _("Thành phố")
        TOWN = "town", _("Thị xã")
        RURAL_DISTRICT = "rural_district", _("Huyện")
        WARD = "ward", _("Phường")
        TOWNSHIP = "township", _("Thị trấn")
        COMMUNE = "commune", _("Xã")
        SPECIAL_ZONE = "special_zone", _("Đặc khu")

    class Level(models.IntegerChoices):
        """Level of government. Since 1 July 2025 a commune's parent is its province (Luật 72/2025/QH15 Đ.1)."""

        PROVINCE = 1, _("Cấp tỉnh")
        DISTRICT = 2, _("Cấp huyện")
        COMMUNE = 3, _("Cấp xã")

    code = models.CharField(max_length=5)
    """Code of the national statistics office, with leading zeros: 2, 3 or 5 digits by level."""
    name = models.CharField(max_length=100)
    """With its kind: "Phường Ngô Quyền"."""
    kind = models.CharField(max_length=20, choices=Kind.choices)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(null=True, blank=True)
    """Empty: from before the data begin."""
    valid_to = models.DateField(null=True, blank=True)
    """First day on which the unit is no more; empty: today's."""
    folded = models.CharField(max_length=300)
    """Name and names above it, folded for search: "phuong ngo quyen thanh pho hai phong"."""
    sort_key = models.CharField(max_length=300)
    """Vietnamese order of the name without its kind."""

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="place_code_once_at_a_time",
                expressions=[
                    ("level", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (validity(), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="place_parent_above", condition=Q(level=1) ^ Q(parent__isnull=False)),
        ]
        indexes = [
            GinIndex(name="place_folded", fields=["folded"], opclasses=["gin_trgm_ops"]),
            models.Index(name="place_children", fields=["parent", "sort_key"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """Return the name without its kind: "Ngô Quyền"."""
        return short_name(self.name, self.kind)


KIND_WORDS = {
    Place.Kind.PROVINCE: "Tỉnh",
    Place.Kind.CITY: "Thành phố",
    Place.Kind.URBAN_DISTRICT: "Quận",
    Place.Kind.PROVINCIAL_CITY: "Thành phố",
    Place.Kind.TOWN: "Thị xã",
    Place.Kind.RURAL_DISTRICT: "Huyện",
    Place.Kind.WARD: "Phường",
    Place.Kind.TOWNSHIP: "Thị trấn",
    Place.Kind.COMMUNE: "Xã",
    Place.Kind.SPECIAL_ZONE: "Đặc khu",
}
"""First words of names; unlike the labels of Kind they are never translated."""


def short_name(name: str, kind: str) -> str:
    """Return a unit's name without the words of its kind."""
    return name.removeprefix(KIND_WORDS[Place.Kind(kind)]).strip()


class PlaceSuccession(models.Model):
    """An old unit and one of those that took over its ground (sắp xếp đơn vị hành chính)."""

    old = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    new = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    is_partial = models.BooleanField(default=False)
    """The old unit was divided: only a part of it came to the new one, an old address must be asked about."""
    is_main = models.BooleanField(default=True)
    """The new unit that got the seat or the largest part: what is proposed first."""

    class Meta:
        constraints = [
            models.UniqueConstraint(name="place_succession_once", fields=["old", "new"]),
            models.UniqueConstraint(name="place_one_main_successor", fields=["old"], condition=Q(is_main=True)),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"
