"""Requests to sign: many papers, one activation by the signer, one signature at a time by a worker."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from congvu.people.models import Official
from congvu.signing.models.keys import Credential


class SignatureRequest(models.Model):
    """Papers laid before one signer (yêu cầu ký). One activation is good for exactly these papers, once."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Chờ xác nhận")
        ACTIVATED = "activated", _("Đang ký")
        FINISHED = "finished", _("Đã xong")
        REFUSED = "refused", _("Đã từ chối")
        EXPIRED = "expired", _("Quá hạn xác nhận")

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    """Who is to sign."""
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="+")
    """The certificate that will be used: no other, whatever is issued meanwhile."""
    asked_by = models.JSONField()
    """Snapshot of who laid the papers before the signer."""
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    """Until when it may be activated."""
    nonce = models.CharField(max_length=64, unique=True)
    """Random, hexadecimal: makes the challenge good for this request alone."""
    challenge = models.CharField(max_length=64)
    """SHA-256, hexadecimal, of what is confirmed: papers, digests, places, certificate, expiry, nonce."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    activation = models.JSONField(default=dict)
    """The signer's answer to the challenge, as the passkey gave it; evidence, checked again before each key use."""
    activated_by = models.JSONField(default=dict)
    """Snapshot of the signer at that moment."""
    activated_at = models.DateTimeField(null=True)
    worked_at = models.DateTimeField(null=True)
    """When a worker last took a paper in hand."""
    trouble = models.CharField(max_length=500, blank=True)
    """Why the key could not be used at the last try; empty when it could."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="signature_request_activated_has_evidence",
                condition=~Q(state__in=["activated", "finished"]) | (Q(activated_at__isnull=False) & ~Q(activation={})),
            ),
        ]
        indexes = [models.Index(name="signature_request_of_signer", fields=["official", "state", "-asked_at"])]

    def __str__(self) -> str:
        return f"{self.official} {self.asked_at:%d/%m/%Y %H:%M}"

    @property
    def subject(self) -> str:
        """``signature_request:12``: subject of audit lines, owner of the frozen papers."""
        return f"signature_request:{self.pk}"


class SignatureItem(models.Model):
    """One paper of a request, frozen as the signer reads it."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Chờ ký")
        SIGNED = "signed", _("Đã ký")
        FAILED = "failed", _("Không ký được")
        LEFT_OUT = "left_out", _("Không chọn ký")

    request = models.ForeignKey(SignatureRequest, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    """From 1, in the order in which they are signed."""
    subject = models.CharField(max_length=80)
    """What the paper belongs to; its kind before the colon names the hook (``hooks.signables``)."""
    part = models.PositiveSmallIntegerField(db_default=0, default=0)
    """Which of the papers of its subject, from 0; all of them are signed or none."""
    label = models.CharField(max_length=300)
    reason = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=300, blank=True)
    about = models.CharField(max_length=80, blank=True)
    """What a reading is noted for, when the paper tells of a person."""
    party_id = models.BigIntegerField(null=True)
    """That person (``people.Party``); no key: the item outlives it."""
    file_use = models.UUIDField()
    """The frozen PDF (a use of ``files``)."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the frozen PDF, hexadecimal."""
    place = models.JSONField(default=dict)
    """Where the signature will stand: page from 1 and box in points; empty: it will be invisible."""
    signer = models.JSONField()
    """Snapshot of the signer with the title under which this paper is signed."""
    memo = models.JSONField(default=dict)
    """What the owner of the subject wants back."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    failure = models.CharField(max_length=500, blank=True)
    """Why it was not signed, in the signer's words."""
    digest_after = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="signature_item_part_once", fields=["request", "subject", "part"]),
            models.UniqueConstraint(name="signature_item_position", fields=["request", "position"]),
            models.UniqueConstraint(
                name="signature_item_part_waits_once", fields=["subject", "part"], condition=Q(state="waiting")
            ),
            models.CheckConstraint(
                name="signature_item_signed_has_digest", condition=~Q(state="signed") | ~Q(digest_after="")
            ),
            models.CheckConstraint(
                name="signature_item_failed_says_why", condition=~Q(state="failed") | ~Q(failure="")
            ),
        ]

    def __str__(self) -> str:
        return self.label
