"""Days promised that a change of the calendar would move: proposed, and given only when somebody says so."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from congvu.dossiers.models.dossier import Dossier


class CalendarChange(models.Model):
    """One change of the calendar and what it means for promises already given."""

    class State(models.TextChoices):
        """What was decided."""

        PROPOSED = "proposed", _("Chờ quyết định")
        RUNNING = "running", _("Đang báo ngày hẹn mới")
        DONE = "done", _("Đã báo ngày hẹn mới")
        LEFT = "left", _("Giữ ngày đã hẹn")

    first = models.DateField()
    """From which day on days count otherwise."""
    reason = models.CharField(max_length=300)
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.JSONField(default=dict, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.reason


class NewDay(models.Model):
    """The day that an open dossier would be promised for."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("Chờ")
        GIVEN = "given", _("Đã hẹn lại")
        GONE = "gone", _("Không còn cần: hồ sơ đã xong hoặc đã có ngày hẹn khác")

    change = models.ForeignKey(CalendarChange, on_delete=models.CASCADE, related_name="days")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "dossier"], name="new_day_once")]
        indexes = [models.Index(fields=["change", "state", "id"], name="new_days")]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.new_due_at}"
