"""An issued document on its way to one receiver, with the states of QĐ 28/2018/QĐ-TTg."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from congvu.documents.models.document import Document
from congvu.people.models import Agency


class Delivery(models.Model):
    """One receiver of an issued document (nơi nhận): how it goes, and what the receiver answered."""

    class Way(models.TextChoices):
        """How it goes."""

        SYSTEM = "system", _("Trên hệ thống")
        AXIS = "axis", _("Trục liên thông văn bản")
        EMAIL = "email", _("Thư điện tử")
        PAPER = "paper", _("Bản giấy")

    class Status(models.TextChoices):
        """Codes of the axis, kept inside the province too."""

        WAITING = "00", _("Chưa gửi")
        ARRIVED = "01", _("Đã đến")
        REJECTED = "02", _("Từ chối tiếp nhận")
        ACCEPTED = "03", _("Đã tiếp nhận")
        ASSIGNED = "04", _("Đã phân công")
        IN_PROGRESS = "05", _("Đang xử lý")
        COMPLETED = "06", _("Hoàn thành")
        RECALL_REQUESTED = "13", _("Yêu cầu thu hồi")
        RECALL_AGREED = "15", _("Đồng ý thu hồi")
        RECALL_REFUSED = "16", _("Từ chối thu hồi")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="deliveries", db_index=False)
    receiver = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    receiver_name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    """E-mail or postal address where it does not go by the system."""
    way = models.CharField(max_length=8, choices=Way.choices)
    status = models.CharField(max_length=2, choices=Status.choices, default=Status.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    """Why it was rejected, recalled or the recall refused."""
    arrival = models.OneToOneField(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="delivery_in"
    )
    """The receiver's own document."""
    copies = models.PositiveSmallIntegerField(default=1)
    sent_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "receiver"], name="delivery_once_to_each_agency"),
        ]
        indexes = [
            models.Index(fields=["status", "changed_at"], name="delivery_by_status"),
            models.Index(fields=["receiver", "created_at"], name="delivery_to_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} → {self.receiver_name}"
