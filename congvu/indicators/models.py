"""What is kept of figures: one row an agency, procedure and month, counted anew by a timer."""

from django.db import models

from congvu.indicators.figures import COLUMNS, Figures
from congvu.indicators.ratios import Ratio


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


class IndicatorSet(models.Model):
    """A version of a set of indicators (bộ chỉ số): weights, targets and grades from a day on."""

    code = models.CharField(max_length=20)
    """``tt01``, ``qd766``, ``nd224``."""
    name = models.CharField(max_length=300)
    valid_from = models.DateField()
    legal_basis = models.CharField(max_length=300)
    definition = models.JSONField()
    """As the shipped YAML writes it: groups of items with way, measure, maximum, target; grades."""
    made_at = models.DateTimeField(null=True)
    made_by = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="one_set_a_day")]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from:%d/%m/%Y}"


class Measurement(models.Model):
    """All measures of one agency, or of the province, over one period. A cache of what they are counted from."""

    first = models.DateField()
    length = models.PositiveSmallIntegerField()
    """Months of the period: 1, 3 or 12."""
    agency = models.ForeignKey("people.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    """None: the whole province."""
    values = models.JSONField()
    """{measure: [numerator, denominator]}"""
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["first", "length", "agency"], nulls_distinct=False, name="one_measurement_a_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first:%Y-%m} {self.length} {self.agency_id or ''}"

    @property
    def shares(self) -> dict[str, Ratio]:
        """The measures by name."""
        return {name: Ratio(*pair) for name, pair in self.values.items()}


class StatedFigure(models.Model):
    """A figure nobody can count here (số liệu nhập tay): stated by an official, with the paper it is taken from.

    One holds for an agency, measure and period; those that held before stay, with who ended them and when.
    """

    measure = models.CharField(max_length=40)
    """One of ``measures.STATED``."""
    first = models.DateField()
    length = models.PositiveSmallIntegerField()
    """Months of the period: 1, 3 or 12."""
    agency = models.ForeignKey("people.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    """None: the whole province."""
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()
    source = models.CharField(max_length=300)
    """Number, sign and title of the paper: «Báo cáo 45/BC-UBND về …»."""
    source_agency = models.CharField(max_length=200)
    """Who issued it."""
    source_day = models.DateField()
    stated_at = models.DateTimeField()
    stated_by = models.JSONField()
    ended_at = models.DateTimeField(null=True)
    """Replaced or taken back; None while it holds."""
    ended_by = models.JSONField(null=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "first", "length", "agency"],
                condition=models.Q(ended_at=None),
                nulls_distinct=False,
                name="one_stated_figure_holds",
            ),
            models.CheckConstraint(
                condition=models.Q(denominator__gt=0, numerator__lte=models.F("denominator")),
                name="stated_figure_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.first:%Y-%m} {self.length} {self.agency_id or ''}"

    @property
    def ratio(self) -> Ratio:
        """The figure as a share."""
        return Ratio(self.numerator, self.denominator)
