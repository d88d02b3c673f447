"""Agencies in a tree of any depth, as they were between two dates."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from congvu.places.models import validity


class Agency(models.Model):
    """An agency (cơ quan, đơn vị). Renamed or reorganised it gets a new row, so that a dossier keeps what was true."""

    class Kind(models.TextChoices):
        """What it is in the machinery of the province."""

        PROVINCE = "province", _("Ủy ban nhân dân cấp tỉnh")
        DISTRICT = "district", _("Ủy ban nhân dân cấp huyện")
        COMMUNE = "commune", _("Ủy ban nhân dân cấp xã")
        DEPARTMENT = "department", _("Sở, ban, ngành")
        OFFICE = "office", _("Văn phòng")
        CENTER = "center", _("Trung tâm Phục vụ hành chính công")
        COUNCIL = "council", _("Hội đồng nhân dân")
        VERTICAL = "vertical", _("Cơ quan ngành dọc")
        PUBLIC_UNIT = "public_unit", _("Đơn vị sự nghiệp công lập")
        PARTY_COMMITTEE = "party_committee", _("Cấp ủy, cơ quan Đảng")
        FRONT_COMMITTEE = "front_committee", _("Ủy ban Mặt trận Tổ quốc")
        MASS_ORGANISATION = "mass_organisation", _("Tổ chức chính trị - xã hội")
        OTHER = "other", _("Tổ chức khác")

    class Realm(models.TextChoices):
        """Whose part of the political system it belongs to."""

        STATE = "state", _("Nhà nước")
        PARTY = "party", _("Đảng")
        FRONT = "front", _("Mặt trận Tổ quốc")
        MASS = "mass", _("Tổ chức chính trị - xã hội")

    code = models.CharField(max_length=35)
    """Identifier of QĐ 20/2020/QĐ-TTg, level 1 first: "H24.101"; at most 35 characters."""
    code_is_invented = models.BooleanField(default=False)
    """True where the province has published no code and the profile made one up."""
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    realm = models.CharField(max_length=10, choices=Realm.choices, default=Realm.STATE)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The administrative unit it governs, if any."""
    valid_from = models.DateField(null=True, blank=True)
    """Empty: from before the data begin."""
    valid_to = models.DateField(null=True, blank=True)
    """First day on which it is no more."""
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    folded = models.CharField(max_length=400)
    sort_key = models.CharField(max_length=600)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="agency_code_once_at_a_time",
                expressions=[("code", RangeOperators.EQUAL), (validity(), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="agency_code_form",
                condition=Q(code__regex=r"^[A-Y][0-9]{2}(\.[0-9A-Z]+)*$") | Q(code__regex=r"^Z[0-9]{2}[0-9A-Z]{1,32}$"),
            ),
        ]
        indexes = [
            GinIndex(name="agency_folded", fields=["folded"], opclasses=["gin_trgm_ops"]),
            models.Index(name="agency_children", fields=["parent", "sort_key"]),
        ]

    def __str__(self) -> str:
        return self.name


class AgencyAlias(models.Model):
    """Another code of an agency: an older scheme, a partner's list (mã cũ). A mapping, never computed."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    scheme = models.CharField(max_length=30)
    """Whose code: "qcvn102" (000.00.00.H24), "qd20" (QĐ 20/2020), a partner's slug."""
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="agency_alias_once_at_a_time",
                expressions=[
                    ("scheme", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (validity(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.code


class AgencySuccession(models.Model):
    """An agency that ended and one that took over its work (kế thừa chức năng, nhiệm vụ)."""

    old = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    new = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    is_main = models.BooleanField(default=True)
    """The one that open work goes to; others took over a part."""
    act = models.CharField(max_length=200, blank=True)
    """The legal act that ordered it, as cited: "Nghị quyết 202/2025/QH15"."""

    class Meta:
        constraints = [
            models.UniqueConstraint(name="agency_succession_once", fields=["old", "new"]),
            models.UniqueConstraint(name="agency_one_main_successor", fields=["old"], condition=Q(is_main=True)),
            models.CheckConstraint(name="agency_not_own_successor", condition=~Q(old=F("new"))),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"


class OrgUnit(models.Model):
    """A unit inside an agency (phòng, ban, bộ phận)."""

    class Kind(models.TextChoices):
        """What the unit is for."""

        LEADERSHIP = "leadership", _("Lãnh đạo")
        OFFICE = "office", _("Văn phòng")
        DIVISION = "division", _("Phòng chuyên môn")
        DESK = "desk", _("Bộ phận Một cửa")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=30)
    """Own code inside the agency: "VP", "KT", "VHXH", "PVHCC"."""
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.DIVISION)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="unit_code_once_at_a_time",
                expressions=[
                    ("agency", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (validity(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name
