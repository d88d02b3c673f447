"""Officials, what they are (posts), what they may do (roles), who stands in for them (absence)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from congvu.people.models.agencies import Agency, OrgUnit
from congvu.places.models import validity


class Role(models.TextChoices):
    """What somebody may do in an agency (vai trò)."""

    RECEPTION = "reception", _("Tiếp nhận hồ sơ")
    CASE_OFFICER = "case_officer", _("Thụ lý hồ sơ")
    UNIT_HEAD = "unit_head", _("Lãnh đạo phòng")
    LEADER = "leader", _("Lãnh đạo cơ quan")
    CLERK = "clerk", _("Văn thư")
    CASHIER = "cashier", _("Thu phí, lệ phí")
    RETURN_DESK = "return_desk", _("Trả kết quả")
    AGENCY_ADMIN = "agency_admin", _("Quản trị cơ quan")
    PROVINCE_ADMIN = "province_admin", _("Quản trị toàn tỉnh")
    AUDITOR = "auditor", _("Kiểm tra, giám sát")


PROVINCE_WIDE = frozenset({Role.PROVINCE_ADMIN, Role.AUDITOR})
"""Roles that reach every agency of the province, wherever their holder sits."""
NEVER_DELEGATED = frozenset({Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN, Role.AUDITOR})
"""Powers over other people's powers do not pass to a stand-in."""


class Official(models.Model):
    """An official (cán bộ, công chức, viên chức): the person, not the account and not the post."""

    staff_code = models.CharField(max_length=40, unique=True)
    full_name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    folded = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=600)

    class Meta:
        indexes = [GinIndex(name="official_folded", fields=["folded"], opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.full_name


class Post(models.Model):
    """A post somebody holds (chức vụ, vị trí), dated; several at once are usual."""

    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=150)
    """As printed under a signature: "Chủ tịch", "Công chức tư pháp - hộ tịch"."""
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="post_once_at_a_time",
                expressions=[
                    ("official", RangeOperators.EQUAL),
                    ("agency", RangeOperators.EQUAL),
                    (Coalesce(F("unit"), Value(0)), RangeOperators.EQUAL),
                    ("title", RangeOperators.EQUAL),
                    (validity(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RoleHolding(models.Model):
    """A role somebody holds in an agency, in one unit or in all of them, dated."""

    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Empty: in the whole agency."""
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="role_once_at_a_time",
                expressions=[
                    ("official", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("agency", RangeOperators.EQUAL),
                    (Coalesce(F("unit"), Value(0)), RangeOperators.EQUAL),
                    (validity(), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(name="role_in_agency", fields=["agency", "role"])]

    def __str__(self) -> str:
        return f"{self.role} {self.agency_id}"


class Absence(models.Model):
    """An absence and who stands in (phân công thay). The delegate acts in their own name, "for" the absent one."""

    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    delegate = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    """First moment at which the absent is back."""
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_absence_at_a_time",
                expressions=[
                    ("official", RangeOperators.EQUAL),
                    (Func(F("starts_at"), F("ends_at"), function="tstzrange"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="absence_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="absence_delegate_is_another", condition=~Q(delegate=F("official"))),
        ]
        indexes = [models.Index(name="absence_of_delegate", fields=["delegate", "ends_at"])]

    def __str__(self) -> str:
        return f"{self.official_id} → {self.delegate_id}"
