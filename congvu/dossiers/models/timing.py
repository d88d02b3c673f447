"""What the clock is told by law, why a dossier was late, and the apologies for it (M04)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from congvu.dossiers.models.clock import Promise
from congvu.dossiers.models.dossier import Dossier
from congvu.dossiers.models.papers import Slip


class ClockRule(models.Model):
    """A number that the law sets for the clock, from a day on. Rows are withdrawn, never changed."""

    class Code(models.TextChoices):
        """What it rules."""

        SUPPLEMENT_WINDOW = "supplement_window", _("Chỉ được yêu cầu bổ sung trong thời gian này, kể từ khi nhận")
        APOLOGY_LEAD = "apology_lead", _("Xin lỗi, hẹn lại chậm nhất trước ngày hẹn")
        REAPPOINTMENTS = "reappointments", _("Số lần được hẹn lại ngày trả")
        SOON_PERCENT = "soon_percent", _("Cảnh báo khi còn bao nhiêu phần trăm thời hạn")
        SOON_DAYS = "soon_days", _("Cảnh báo khi còn ít nhất bao nhiêu ngày làm việc")
        UNCLAIMED = "unclaimed", _("Kết quả chưa ai nhận: nhắc người nộp sau")
        HELD_CODES = "held_codes", _("Mã dự phòng khi mất mạng: một nơi tiếp nhận giữ nhiều nhất")
        HELD_DAYS = "held_days", _("Mã dự phòng khi mất mạng: dùng được trong")
        LATE_ENTRY = "late_entry", _("Việc làm khi mất mạng: ghi vào hệ thống chậm nhất sau")

    code = models.CharField(max_length=20, choices=Code.choices)
    value = models.CharField(max_length=40)
    """``3 working_day``, or a whole number."""
    legal_basis = models.CharField(max_length=300)
    valid_from = models.DateField()
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"], condition=Q(withdrawn_at=None), name="one_clock_rule_from_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.value}"


class LatenessReason(models.Model):
    """A reason for lateness that may be chosen (lý do chậm); what was chosen keeps its words."""

    class Fault(models.TextChoices):
        """With whom it lies."""

        AGENCY = "agency", _("Cơ quan giải quyết")
        COORDINATOR = "coordinator", _("Cơ quan phối hợp")
        SYSTEM = "system", _("Hệ thống")
        CITIZEN = "citizen", _("Người nộp")
        OTHER = "other", _("Khác")

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=200)
    fault = models.CharField(max_length=12, choices=Fault.choices)
    is_open = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Lateness(models.Model):
    """Why a dossier is late, as somebody chose it from the list; append-only, the last one counts."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="latenesses")
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    fault = models.CharField(max_length=12, choices=LatenessReason.Fault.choices)
    words = models.TextField(blank=True)
    by = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["dossier", "id"], name="lateness_of_dossier")]

    def __str__(self) -> str:
        return self.name


class Apology(models.Model):
    """An apology with a new day (Phiếu xin lỗi và hẹn lại, M04): prepared by an officer, signed by the head."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="apologies")
    reason = models.CharField(max_length=200)
    """As chosen from the list, with what the officer added."""
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    prepared_at = models.DateTimeField()
    prepared_by = models.JSONField()
    dropped_at = models.DateTimeField(null=True, blank=True)
    """When it was taken back, or fell away because the dossier came to its end."""
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.JSONField(default=dict, blank=True)
    number = models.CharField(max_length=60, blank=True)
    in_time = models.BooleanField(null=True, blank=True)
    """Whether it was signed early enough before the day; one that was not leaves the dossier late."""
    slip = models.ForeignKey(Slip, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    promise = models.ForeignKey(Promise, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(signed_at=None, dropped_at=None), name="one_apology_in_preparation"
            )
        ]

    def __str__(self) -> str:
        return self.number or f"{self.dossier_id}"
