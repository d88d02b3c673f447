"""Whose keys there are, what was signed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from congvu.people.models import Agency, Official
from congvu.signing.hooks import drivers
from congvu.signing.models.owners import ONE_OWNER, Owned


class Credential(Owned, models.Model):
    """A certificate and where its key is (chứng thư số). The key itself is never in the database."""

    class State(models.TextChoices):
        """Whether it may be used."""

        ACTIVE = "active", _("Đang hiệu lực")
        SUSPENDED = "suspended", _("Tạm dừng")
        REVOKED = "revoked", _("Đã thu hồi")

    official = models.ForeignKey(Official, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Owner of a personal signature; empty for an agency's."""
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Owner of a seal; empty for a person's."""
    device = models.CharField(max_length=120, blank=True)
    """The device, service or software of the agency that holds it; empty: a person's signature or the agency's seal."""
    serial = models.CharField(max_length=64, blank=True)
    """Serial number, hexadecimal."""
    issuer = models.CharField(max_length=200, blank=True)
    """Common name of who issued it."""
    certificate = models.TextField()
    """PEM; the certificates of the issuers may follow."""
    fingerprint = models.CharField(max_length=64, unique=True)
    """SHA-256 of the certificate, hexadecimal."""
    driver = models.CharField(max_length=30)
    """Which key driver holds the key (``hooks.drivers``)."""
    key_reference = models.CharField(max_length=200)
    """What the driver needs to find the key: a file name, a slot and label, a remote credential."""
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    ended_at = models.DateTimeField(null=True, blank=True)
    """Since when it is suspended or revoked."""
    why_ended = models.CharField(max_length=300, blank=True)
    image = models.BinaryField(default=bytes, blank=True)
    """Transparent PNG: blue hand signature or red seal (NĐ 30/2020, Annex I). Empty: an invisible signature."""
    image_width_mm = models.DecimalField(max_digits=5, decimal_places=1, default=0)
    """Width of the image on paper, real size."""

    class Meta:
        constraints = [
            models.CheckConstraint(name="credential_has_one_owner", condition=ONE_OWNER),
            models.UniqueConstraint(
                name="credential_one_active_person", fields=["official"], condition=Q(state="active")
            ),
            models.UniqueConstraint(
                name="credential_one_active_agency", fields=["agency"], condition=Q(state="active", device="")
            ),
            models.CheckConstraint(
                name="credential_end_has_a_time", condition=Q(state="active") | Q(ended_at__isnull=False)
            ),
        ]
        indexes = [models.Index(name="credential_by_end", fields=["valid_to", "id"])]

    def __str__(self) -> str:
        return f"{self.owner} ({self.get_state_display()})"

    @property
    def held(self) -> tuple[str, str]:
        """Where the key is, and under whose certificate policy, in words."""
        driver = drivers.get(self.driver) if self.driver in drivers else None
        return (str(driver.label), str(driver.policy)) if driver else (self.driver, "")

    @property
    def subject(self) -> str:
        """``credential:12``: subject of audit lines."""
        return f"credential:{self.pk}"


class SignatureRecord(models.Model):
    """One signature made by this system (nhật ký ký số). Written once, never changed."""

    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=80, blank=True)
    """What the paper belongs to: ``dossier:12``."""
    reason = models.CharField(max_length=300, blank=True)
    digest_before = models.CharField(max_length=64)
    """SHA-256 of the file that was given, hexadecimal."""
    digest_after = models.CharField(max_length=64, db_index=True)
    """SHA-256 of the signed file."""
    signer = models.JSONField()
    """Snapshot of the actor."""
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="signature_of_subject", fields=["subject", "at"])]

    def __str__(self) -> str:
        return f"{self.credential} {self.at:%d/%m/%Y %H:%M}"
