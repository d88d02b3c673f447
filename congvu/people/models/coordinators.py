"""Who stands for what beside an agency: the tax office of a ward, the land office of a province (cơ quan phối hợp)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce

from congvu.people.models.agencies import Agency
from congvu.places.models import validity


class Coordinator(models.Model):
    """From a day on, an agency does a duty (``tax``) in the dossiers of another, or of all where none is named."""

    duty = models.CharField(max_length=60)
    """As procedures' sheets name it: ``tax``, ``land_office``."""
    for_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    """First day on which it no longer does."""

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="coordinator_once_at_a_time",
                expressions=[
                    ("duty", RangeOperators.EQUAL),
                    (Coalesce("for_agency", Value(0)), RangeOperators.EQUAL),
                    (validity(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty}: {self.agency_id}"
