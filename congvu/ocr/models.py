"""What is kept of readings: how far each is, and what was read. Nothing of it outlives the content it was read from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from congvu.files.models import Blob


class Reading(models.Model):
    """The reading of one content, done once however many uses the content has."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Chờ đọc")
        RUNNING = "running", _("Đang đọc")
        DONE = "done", _("Đã đọc")
        FAILED = "failed", _("Chưa đọc được")
        CANCELLED = "cancelled", _("Đã dừng")
        SECRET = "secret", _("Đã chặn: có dấu chỉ độ mật")

    blob = models.OneToOneField(Blob, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    pages = models.PositiveIntegerField(default=0)
    """Of the content."""
    pages_done = models.PositiveIntegerField(default=0)
    words = models.JSONField(default=list)
    """Words of the first page: [[x, y, width, height, sureness 0-100, line, text]], places as shares of the page."""
    text = models.TextField(blank=True)
    """All pages, parted by form feeds."""
    searchable = models.UUIDField(null=True)
    """Use of the copy with a layer of text (PDF/A), owned by ``ocr:<id>``."""
    trouble = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    by = models.JSONField()
    """Who asked."""
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    """Last sign of life of the worker."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "beat_at"], name="ocr_open", condition=Q(state__in=["waiting", "running"]))
        ]

    def __str__(self) -> str:
        return f"{self.blob_id} {self.state}"

    @property
    def owner(self) -> str:
        """Owner of the searchable copy."""
        return f"ocr:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether somebody may still wait for it."""
        return self.state in {self.State.WAITING, self.State.RUNNING}
