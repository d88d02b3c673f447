"""What came from an older system: which dossiers, with which file, so that the same file takes nothing in twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from congvu.dossiers.lifecycle import State
from congvu.dossiers.models.dossier import Dossier


class ImportBatch(models.Model):
    """One taking in of a file. A run that fell is followed by another batch with the same digest."""

    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    """SHA-256 of all rows of all its tables."""
    totals = models.JSONField(default=dict)
    """What its totals file said, by ``what`` and ``key``."""
    by = models.JSONField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("Đợt nhập hồ sơ")

    def __str__(self) -> str:
        return self.name


class ImportedDossier(models.Model):
    """One dossier that was taken in, and the digest of the rows it was made from."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="imported")
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="dossiers")
    digest = models.CharField(max_length=64)
    state = models.PositiveSmallIntegerField(choices=State.choices)
    """Its state when it came."""
    files = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.dossier_id}"
