"""What is owed, to whom, and into which account."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from congvu.places.models import validity


class Method(models.TextChoices):
    """How it was paid (hình thức thu)."""

    NONE = "", _("Chưa nộp")
    CASH = "cash", _("Tiền mặt")
    ONLINE = "online", _("Trực tuyến")
    TRANSFER = "transfer", _("Chuyển khoản")
    CARRIED = "carried", _("Bưu chính thu hộ")
    ELSEWHERE = "elsewhere", _("Nộp ở nơi khác")


class Charge(models.Model):
    """A financial duty (khoản phải nộp) with its lines. The amount is fixed when it is made."""

    class State(models.TextChoices):
        """Only forward: due, then paid, refunded or cancelled; a receipt voided in error makes it due again."""

        DUE = "due", _("Chưa thanh toán")
        PAID = "paid", _("Đã thanh toán")
        REFUNDED = "refunded", _("Đã hoàn")
        CANCELLED = "cancelled", _("Đã hủy")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    """What a transfer names (nội dung chuyển khoản): letters and digits, at most 20."""
    subject = models.CharField(max_length=60)
    """What it is for: ``dossier:12``."""
    key = models.CharField(max_length=60)
    """Which duty of the subject: ``fees``; the same one is charged once."""
    code = models.CharField(max_length=60)
    """The code people know the subject by, for lists and receipts."""
    title = models.CharField(max_length=300)
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    """The agency that collects."""
    payer = models.ForeignKey("people.Party", on_delete=models.PROTECT, related_name="+")
    payer_snapshot = models.JSONField()
    """Name, identifier, address of the payer as they were when charged."""
    amount = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    method = models.CharField(max_length=10, choices=Method.choices, blank=True, default=Method.NONE)
    wants_counter = models.BooleanField(default=False)
    """The payer has said that they come to the counter."""
    charged_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    outside_receipt = models.CharField(max_length=100, blank=True)
    """Number of the receipt when paid elsewhere (the treasury, the tax office)."""
    path = models.CharField(max_length=200, blank=True)
    """Page of the portal to which the payer comes back."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "key"], condition=~models.Q(state="cancelled"), name="one_charge_per_duty"
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="charge_is_positive"),
            models.CheckConstraint(
                condition=models.Q(state__in=["due", "cancelled"]) | models.Q(paid_at__isnull=False),
                name="paid_charge_has_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "-charged_at", "-id"], name="charge_of_agency"),
            models.Index(fields=["code"], name="charge_code"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.amount}"


class ChargeLine(models.Model):
    """One fee of a charge."""

    charge = models.ForeignKey(Charge, on_delete=models.CASCADE, related_name="lines")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=300)
    amount = models.PositiveBigIntegerField()
    law = models.CharField(max_length=260, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.name}: {self.amount}"


class TransferClaim(models.Model):
    """The payer says that the money was transferred, with what shows it: a word to the cashier, never a payment."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    charge = models.ForeignKey(Charge, on_delete=models.CASCADE, related_name="claims")
    number = models.CharField(max_length=100, blank=True)
    """Number of the transaction as the payer reads it off the bank's app."""
    file_use = models.UUIDField(null=True, blank=True)
    """A picture of the bank's notice."""
    told_at = models.DateTimeField()
    told_by = models.JSONField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number or str(self.public_id)


class CollectingAccount(models.Model):
    """The bank or treasury account into which an agency is paid, and its tax code; without one its parent's serves."""

    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    bank_bin = models.CharField(_("mã BIN ngân hàng"), max_length=6)
    """Six digits by which VietQR knows the bank (NAPAS)."""
    bank_name = models.CharField(_("ngân hàng"), max_length=200)
    number = models.CharField(_("số tài khoản"), max_length=19)
    holder = models.CharField(_("tên tài khoản"), max_length=200)
    tax_code = models.CharField(_("mã số thuế"), max_length=14, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    """First day on which it is no longer used."""

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_collecting_account_a_day",
                expressions=[("agency", RangeOperators.EQUAL), (validity(), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=models.Q(bank_bin__regex=r"^[0-9]{6}$"), name="bank_bin_is_six_digits"),
            models.CheckConstraint(
                condition=models.Q(number__regex=r"^[0-9A-Za-z]{1,19}$"), name="account_number_is_plain"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.bank_name}"
