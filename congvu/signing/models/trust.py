"""Whom we trust: issuers by list, who put them there, and which of their certificates they have revoked."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TrustAnchor(models.Model):
    """An issuer we trust, and in which list (danh sách tin cậy), dated. Each came by a change of two persons."""

    class List(models.TextChoices):
        """Which list."""

        GOVERNMENT = "government", _("Chữ ký số chuyên dùng công vụ")
        PUBLIC = "public", _("Chữ ký số công cộng")
        DEMO = "demo", _("Chứng thư thử nghiệm")

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=List.choices)
    certificate = models.TextField()
    """PEM."""
    fingerprint = models.CharField(max_length=64, unique=True)
    """SHA-256 of the certificate, hexadecimal."""
    valid_from = models.DateField()
    """First day on which a signature may rest on it."""
    valid_to = models.DateField(null=True, blank=True)
    """First day on which it no longer may; what was signed before, by a clock that proves it, stays good."""
    crl_url = models.CharField(max_length=300, blank=True)
    """Where the issuer puts its list of revoked certificates (CRL)."""

    def __str__(self) -> str:
        return self.name


class TrustChange(models.Model):
    """An issuer to be taken into a list, or out of it: asked by one administrator, decided by another."""

    class Kind(models.TextChoices):
        """What is to be done."""

        ADD = "add", _("Đưa vào danh sách")
        WITHDRAW = "withdraw", _("Rút khỏi danh sách")

    class State(models.TextChoices):
        """How far it is."""

        ASKED = "asked", _("Chờ người thứ hai")
        DONE = "done", _("Đã thực hiện")
        REFUSED = "refused", _("Không đồng ý")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=200)
    list = models.CharField(max_length=12, choices=TrustAnchor.List.choices)
    certificate = models.TextField()
    """PEM."""
    fingerprint = models.CharField(max_length=64)
    crl_url = models.CharField(max_length=300, blank=True)
    day = models.DateField()
    """First day in the list, or first day no longer in it."""
    ground = models.CharField(max_length=300)
    """The act by which, or why."""
    state = models.CharField(max_length=7, choices=State.choices, default=State.ASKED)
    asked_by = models.JSONField()
    """Snapshot."""
    asker_id = models.BigIntegerField()
    asked_at = models.DateTimeField()
    decided_by = models.JSONField(default=dict)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="trust_change_open_once", fields=["fingerprint"], condition=Q(state="asked")),
            models.CheckConstraint(name="trust_change_refused_says_why", condition=~Q(state="refused") | ~Q(answer="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"

    @property
    def subject(self) -> str:
        """Subject of audit lines."""
        return f"trust:{self.fingerprint[:16]}"


class RevocationList(models.Model):
    """The newest list of revoked certificates of a trusted issuer (RFC 5280), as fetched and checked."""

    anchor = models.OneToOneField(TrustAnchor, on_delete=models.CASCADE, related_name="revocations")
    content = models.BinaryField(default=bytes)
    """DER; empty until the first came."""
    made_at = models.DateTimeField(null=True)
    """When the issuer made it (thisUpdate)."""
    next_at = models.DateTimeField(null=True)
    """When the issuer will make the next (nextUpdate)."""
    tried_at = models.DateTimeField()
    trouble = models.CharField(max_length=300, blank=True)
    """Why the last try failed."""

    def __str__(self) -> str:
        return f"{self.anchor_id} {self.made_at or '–'}"
