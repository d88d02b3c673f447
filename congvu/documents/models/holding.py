"""Who has a document in hand, and what a leader wrote on it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from congvu.documents.models.document import Document
from congvu.people.models import Agency, Official, OrgUnit


class Directive(models.Model):
    """A leader's note on a document (bút phê): who leads, who works with, until when (NĐ 30/2020 Đ.23)."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="directives")
    text = models.TextField()
    lead_unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Official, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    coordinators = models.JSONField(default=list, blank=True)
    """[{"unit": id or None, "official": id or None, "name": text}]."""
    due_at = models.DateTimeField(null=True, blank=True)
    by = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["document", "id"]

    def __str__(self) -> str:
        return self.text[:60]


class Holding(models.Model):
    """One row per document and holder: all that a list of work or of mail shows, with its sort key.

    Who has a row may see the document; who has an open one has to act.
    """

    class Task(models.TextChoices):
        """What is to be done."""

        WRITE = "write", _("Soạn thảo")
        CHECK_CONTENT = "check_content", _("Duyệt nội dung")
        CHECK_FORMAT = "check_format", _("Kiểm tra thể thức")
        SIGN = "sign", _("Ký")
        NUMBER = "number", _("Cấp số")
        SEAL = "seal", _("Đóng dấu")
        ISSUE = "issue", _("Phát hành")
        ALLOW_COPY = "allow_copy", _("Cho phép sao")
        MAKE_COPY = "make_copy", _("Làm bản sao")
        RECEIVE = "receive", _("Tiếp nhận, vào sổ")
        DIRECT = "direct", _("Bút phê")
        ASSIGN = "assign", _("Phân công")
        LEAD = "lead", _("Chủ trì giải quyết")
        COORDINATE = "coordinate", _("Phối hợp")
        READ = "read", _("Để biết")

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="holdings", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=20, blank=True)
    """Whoever has this role there; empty when ``official`` is named."""
    official = models.ForeignKey(
        Official, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    task = models.CharField(max_length=14, choices=Task.choices)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    sort_at = models.DateTimeField()
    """Due moment, or when it came; an urgent one comes before its day."""

    class Meta:
        indexes = [
            models.Index(fields=["official", "sort_at", "id"], name="holding_open_person", condition=Q(done_at=None)),
            models.Index(
                fields=["agency", "role", "sort_at", "id"], name="holding_open_role", condition=Q(done_at=None)
            ),
            models.Index(
                fields=["official", "task", "sort_at", "id"], name="holding_task_of_person", condition=Q(done_at=None)
            ),
            models.Index(
                fields=["agency", "role", "task", "sort_at", "id"],
                name="holding_task_of_role",
                condition=Q(done_at=None, official=None),
            ),
            models.Index(fields=["official", "document"], name="holding_of_person"),
            models.Index(fields=["document", "id"], name="holding_of_document"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.task}"
