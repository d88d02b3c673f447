"""The letter by which an issued document goes to a receiver outside the system."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from congvu.documents.models.deliveries import Delivery


class Mailing(models.Model):
    """One e-mail with a document and its files: waits, is sent once, and is acknowledged by its receiver."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("Chờ gửi")
        SENDING = "sending", _("Đang gửi")
        SENT = "sent", _("Đã gửi")
        FAILED = "failed", _("Không gửi được")
        DOUBTFUL = "doubtful", _("Chưa rõ đã gửi chưa")
        """The sender stopped in the middle: only a person may have it sent again."""
        ACKNOWLEDGED = "acknowledged", _("Nơi nhận đã xác nhận")
        STOPPED = "stopped", _("Không gửi nữa")

    delivery = models.OneToOneField(Delivery, primary_key=True, on_delete=models.PROTECT, related_name="mailing")
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Stands in the link by which the receiver takes the files and acknowledges them."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.CharField(max_length=200, blank=True)
    """Who took it, as they wrote themselves down."""
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["state", "changed_at"],
                name="mailing_open",
                condition=Q(state__in=["waiting", "sending", "failed", "doubtful"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.state}"
