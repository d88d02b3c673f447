"""A rehearsal and the dossiers for which something would have been different. No names are kept, only codes."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rehearsal(models.Model):
    """One question: what would this change have done to the dossiers of a time. Nothing of them is touched."""

    class Kind(models.TextChoices):
        """What changes."""

        FEE = "fee", _("Phí, lệ phí")
        LIMIT = "limit", _("Thời hạn")
        DAY = "day", _("Ngày nghỉ, ngày làm")
        AGENCY = "agency", _("Cơ quan giải quyết")

    class State(models.TextChoices):
        """How far it is."""

        RUNNING = "running", _("Đang chạy")
        DONE = "done", _("Đã xong")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    change = models.JSONField()
    """``fee``: code, name, amount, channel, group, level, when, or a whole table (sheet with fees and legal_basis, on);
    ``limit``: value, unit; ``day``: date, kind, like; ``agency``: code, successor (a name)."""
    about = models.CharField(max_length=80, blank=True)
    """Where the change is decided: ``fees:1.001193``, ``draft:12``, ``day:2026``, ``agency:H24.900``, or empty."""
    label = models.CharField(max_length=300)
    procedure_code = models.CharField(max_length=20, blank=True)
    """Empty: all procedures, as for a day off."""
    since = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    total = models.PositiveIntegerField(default=0)
    looked = models.PositiveIntegerField(default=0)
    """Dossiers tried so far."""
    after_id = models.PositiveBigIntegerField(default=0)
    """The last of them: where it goes on after a fall."""
    made_by = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["about", "-made_at"], name="rehearsals_about")]

    def __str__(self) -> str:
        return self.label


class Difference(models.Model):
    """One dossier for which something would have been different."""

    rehearsal = models.ForeignKey(Rehearsal, on_delete=models.CASCADE, related_name="differences")
    dossier_code = models.CharField(max_length=60)
    dossier_public_id = models.UUIDField()
    agency_name = models.CharField(max_length=300)
    before = models.CharField(max_length=200)
    after = models.CharField(max_length=200)
    amount = models.BigIntegerField(default=0)
    """By how many đồng a fee, or by how many minutes a date would have moved."""

    class Meta:
        ordering = ["rehearsal", "id"]

    def __str__(self) -> str:
        return f"{self.dossier_code}: {self.before} → {self.after}"
