"""What the calendar keeps: days that differ from the rule, and hours of work. Rows are withdrawn, never changed."""

from datetime import datetime, time

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from congvu.workdays.calendars import DayKind


class Known(models.QuerySet["CalendarDay"]):
    """Days as they were known at a moment."""

    def known(self, at: datetime | None = None) -> "Known":
        """Return the rows that stood at ``at``, now when None."""
        if at is None:
            return self.filter(withdrawn_at=None)
        return self.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=at), recorded_at__lte=at)


class CalendarDay(models.Model):
    """An override: a day off on a weekday, or a worked rest day (ngày nghỉ, ngày làm bù)."""

    KINDS = [(DayKind.OFF.value, _("Nghỉ")), (DayKind.WORKED.value, _("Làm việc"))]

    date = models.DateField(_("ngày"))
    kind = models.CharField(_("loại"), max_length=6, choices=KINDS)
    reason = models.CharField(_("lý do"), max_length=200)
    english = models.CharField(_("lý do bằng tiếng Anh"), max_length=200, blank=True)
    legal_basis = models.CharField(_("căn cứ"), max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = Known.as_manager()

    class Meta:
        ordering = ["date", "id"]
        constraints = [
            models.UniqueConstraint(fields=["date"], condition=Q(withdrawn_at=None), name="one_standing_rule_a_day"),
            models.CheckConstraint(condition=Q(kind__in=["off", "worked"]), name="calendar_day_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y}: {self.reason}"


class WorkingHours(models.Model):
    """Hours of work from a day until the next row (giờ làm việc)."""

    valid_from = models.DateField(unique=True)
    weekdays = models.JSONField()
    """ISO numbers of the days worked: Monday 1 to Sunday 7."""
    morning_from = models.TimeField(default=time(7, 30))
    morning_to = models.TimeField(default=time(11, 30))
    afternoon_from = models.TimeField(default=time(13))
    afternoon_to = models.TimeField(default=time(17))
    legal_basis = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            models.CheckConstraint(
                name="hours_in_order",
                condition=Q(morning_from__lt=F("morning_to"))
                & Q(morning_to__lte=F("afternoon_from"))
                & Q(afternoon_from__lt=F("afternoon_to")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.morning_from:%H:%M}–{self.afternoon_to:%H:%M}, {self.valid_from:%d/%m/%Y}"
