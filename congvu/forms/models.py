"""What forms keep: drafts."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """Answers not yet handed in (bản nháp), found again by their owner from any device."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=60)
    """Whose: ``citizen:7``, or ``official:12`` for an entry at the counter."""
    subject = models.CharField(max_length=100)
    """What for: ``procedure_version:31``."""
    title = models.CharField(max_length=300, blank=True)
    """How a list calls it."""
    answers = models.JSONField(default=dict)
    page = models.CharField(max_length=60, blank=True)
    """Where to go on."""
    version = models.PositiveIntegerField(default=1)
    """Grows with each save; who saves over a newer one is told."""
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="draft_owner", fields=["owner", "-updated_at"])]

    def __str__(self) -> str:
        return f"{self.title or self.subject} ({self.owner})"


class DraftEnd(models.Model):
    """That a draft ended, and how far it had come: kept when the draft itself is gone, with nothing of who or what."""

    class How(models.TextChoices):
        """How it ended."""

        FILED = "filed", _("Đã nộp")
        THROWN = "thrown", _("Đã bỏ")

    subject = models.CharField(max_length=100)
    """What for: ``procedure_version:31``."""
    page = models.CharField(max_length=60, blank=True)
    """The last page that was saved."""
    begun_on = models.DateField()
    how = models.CharField(max_length=10, choices=How.choices)

    class Meta:
        indexes = [models.Index(name="draft_end_begun", fields=["begun_on", "subject"])]

    def __str__(self) -> str:
        return f"{self.subject} {self.how}"
