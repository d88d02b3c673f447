"""Payments through gateways, what gateways told us, and what does not agree."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from congvu.payments.models.charges import Charge


class Payment(models.Model):
    """One try to pay a charge through a gateway (giao dịch). The gateway knows it by its ``reference``."""

    class State(models.TextChoices):
        """Only forward; money that comes after a failure was told is still money."""

        OPENED = "opened", _("Đang chờ")
        FAILED = "failed", _("Không thành công")
        SUCCEEDED = "succeeded", _("Thành công")
        DISPUTED = "disputed", _("Chờ đối soát")

    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="payments")
    gateway = models.CharField(max_length=40)
    reference = models.CharField(max_length=30)
    amount = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPENED)
    address = models.CharField(max_length=2000, blank=True)
    """Where the payer pays at the gateway, empty for a transfer by QR."""
    gateway_number = models.CharField(max_length=100, blank=True)
    """The gateway's own number of the transaction."""
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gateway", "reference"], name="payment_reference_once")]
        indexes = [models.Index(fields=["-opened_at", "-id"], name="payment_newest")]

    def __str__(self) -> str:
        return self.reference


class GatewayMessage(models.Model):
    """A message of a gateway as it came, and what came of it; append-only. Forged ones are kept too, cut short."""

    class Outcome(models.TextChoices):
        """What came of it."""

        APPLIED = "applied", _("Đã ghi nhận")
        NOTED = "noted", _("Đã biết, không đổi gì")
        REPEATED = "repeated", _("Lặp lại, không ghi lần nữa")
        DISPUTED = "disputed", _("Không khớp, chờ đối soát")
        FORGED = "forged", _("Chữ ký sai, từ chối")
        UNREADABLE = "unreadable", _("Không đọc được, từ chối")

    gateway = models.CharField(max_length=40)
    number = models.CharField(max_length=100, blank=True)
    """The gateway's number of the message; empty when it could not be trusted or read."""
    reference = models.CharField(max_length=60, blank=True)
    amount = models.BigIntegerField(null=True, blank=True)
    body = models.TextField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    received_at = models.DateTimeField()
    address = models.CharField(max_length=60, blank=True)
    """Network address it came from."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "number"],
                condition=~models.Q(outcome__in=["repeated", "forged", "unreadable"]),
                name="gateway_message_counts_once",
            )
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="gateway_message_newest"),
            models.Index(fields=["reference"], name="gateway_message_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.number} {self.outcome}"


class Discrepancy(models.Model):
    """Money that does not agree with what is owed (sai lệch đối soát): visible until somebody settles it."""

    class Kind(models.TextChoices):
        """How it does not agree."""

        WRONG_AMOUNT = "wrong_amount", _("Lệch tiền")
        PAID_AGAIN = "paid_again", _("Nộp thừa: khoản đã nộp hoặc đã hủy")
        UNKNOWN = "unknown", _("Không rõ khoản phải nộp")
        MISSING_THERE = "missing_there", _("Hệ thống có, cổng không có")

    kind = models.CharField(max_length=14, choices=Kind.choices)
    gateway = models.CharField(max_length=40)
    reference = models.CharField(max_length=60)
    charge = models.ForeignKey(Charge, null=True, blank=True, on_delete=models.PROTECT, related_name="discrepancies")
    expected = models.PositiveBigIntegerField(null=True, blank=True)
    received = models.PositiveBigIntegerField(null=True, blank=True)
    number = models.CharField(max_length=100, blank=True)
    """The gateway's number of the transaction."""
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.JSONField(default=dict, blank=True)
    words = models.CharField(max_length=500, blank=True)
    """What was done about it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "kind", "reference", "number"], name="discrepancy_is_told_once")
        ]
        indexes = [
            models.Index(fields=["-found_at", "-id"], name="discrepancy_newest"),
            models.Index(
                fields=["-found_at", "-id"], name="discrepancy_settled", condition=models.Q(settled_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"
