"""Signed files whose signatures shall be provable for long: raised by a worker, step by step."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Raising(models.Model):
    """One signed file on its way to a higher level (nâng mức chữ ký). The owner's own file stays as it is."""

    class Level(models.TextChoices):
        """PAdES baseline levels (ETSI EN 319 142-1)."""

        B = "B-B", _("Chữ ký cơ bản")
        T = "B-T", _("Có dấu thời gian")
        LT = "B-LT", _("Có dữ liệu kiểm tra kèm theo")
        LTA = "B-LTA", _("Lưu trữ lâu dài")

    subject = models.CharField(max_length=80)
    """What the file belongs to: ``dossier:12``."""
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256, hexadecimal, of the file that was given."""
    file_use = models.UUIDField()
    """The copy as far as it was raised (a use of ``files``)."""
    level = models.CharField(max_length=5, choices=Level.choices, default=Level.B)
    wanted = models.CharField(max_length=5, choices=Level.choices)
    asked_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    """Since the last step that went well."""
    next_at = models.DateTimeField(null=True)
    """When to try the next step; empty when the wanted level is reached."""
    trouble = models.CharField(max_length=500, blank=True)
    """Why the last try failed."""
    raised_at = models.DateTimeField(null=True)
    """When the last step went well."""

    stamp_ends_at = models.DateTimeField(null=True)
    """When the certificate of its newest time stamp ends: an archived copy is stamped again before."""

    class Meta:
        constraints = [
            models.CheckConstraint(name="raising_rests_when_done", condition=Q(next_at__isnull=False) | Q(trouble="")),
        ]
        indexes = [
            models.Index(name="raising_due", fields=["next_at"], condition=Q(next_at__isnull=False)),
            models.Index(name="raising_of_subject", fields=["subject"]),
            models.Index(name="raising_to_renew", fields=["stamp_ends_at"], condition=Q(level="B-LTA")),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.level}"

    @property
    def owner(self) -> str:
        """Owner of the copy in ``files``."""
        return f"raising:{self.digest[:16]}"
