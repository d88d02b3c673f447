"""What is asked of a copy (sao y, sao lục, trích sao): of what, in which form, who let it be made."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from congvu.documents.models.document import Document


class CopyOrder(models.Model):
    """The copy of a document as it was asked for and allowed (NĐ 30/2020 Đ.25-27). The copy is a document itself."""

    class Medium(models.TextChoices):
        """On paper or as a file."""

        PAPER = "paper", _("Bản giấy")
        ELECTRONIC = "electronic", _("Bản điện tử")

    document = models.OneToOneField(Document, primary_key=True, on_delete=models.PROTECT, related_name="copy_order")
    """The copy."""
    original = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=Medium.choices)
    """What the agency holds of it."""
    target = models.CharField(max_length=10, choices=Medium.choices)
    pages = models.JSONField(default=list, blank=True)
    """Of an excerpt: numbers of the pages, from 1."""
    passage = models.TextField(blank=True)
    """Of an excerpt: the words that are taken, in place of pages."""
    purpose = models.CharField(max_length=300, blank=True)
    allowed_by = models.JSONField(null=True, blank=True)
    allowed_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["original"], name="copies_of_document")]

    def __str__(self) -> str:
        return f"{self.document_id} ← {self.original_id}"
