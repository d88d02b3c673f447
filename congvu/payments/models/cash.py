"""The cash book: one sheet an agency and day."""

from django.db import models
from django.db.models import F, Q


class CashDay(models.Model):
    """A day of an agency's cash book (sổ quỹ ngày). Sums in đồng are fixed when it is closed, for good."""

    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    opening = models.PositiveBigIntegerField(default=0)
    """Cash left by the last closed day."""
    received = models.PositiveBigIntegerField(default=0)
    """Cash of all receipts issued that day, those voided later among them."""
    returned = models.PositiveBigIntegerField(default=0)
    """Cash of the receipts voided that day, refunds among them."""
    deposited = models.PositiveBigIntegerField(default=0)
    """Brought to treasury or bank before the count."""
    counted = models.PositiveBigIntegerField(default=0)
    """What lay in the box at the close."""
    difference = models.BigIntegerField(default=0)
    """Counted less what should have been there; never kept without its reason."""
    reason = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(name="one_cash_sheet_a_day", fields=["agency", "day"]),
            models.CheckConstraint(
                name="cash_difference_has_reason", condition=Q(difference=0) | ~Q(reason="") | Q(closed_at=None)
            ),
            models.CheckConstraint(
                name="cash_sheet_adds_up",
                condition=Q(closed_at=None)
                | Q(difference=F("counted") - F("opening") - F("received") + F("returned") + F("deposited")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"
