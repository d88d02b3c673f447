"""The clock of a dossier as rows: what started, stopped, resumed it, and every date ever given. Both append-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from congvu.dossiers.models.dossier import Dossier
from congvu.workdays.queries import Limit


class ClockEntry(models.Model):
    """One turn of the clock, with reason and source in law."""

    class Kind(models.TextChoices):
        """What happened to the clock."""

        START = "start", _("Bắt đầu tính")
        STOP = "stop", _("Tạm dừng")
        RESUME = "resume", _("Tính tiếp")
        RESTART = "restart", _("Tính lại từ đầu")
        OUTAGE = "outage", _("Hệ thống gián đoạn")
        EXTENSION = "extension", _("Gia hạn")
        END = "end", _("Kết thúc")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="clock_entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    law = models.CharField(max_length=100, blank=True)
    by = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["dossier", "id"], name="clock_of_dossier")]

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_at}"


class Promise(models.Model):
    """A date given to the citizen (ngày hẹn trả)."""

    class Kind(models.TextChoices):
        """How firm it is."""

        PROVISIONAL = "provisional", _("Tạm hẹn, chờ cơ quan có thẩm quyền nhận đủ hồ sơ")
        CONFIRMED = "confirmed", _("Hẹn trả")
        RESTARTED = "restarted", _("Hẹn lại sau khi bổ sung")
        REAPPOINTED = "reappointed", _("Hẹn lại, kèm phiếu xin lỗi")
        VERIFYING = "verifying", _("Hẹn lại vì phải xác minh")
        CALENDAR = "calendar", _("Hẹn lại vì lịch nghỉ thay đổi")
        IMPORTED = "imported", _("Đã hẹn ở hệ thống cũ")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="promises")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    started_at = models.DateTimeField()
    limit_text = models.CharField(max_length=30)
    counted = models.JSONField(default=list)
    """ISO dates of the days that count."""
    skipped = models.JSONField(default=list)
    """[{"date", "reason"}] of the days that do not."""
    reason = models.CharField(max_length=300, blank=True)
    """Why this day took the place of the one before it."""
    by = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["dossier", "id"], name="promise_of_dossier")]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at}"

    @property
    def limit_words(self) -> str:
        """The limit in words: «5 ngày làm việc»."""
        return Limit.parse(self.limit_text).words
