"""The tables of kit: facts on their way to their listeners, and how often somebody knocked."""

from django.db import models
from django.db.models import Q


class Outbox(models.Model):
    """One fact for one listener. Cut by month of ``at``; no key points here."""

    at = models.DateTimeField()
    event = models.CharField(max_length=120)
    listener = models.CharField(max_length=120)
    subject = models.CharField(max_length=120)
    payload = models.JSONField()
    tries = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["subject", "listener", "id"], name="outbox_open_subject", condition=Q(handled_at=None)
            ),
            models.Index(fields=["id"], name="outbox_open", condition=Q(handled_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.listener} ({self.subject})"


class Pace(models.Model):
    """Until when the allowance of a name (``key:3``, ``lookup:203.0.113.7``) is spent; see :mod:`congvu.kit.pace`."""

    name = models.CharField(max_length=200, primary_key=True)
    spent_until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["spent_until"], name="kit_pace_spent")]

    def __str__(self) -> str:
        return self.name
