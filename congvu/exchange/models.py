"""What is kept of the exchange with partners."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class KeptAnswer(models.Model):
    """The answer to a partner's call under an Idempotency-Key, kept to be given again; never one that failed."""

    partner = models.ForeignKey("accounts.Partner", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    """SHA-256 of method, address and body: the same key with another request is a mistake of the caller."""
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "key"], name="one_answer_per_partner_key")]
        indexes = [models.Index(fields=["at"], name="exchange_answer_at")]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"


class Kind(models.TextChoices):
    """What partners can be told of."""

    DOSSIER_STATE = "dossier.state_changed", _("Hồ sơ đổi trạng thái")
    DOSSIER_PAID = "dossier.fees_paid", _("Đã nhận phí, lệ phí của hồ sơ")


class Subscription(models.Model):
    """Where a partner wants to be told (webhook)."""

    class State(models.TextChoices):
        """Whether messages go out."""

        ACTIVE = "active", _("Đang gửi")
        HALTED = "halted", _("Tạm dừng vì lỗi")
        ENDED = "ended", _("Đã kết thúc")

    partner = models.ForeignKey("accounts.Partner", on_delete=models.PROTECT, related_name="+")
    url = models.URLField(_("Địa chỉ nhận tin"), max_length=500)
    kinds = ArrayField(models.CharField(max_length=60, choices=Kind.choices))
    secret = models.TextField()
    """The signing secret, sealed (``kit.sealed``, purpose ``webhook``)."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    failures = models.PositiveIntegerField(default=0)
    """Tries in a row at which the receiver itself could not be reached or would not work."""
    rest_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One message to one subscription, and how it went. Cut by month of ``at``; no key points here."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Chờ gửi")
        DELIVERED = "delivered", _("Đã nhận")
        DEAD = "dead", _("Bị từ chối, thôi gửi")
        DROPPED = "dropped", _("Bỏ, đã kết thúc kết nối")

    at = models.DateTimeField()
    subscription_id = models.BigIntegerField()
    message_id = models.UUIDField(default=uuid.uuid4)
    """The same at every try and replay: by it the receiver knows what it has had before."""
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    """The thing whose messages come in order: ``dossier:12``."""
    label = models.CharField(max_length=120)
    """What people call it: the code of the dossier."""
    body = models.TextField()
    """Exactly what is sent, CloudEvents 1.0 in JSON."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    """Tries that the receiver answered with a refusal of this very message."""
    not_before = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    """While a worker is sending it."""
    status = models.PositiveSmallIntegerField(null=True)
    """HTTP status of the last answer."""
    last_error = models.CharField(max_length=300, blank=True)
    took_ms = models.PositiveIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["subscription_id", "subject", "id"], name="exchange_waiting", condition=Q(state="waiting")
            ),
            models.Index(fields=["subscription_id", "-at", "-id"], name="exchange_journal"),
            models.Index(fields=["id"], name="exchange_delivery_id"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.state}"
