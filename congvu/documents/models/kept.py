"""Who uses the copy of a document that the agency keeps (bản lưu), until it is back."""

from django.db import models
from django.db.models import Q

from congvu.documents.models.document import Document


class KeptCopyUse(models.Model):
    """One use of the kept copy: who has it since when, who let them, when it came back (NĐ 30/2020 Đ.19.4)."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="kept_copy_uses")
    user = models.CharField(max_length=200)
    """Name and unit of who uses it."""
    allowed_by = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)
    lent_at = models.DateTimeField()
    lent_by = models.JSONField()
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_to = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["lent_at", "id"]
        constraints = [
            models.UniqueConstraint(name="kept_copy_with_one", fields=["document"], condition=Q(returned_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.user}"
