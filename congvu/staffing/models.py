"""Staffing: what is kept of an Excel list that was brought in, until it is forgotten a month later."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from congvu.staffing.sheets import SHEETS


class Import(models.Model):
    """A list brought in (lần nhập danh sách)."""

    class State(models.TextChoices):
        """How far it is."""

        READING = "reading", _("Đang đọc tệp")
        UNREADABLE = "unreadable", _("Không đọc được")
        CHECKED = "checked", _("Chờ xác nhận")
        LOADING = "loading", _("Đang nạp")
        DONE = "done", _("Đã nạp")
        CANCELLED = "cancelled", _("Đã dừng")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10)
    """A key of :data:`congvu.staffing.sheets.BOOKS`."""
    name = models.CharField(max_length=150)
    file_use = models.UUIDField()
    actor = models.JSONField()
    """Snapshot of who brought it; their powers are asked about when each row is loaded."""
    official_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    problem = models.TextField(blank=True)
    made_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-made_at"], name="staffing_import_newest")]

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """A row of the list, what is wrong with it and what it changes."""

    class State(models.TextChoices):
        """What becomes of it."""

        SAME = "same", _("không đổi")
        READY = "ready", _("sẽ nạp")
        WRONG = "wrong", _("sai")
        HELD = "held", _("chờ dòng sai của cùng người")
        LOADED = "loaded", _("đã nạp")

    made_by = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    """Number of the row in Excel."""
    subject = models.CharField(max_length=80)
    """The official or agency it is about: what has one subject is loaded together or not at all."""
    cells = models.JSONField()
    problems = models.JSONField(default=dict)
    """Words by the key of the column; "" for the row as a whole."""
    deeds = models.JSONField(default=list)
    """What loading does: ``{"do": …, …}``, in order."""
    changes = models.JSONField(default=list)
    """The same in words."""
    state = models.CharField(max_length=6, choices=State.choices)

    class Meta:
        indexes = [models.Index(fields=["made_by", "state", "subject"], name="staffing_row_waiting")]
        constraints = [models.UniqueConstraint(fields=["made_by", "sheet", "number"], name="staffing_row_once")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.number}"

    @property
    def sheet_title(self) -> str:
        """Title of the sheet in Excel."""
        return SHEETS[self.sheet].title

    @property
    def label(self) -> str:
        """What the row calls its subject: a name, or the role that is given."""
        return next((self.cells[key] for key in ("full_name", "name", "role") if self.cells.get(key)), "")
