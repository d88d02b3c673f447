"""What the cost of compliance is worked out of: rates with their days and their ground, set by the province."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _


class CostRate(models.Model):
    """One dated rate of the formula; ``amount`` in đồng for ``hour_cost``, in minutes for the others."""

    class Code(models.TextChoices):
        """What it is the rate of."""

        HOUR_COST = "hour_cost", _("Chi phí một giờ của người dân (đồng)")
        FORM_MINUTES = "form_minutes", _("Điền tờ khai (phút)")
        PAPER_MINUTES = "paper_minutes", _("Chuẩn bị một giấy tờ (phút)")
        TRIP_MINUTES = "trip_minutes", _("Một lần đi lại và chờ (phút)")

    code = models.CharField(_("thông số"), max_length=20, choices=Code.choices)
    amount = models.PositiveBigIntegerField(_("giá trị"))
    legal_basis = models.CharField(_("căn cứ"), max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    """The first day on which it no longer holds."""

    class Meta:
        ordering = ["code", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="cost_rate_ends_after_it_begins"
            ),
            ExclusionConstraint(
                name="one_cost_rate_a_day",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (
                        Func(F("valid_from"), F("valid_to"), Value("[)"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.amount}"
