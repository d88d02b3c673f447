"""A version that is being written: kept for whoever writes it, tried, put before a second person, published."""

import hashlib
import json

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from congvu.catalogue.models.procedures import Procedure, ProcedureVersion
from congvu.people.models import Official


class DraftState(models.TextChoices):
    """Where a draft stands. What is handed in is frozen; what was sent back is written on."""

    EDITING = "editing", _("Đang soạn")
    SUBMITTED = "submitted", _("Chờ duyệt")
    PUBLISHED = "published", _("Đã ban hành")
    DISCARDED = "discarded", _("Đã bỏ")


class Draft(models.Model):
    """A version of a procedure as one administrator is writing it. Its sheet may have faults until it is handed in."""

    code = models.CharField(_("mã thủ tục"), max_length=20)
    title = models.CharField(_("tên thủ tục"), max_length=500)
    procedure = models.ForeignKey(Procedure, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """None while the procedure is new."""
    based_on = models.ForeignKey(ProcedureVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    writer = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    sheet = models.JSONField()
    """The whole sheet as written, with ``form`` and ``steps``."""
    bpmn = models.TextField(blank=True)
    """The process as a file, when ``steps`` of the sheet names one."""
    result_template = models.TextField(blank=True)
    sample = models.JSONField(default=dict, blank=True)
    """A filled example: ``answers``, ``papers``, perhaps ``today``."""
    origin = models.JSONField(default=dict, blank=True)
    """Where it was brought in from: ``province``, ``digest``, ``name`` of the file; empty when written here."""
    rolls_back_to = models.PositiveSmallIntegerField(null=True, blank=True)
    """Number of the earlier version that is to hold again."""
    state = models.CharField(max_length=10, choices=DraftState.choices, default=DraftState.EDITING)
    revision = models.PositiveIntegerField(default=1)
    """Grows with every save: who writes over a newer one is told."""
    tried_digest = models.CharField(max_length=64, blank=True)
    """The content that has last run through a trial to its end."""
    tried_at = models.DateTimeField(null=True, blank=True)
    wanted_from = models.DateField(null=True, blank=True)
    """The day from which it is to hold, as handed in."""
    note = models.CharField(max_length=1000, blank=True)
    """What the writer tells the one who approves."""
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.JSONField(default=dict, blank=True)
    decision_note = models.CharField(max_length=1000, blank=True)
    """Why it was sent back."""
    version = models.ForeignKey(ProcedureVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The version it became."""
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "writer"], condition=Q(state__in=["editing", "submitted"]), name="one_draft_a_writer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def digest(self) -> str:
        """SHA-256 of all that is written but the day from which it holds."""
        sheet = {key: value for key, value in self.sheet.items() if key != "valid_from"}
        text = json.dumps([sheet, self.bpmn, self.result_template], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def is_tried(self) -> bool:
        """Whether just this content has run through a trial to its end."""
        return bool(self.tried_digest) and self.tried_digest == self.digest

    @property
    def is_open(self) -> bool:
        """Whether it may still be changed."""
        return self.state == DraftState.EDITING
