"""What forms keep: drafts."""

import uuid

from django.db import models


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
