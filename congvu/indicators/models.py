"""What is kept of figures: one row an agency, procedure and month, counted anew by a timer."""

from django.db import models

from congvu.indicators.figures import COLUMNS, Figures


class Tally(models.Model):
    """The figures of one agency and procedure in one month. A cache: ``operations.count_month`` makes it anew."""

    month = models.DateField()
    """Its first day."""
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    procedure = models.ForeignKey("catalogue.Procedure", on_delete=models.PROTECT, related_name="+")
    carried = models.PositiveIntegerField(default=0)
    online = models.PositiveIntegerField(default=0)
    direct = models.PositiveIntegerField(default=0)
    post = models.PositiveIntegerField(default=0)
    early = models.PositiveIntegerField(default=0)
    on_time = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    stopped = models.PositiveIntegerField(default=0)
    open_in_time = models.PositiveIntegerField(default=0)
    open_late = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "agency", "procedure"], name="one_tally_a_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.agency_id} {self.procedure_id}"

    @property
    def figures(self) -> Figures:
        """The row as figures."""
        return Figures(*(getattr(self, name) for name in COLUMNS))


class Count(models.Model):
    """When a month was last counted: public pages say so."""

    month = models.DateField(unique=True)
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
