"""What is kept of assignments. Fields and constraints only."""

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from congvu.assignments.lifecycle import ENDED, State
from congvu.documents.models import Document, Urgency
from congvu.people.models import Agency, Official, OrgUnit

__all__ = ["Assignment", "AssignmentMove", "Extension", "Partner", "State"]


class Assignment(models.Model):
    """Something that has to be done (nhiệm vụ), by whom and until when."""

    class Source(models.TextChoices):
        """What it comes from."""

        DOCUMENT = "document", _("Văn bản")
        MEETING = "meeting", _("Kết luận cuộc họp")
        NOTE = "note", _("Bút phê, chỉ đạo")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    """Where it was given."""
    source = models.CharField(max_length=10, choices=Source.choices)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The document it comes from, as the giving agency holds it."""
    source_text = models.CharField(max_length=300, blank=True)
    """"Kết luận giao ban ngày 20/11/2026"."""
    content = models.TextField()
    wanted = models.CharField(max_length=300, blank=True)
    """The product that is expected: "Báo cáo gửi UBND thành phố"."""
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices, default=Urgency.NORMAL)
    giver = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    given_by = models.JSONField()
    given_at = models.DateTimeField()
    lead_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    lead_unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Official, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Who does it; empty until the unit's head or the other agency's leader names somebody."""
    first_due_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    """After extensions that were granted."""
    state = models.CharField(max_length=14, choices=State.choices, default=State.NEW)
    report = models.TextField(blank=True)
    product = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(null=True, blank=True)
    late_reason = models.CharField(max_length=500, blank=True)
    """Why it is late, in the words of who leads it."""
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    """How it was judged, 1 to 5."""
    judgement = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    sort_at = models.DateTimeField()
    """Due moment, or when it was given."""
    folded = models.CharField(max_length=800)

    class Meta:
        indexes = [
            models.Index(
                fields=["lead_agency", "sort_at", "id"], name="assignment_open", condition=~Q(state__in=sorted(ENDED))
            ),
            models.Index(
                fields=["lead", "sort_at", "id"], name="assignment_open_person", condition=~Q(state__in=sorted(ENDED))
            ),
            models.Index(fields=["agency", "-given_at", "-id"], name="assignment_given"),
            models.Index(fields=["document"], name="assignment_of_document"),
            GinIndex(name="assignment_folded", fields=["folded"], opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="assignment_grade_one_to_five", condition=Q(grade=None) | Q(grade__gte=1, grade__lte=5)
            ),
        ]

    def __str__(self) -> str:
        return self.content[:80]

    @property
    def key(self) -> str:
        """``assignment:12``: subject of audit lines."""
        return f"assignment:{self.pk}"


class Partner(models.Model):
    """Who works with the lead (phối hợp)."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="partners")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    official = models.ForeignKey(Official, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["official"], name="partner_person")]

    def __str__(self) -> str:
        return str(self.official or self.unit or self.agency)


class Extension(models.Model):
    """More time that was asked for (gia hạn), and the answer."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="extensions")
    wanted_at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    asked_by = models.JSONField()
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.JSONField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="one_extension_waits", fields=["assignment"], condition=Q(granted__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.reason[:40]}"


class AssignmentMove(models.Model):
    """One line of an assignment's way. Append-only."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="moves")
    before = models.CharField(max_length=14, choices=State.choices, blank=True)
    after = models.CharField(max_length=14, choices=State.choices)
    by = models.JSONField()
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
