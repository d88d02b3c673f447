"""Who sees a document by having had it in hand, drawing it up or being named: a row each, in the order of lists."""

from django.db import models
from django.db.models import Q

from congvu.documents.lifecycle import Direction
from congvu.documents.models.document import Document
from congvu.people.models import Agency, Official, OrgUnit


class Sight(models.Model):
    """A document open to an official, a role or a unit, beside those whose role opens all of their agency's.

    Written with what gives the sight (``Holding``, ``AccessGrant``, the drafter) and read by lists and searches: fifty
    rows of an index in the order of the list, however many documents the agency keeps. The direction stands last in the
    index: a list of one direction passes over the other's entries, and a search reads both as one list.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="seen_by", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    official = models.ForeignKey(
        Official, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    role = models.CharField(max_length=20, blank=True)
    """Whoever has this role there, in ``unit`` where one is named. Empty when ``official`` is named, or ``unit`` alone:
    its head, or with ``by_name`` everybody there."""
    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    by_name = models.BooleanField(default=False)
    """Let see by a permission (``AccessGrant``), not by a task: stays when the official leaves the agency."""
    direction = models.CharField(max_length=3, choices=Direction.choices)
    sort_at = models.DateTimeField()
    """As of the document."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="sight_once",
                fields=["document", "official", "unit", "role", "by_name"],
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(
                fields=["official", "-sort_at", "-document", "direction"],
                name="sight_of_official",
                condition=Q(official__isnull=False),
            ),
            models.Index(
                fields=["agency", "role", "-sort_at", "-document", "direction"],
                name="sight_of_role",
                condition=Q(official=None, unit=None),
            ),
            models.Index(
                fields=["agency", "role", "-sort_at", "-document", "direction"],
                name="sight_of_role_in_unit",
                condition=Q(official=None, unit__isnull=False),
            ),
            models.Index(
                fields=["unit", "role", "-sort_at", "-document", "direction"],
                name="sight_of_unit",
                condition=Q(official=None, unit__isnull=False),
            ),
            models.Index(
                fields=["official", "-sort_at", "-document", "direction"],
                name="sight_by_name",
                condition=Q(official__isnull=False, by_name=True),
            ),
            models.Index(
                fields=["unit", "-sort_at", "-document", "direction"],
                name="sight_of_unit_by_name",
                condition=Q(official=None, role="", by_name=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.official_id or self.role or self.unit_id}"
