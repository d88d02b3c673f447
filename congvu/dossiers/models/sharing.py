"""How a unit shares its work out: the rule its head sets, and who handles which field."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SharingRule(models.Model):
    """How new work of a role is given out in a unit (quy tắc chia việc); without one whoever takes it has it."""

    class Way(models.TextChoices):
        """By what it is given."""

        NONE = "none", _("Không chia, ai nhận trước làm trước")
        EVEN = "even", _("Chia đều theo số việc đang có")
        FIELD = "field", _("Chia theo lĩnh vực; lĩnh vực chưa phân công thì chia đều")

    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.OrgUnit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Empty: the work that lies in no unit of the agency."""
    role = models.CharField(max_length=20)
    way = models.CharField(max_length=6, choices=Way.choices)
    fields = models.JSONField(default=dict, blank=True)
    """Field code → ids of the officials who handle it."""
    set_by = models.JSONField()
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "unit", "role"], nulls_distinct=False, name="one_sharing_rule_a_unit"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.unit_id} {self.way}"
