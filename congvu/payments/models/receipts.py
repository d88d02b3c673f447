"""Receipts and refunds."""

import uuid

from django.db import models

from congvu.payments.models.charges import Charge, Method


class Receipt(models.Model):
    """A receipt (biên lai thu phí, lệ phí) with its number, gap-free per agency and year (TT 91/2026/TT-BTC).

    All that it says is kept with it. Voided it keeps its number; ``replaced_by`` names the one that stands for it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="receipts")
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    """Form, symbol and number: ``01BLP0-001/BL-26E/00000012``."""
    series = models.CharField(max_length=200)
    number = models.PositiveBigIntegerField()
    data = models.JSONField()
    """Everything printed: agency, payer, lines, total, words, method, collector."""
    amount = models.PositiveBigIntegerField()
    method = models.CharField(max_length=10, choices=Method.choices)
    issued_at = models.DateTimeField()
    issued_by = models.JSONField()
    file_use = models.UUIDField(null=True, blank=True)
    search_text = models.TextField(blank=True)
    """Folded: code, payer, subject's code."""
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=500, blank=True)
    voided_by = models.JSONField(default=dict, blank=True)
    replaced_by = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="receipt_number_once"),
            models.UniqueConstraint(
                fields=["charge"], condition=models.Q(voided_at=None), name="one_valid_receipt_per_charge"
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-issued_at", "-id"], name="receipt_of_agency"),
            models.Index(fields=["-issued_at", "-id"], name="receipt_newest"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def form(self) -> str:
        """The form's symbol (ký hiệu mẫu)."""
        return self.code.split("/")[0]

    @property
    def symbol(self) -> str:
        """The receipt's symbol (ký hiệu biên lai)."""
        return self.code.rpartition("/")[0].partition("/")[2]

    @property
    def digits(self) -> str:
        """The number as printed: eight digits."""
        return self.code.rpartition("/")[2]


class Refund(models.Model):
    """Money given back (hoàn phí): all of a charge, with its reason; the receipt is voided in the same operation."""

    charge = models.OneToOneField(Charge, on_delete=models.PROTECT, related_name="refund")
    receipt = models.ForeignKey(Receipt, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    amount = models.PositiveBigIntegerField()
    method = models.CharField(max_length=10, choices=Method.choices)
    reason = models.CharField(max_length=500)
    refunded_at = models.DateTimeField()
    by = models.JSONField()

    def __str__(self) -> str:
        return f"{self.charge_id}: {self.amount}"
