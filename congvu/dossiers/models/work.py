"""Who holds the dossier: hand-overs (M05) and the rows that work lists read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from congvu.dossiers.models.dossier import Dossier


class Handover(models.Model):
    """One line of the control sheet (Phiếu kiểm soát, M05): giver, receiver, minute. Append-only."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="handovers")
    giver = models.JSONField()
    receiver = models.JSONField()
    """Actor snapshot, or {"agency_name", "role"} when handed to a role."""
    step_id = models.BigIntegerField(null=True, blank=True)
    """The step handed over: who took it, when, and how its limit was kept stand there."""
    step_name = models.CharField(max_length=200)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    timeliness = models.CharField(max_length=10, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["dossier", "id"], name="handover_of_dossier")]

    def __str__(self) -> str:
        return self.step_name


class WorkItem(models.Model):
    """One row per dossier and place that has to act: all that a work list shows, with its sort key.

    Written anew by each operation that moves the dossier; never a source of truth.
    """

    class Kind(models.TextChoices):
        """What has to be done."""

        RECEIVE = "receive", _("Tiếp nhận")
        TAKE_IN = "take_in", _("Nhận hồ sơ chuyển đến")
        APOLOGY = "apology", _("Ký phiếu xin lỗi")
        WITHDRAWAL = "withdrawal", _("Xét yêu cầu rút")
        UNANSWERED = "unanswered", _("Quá hạn bổ sung")
        PAYMENT = "payment", _("Thu tiền")
        WORK = "work", _("Giải quyết")
        REGISTER = "register", _("Ghi sổ")
        CONSULT = "consult", _("Cho ý kiến")
        CONSULT_LATE = "consult_late", _("Quá hạn cho ý kiến")
        VERIFY = "verify", _("Kiểm tra thực địa")
        COUNCIL = "council", _("Họp hội đồng")
        NOTICE = "notice", _("Niêm yết công khai")
        DUTY = "duty", _("Xác định nghĩa vụ tài chính")
        SIGN = "sign", _("Ký")
        SEAL = "seal", _("Đóng dấu")
        RETURN = "return", _("Trả kết quả")
        OUTSIDE = "outside", _("Hệ thống khác chưa tiếp nhận")

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="work_items")
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.OrgUnit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    assignee = models.ForeignKey("people.Official", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    step_id = models.BigIntegerField(null=True, blank=True)
    step_name = models.CharField(max_length=200)
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    owner_name = models.CharField(max_length=300)
    origin = models.CharField(max_length=20)
    ready_at = models.DateTimeField()
    sort_at = models.DateTimeField()
    """Due moment, or for what has no promise yet the moment it came."""
    due_at = models.DateTimeField(null=True, blank=True)
    soon_at = models.DateTimeField(null=True, blank=True)
    late_since = models.DateTimeField(null=True, blank=True)
    """Since when the dossier counts as late whatever its day says."""

    class Meta:
        indexes = [
            models.Index(fields=["agency", "role", "sort_at", "id"], name="work_by_role"),
            models.Index(fields=["agency", "kind", "sort_at", "id"], name="work_by_kind"),
            models.Index(fields=["assignee", "sort_at", "id"], name="work_by_assignee"),
            models.Index(fields=["due_at", "id"], name="work_by_due"),
            models.Index(fields=["agency", "due_at", "id"], name="work_due_in_agency"),
            models.Index(
                fields=["agency", "due_at", "id"], name="work_late_before", condition=models.Q(late_since__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.kind}"
