"""Versions of a draft and what is said to them."""

from django.db import models

from congvu.documents.anchors import anchor_of
from congvu.documents.models.document import Document
from congvu.files.models import FileUse


class DraftVersion(models.Model):
    """One version of a draft (phiên bản dự thảo), never changed once a later one stands."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    ordinal = models.PositiveSmallIntegerField()
    parts = models.JSONField(default=dict)
    """What the layout asks for, by name: ``basis`` (căn cứ, list), ``body`` (list of blocks), ``addressees``, …"""
    file = models.ForeignKey(FileUse, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """An uploaded DOCX or PDF in place of ``parts``."""
    deviations = models.JSONField(default=list, blank=True)
    """What the check of format found against Annex I: [{"box", "found", "wanted"}]."""
    by = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["document", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["document", "ordinal"], name="draft_version_once")]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.ordinal}"


class Remark(models.Model):
    """What somebody says to a version of a draft (ý kiến góp ý)."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="remarks")
    version = models.ForeignKey(DraftVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    anchor = models.CharField(max_length=60, blank=True)
    """The part or page it is about, empty for the whole."""
    text = models.TextField()
    by = models.JSONField()
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["document", "id"]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def page(self) -> int | None:
        """The page it is bound to, None when it is about the whole."""
        place = anchor_of(self.anchor)
        return place.page if place else None
