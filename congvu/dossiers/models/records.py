"""What is written down at a step: opinions and minutes; and public notices. Append-only but for a notice's end."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from congvu.catalogue import queries as catalogue
from congvu.dossiers.models.dossier import Dossier


class Conclusion(models.TextChoices):
    """What a record comes to; routing reads it as ``<step>_conclusion``."""

    AGREED = "agreed", _("Đồng ý")
    AGREED_IF = "agreed_if", _("Đồng ý, kèm yêu cầu")
    DISAGREED = "disagreed", _("Không đồng ý")
    SILENT = "silent", _("Hết hạn không trả lời, coi là đồng ý")
    WITHOUT = "without", _("Hết hạn không trả lời, giải quyết không chờ ý kiến")
    MET = "met", _("Hiện trạng phù hợp")
    NOT_MET = "not_met", _("Hiện trạng không phù hợp")
    PASSED = "passed", _("Thông qua")
    PASSED_IF = "passed_if", _("Thông qua, có yêu cầu chỉnh sửa")
    FAILED = "failed", _("Không thông qua")
    NO_OBJECTION = "no_objection", _("Không có ý kiến phản đối")
    OBJECTION = "objection", _("Có ý kiến phản đối")


class StepRecord(models.Model):
    """What a step left in writing: an opinion, or minutes of a field check or a council (NĐ 61/2018 Đ.17, 19)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="records")
    step_id = models.BigIntegerField()
    step_name = models.CharField(max_length=300)
    kind = models.CharField(max_length=20)
    """Kind of the step: consult, verify, council, notice."""
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    conclusion = models.CharField(max_length=14, choices=Conclusion.choices)
    content = models.TextField(blank=True)
    place = models.CharField(max_length=300, blank=True)
    participants = models.JSONField(default=list, blank=True)
    """Names with titles, as written down, one a line."""
    law = models.CharField(max_length=100, blank=True)
    """By which silence counts as agreement."""
    file_use = models.UUIDField(null=True, blank=True)
    """The scanned paper that it was written on."""
    by = models.JSONField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["dossier", "id"], name="record_of_dossier")]

    def __str__(self) -> str:
        return f"{self.step_name}: {self.conclusion}"

    @property
    def said(self) -> str:
        """The conclusion in the procedure's own words, else in those that all have."""
        own = (
            catalogue.opinion(version=self.dossier.version, conclusion=self.conclusion)
            if self.kind == "consult"
            else ""
        )
        return own or str(self.get_conclusion_display())


class PublicNotice(models.Model):
    """A public notice (niêm yết công khai): what everybody may read for its time, and what came of it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="public_notices")
    step_id = models.BigIntegerField(unique=True)
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    rows = models.JSONField()
    """[{"label", "value"}]: what the sheet lets be shown, and nothing else of the answers."""
    places = models.TextField()
    """Where it hangs on paper beside the portal."""
    contact = models.CharField(max_length=300)
    law = models.CharField(max_length=200, blank=True)
    days = models.PositiveSmallIntegerField()
    """Calendar days, the first not counted."""
    posted_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    """When its result was written down, or the dossier ended; from then on nobody reads it on the portal."""
    by = models.JSONField()

    class Meta:
        indexes = [
            models.Index(fields=["-posted_at", "-id"], condition=models.Q(ended_at=None), name="notice_hanging"),
        ]

    def __str__(self) -> str:
        return self.title
