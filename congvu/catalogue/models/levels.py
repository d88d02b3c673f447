"""Service levels (mức độ cung cấp dịch vụ công trực tuyến): dated rows of a procedure, each under its scheme."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from congvu.catalogue.models.procedures import LegalAct, Procedure


class Scheme(models.TextChoices):
    """The rule that names the levels."""

    ND43 = "nd43", _("Mức độ 1–4 (NĐ 43/2011)")
    ND42 = "nd42", _("Toàn trình, một phần (NĐ 42/2022)")
    ND224 = "nd224", _("Toàn trình, một phần (NĐ 224/2026)")


class Level(models.TextChoices):
    """How far a procedure can be done online."""

    ONE = "1", _("Mức độ 1")
    TWO = "2", _("Mức độ 2")
    THREE = "3", _("Mức độ 3")
    FOUR = "4", _("Mức độ 4")
    PARTIAL = "partial", _("Một phần")
    FULL = "full", _("Toàn trình")


LEVELS = {
    Scheme.ND43: (Level.ONE, Level.TWO, Level.THREE, Level.FOUR),
    Scheme.ND42: (Level.PARTIAL, Level.FULL),
    Scheme.ND224: (Level.PARTIAL, Level.FULL),
}
ONLINE = (Level.THREE, Level.FOUR, Level.PARTIAL, Level.FULL)
"""Levels at which a dossier can be filed online."""


class ServiceLevel(models.Model):
    """At which level a procedure is served from a day on, and on what ground."""

    class Why(models.TextChoices):
        """Why no more than a part of it is online; published (NĐ 224/2026 Đ.14)."""

        PRESENCE = "presence", _("Pháp luật đòi người dân có mặt")
        ON_SITE = "on_site", _("Pháp luật đòi kiểm tra, xác minh tại chỗ")
        FAULT = "fault", _("Sự cố kỹ thuật chưa khắc phục")
        OTHER = "other", _("Lý do kỹ thuật khác")

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+")
    scheme = models.CharField(_("cách xếp mức"), max_length=8, choices=Scheme.choices)
    level = models.CharField(_("mức độ"), max_length=8, choices=Level.choices)
    why = models.CharField(_("lý do một phần"), max_length=10, choices=Why.choices, blank=True, default="")
    why_words = models.CharField(_("lý do, nói rõ"), max_length=500, blank=True, default="")
    act = models.ForeignKey(LegalAct, on_delete=models.PROTECT, related_name="+")
    """The decision that publishes the level."""
    article = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    """The first day on which it no longer holds."""

    class Meta:
        ordering = ["procedure", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="level_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(scheme="nd224", level="partial") | ~Q(why=""), name="a_part_has_its_reason"
            ),
            ExclusionConstraint(
                name="one_service_level_a_day",
                expressions=[
                    ("procedure", RangeOperators.EQUAL),
                    (
                        Func(F("valid_from"), F("valid_to"), Value("[)"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_level_display())

    @property
    def law(self) -> str:
        """The ground in words."""
        return f"{self.act.number} {self.article}".strip()
