"""What came from an older office system, so that the same pack takes nothing in twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from congvu.documents.models.document import Document
from congvu.people.models import Agency


class OfficeImport(models.Model):
    """One taking in of a pack. A run that fell is followed by another with the same totals."""

    name = models.CharField(max_length=200)
    totals = models.JSONField(default=dict)
    """Rows of each table, as counted in the pack."""
    by = models.JSONField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("Đợt nhập văn bản")

    def __str__(self) -> str:
        return self.name


class ImportedDocument(models.Model):
    """One document that was taken in, under its key of the older system, with the digest of its rows."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="imported")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(OfficeImport, on_delete=models.PROTECT, related_name="documents")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "key"], name="imported_document_once")]

    def __str__(self) -> str:
        return self.key
