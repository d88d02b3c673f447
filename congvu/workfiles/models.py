"""What is kept of work files. Fields and constraints only."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from congvu.documents.models import Document
from congvu.people.models import Agency, Official, OrgUnit

__all__ = ["FileItem", "FileList", "Handover", "Heading", "Retention", "Workfile"]


class Retention(models.Model):
    """How long a kind of files is kept (thời hạn bảo quản), dated and by its law: data, never code."""

    code = models.CharField(max_length=20)
    group = models.CharField(_("nhóm"), max_length=120)
    title = models.CharField(_("loại hồ sơ"), max_length=300)
    years = models.PositiveSmallIntegerField(_("số năm"), null=True, blank=True)
    """Empty: for ever (vĩnh viễn)."""
    legal_basis = models.CharField(_("căn cứ"), max_length=300)
    is_unchecked = models.BooleanField(default=False)
    """Written down from practice: the archivist of the province has to confirm it."""
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(name="retention_once", fields=["code"], condition=Q(valid_to=None)),
        ]

    def __str__(self) -> str:
        return self.title


class FileList(models.Model):
    """The list of files of an agency for a year (danh mục hồ sơ), issued at its start."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("năm"))
    issued_at = models.DateTimeField(null=True, blank=True)
    """Empty: being drawn up."""
    act = models.CharField(_("văn bản ban hành"), max_length=200, blank=True)
    made_by = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(name="file_list_once_a_year", fields=["agency", "year"])]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}"


class Heading(models.Model):
    """A heading of the list (đề mục): "I. Tổ chức cán bộ" with the letters of its files ("TCCB")."""

    list = models.ForeignKey(FileList, on_delete=models.PROTECT, related_name="headings")
    ordinal = models.PositiveSmallIntegerField()
    title = models.CharField(_("đề mục"), max_length=200)
    letters = models.CharField(_("ký hiệu"), max_length=10)
    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["list", "ordinal"]
        constraints = [models.UniqueConstraint(name="heading_once", fields=["list", "letters"])]

    def __str__(self) -> str:
        return self.title


class Handover(models.Model):
    """A hand-over of closed files to the agency's archive (giao nộp hồ sơ vào lưu trữ cơ quan)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.JSONField()
    made_at = models.DateTimeField()
    received_by = models.JSONField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    condition = models.CharField(_("tình trạng"), max_length=300, blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.made_at:%Y-%m-%d}"


class Workfile(models.Model):
    """One file (hồ sơ): planned in the list or opened in the year, collects documents, is closed, handed over."""

    class State(models.TextChoices):
        """Where it stands."""

        PLANNED = "planned", _("Trong danh mục")
        OPEN = "open", _("Đang lập")
        CLOSED = "closed", _("Đã kết thúc")
        HANDED = "handed", _("Đã giao nộp")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    list = models.ForeignKey(FileList, on_delete=models.PROTECT, related_name="files")
    heading = models.ForeignKey(Heading, on_delete=models.PROTECT, related_name="files")
    ordinal = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    """"01.TCCB" (FileNotation)."""
    title = models.CharField(_("tiêu đề"), max_length=500)
    retention = models.ForeignKey(Retention, on_delete=models.PROTECT, related_name="+")
    years = models.PositiveSmallIntegerField(null=True, blank=True)
    """As the list says, from the retention's row; empty: for ever."""
    keeper = models.ForeignKey(Official, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Who puts it together (người lập)."""
    is_construction = models.BooleanField(default=False)
    """Of building: handed over three months after the final account, not after a year (NĐ 30/2020 Đ.30)."""
    rights = models.CharField(_("chế độ sử dụng"), max_length=30, blank=True)
    language = models.CharField(max_length=50, default="Tiếng Việt")
    description = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True)
    started_on = models.DateField(null=True, blank=True)
    """Day of the earliest document; ``ended_on`` of the latest."""
    ended_on = models.DateField(null=True, blank=True)
    documents = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.JSONField(null=True, blank=True)
    hand_over_by = models.DateField(null=True, blank=True)
    """Until when it is in the archive."""
    reminded_at = models.DateTimeField(null=True, blank=True)
    handover = models.ForeignKey(Handover, null=True, blank=True, on_delete=models.PROTECT, related_name="files")

    class Meta:
        ordering = ["list", "heading__ordinal", "ordinal"]
        constraints = [
            models.UniqueConstraint(name="workfile_code_once", fields=["list", "code"]),
            models.UniqueConstraint(name="workfile_ordinal_once", fields=["heading", "ordinal"]),
        ]
        indexes = [
            models.Index(fields=["keeper", "state"], name="workfile_of_keeper"),
            models.Index(fields=["hand_over_by"], name="workfile_due", condition=Q(state="closed")),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def key(self) -> str:
        """``workfile:12``: subject of audit lines."""
        return f"workfile:{self.pk}"


class FileItem(models.Model):
    """The place of a document in a file; the same document may have one in many files, without a copy."""

    workfile = models.ForeignKey(Workfile, on_delete=models.PROTECT, related_name="items")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    ordinal = models.PositiveIntegerField()
    """DocOrdinal: never given twice in a file."""
    pages = models.PositiveIntegerField(default=0)
    added_by = models.JSONField()
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.JSONField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    """Why it was taken out: a double, a draft."""

    class Meta:
        ordering = ["workfile", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                name="document_once_in_a_file", fields=["workfile", "document"], condition=Q(removed_at=None)
            ),
            models.UniqueConstraint(name="ordinal_once_in_a_file", fields=["workfile", "ordinal"]),
        ]
        indexes = [models.Index(fields=["document"], name="file_item_document", condition=Q(removed_at=None))]

    def __str__(self) -> str:
        return f"{self.workfile_id}/{self.ordinal}"
