"""Mandates (ủy quyền nộp hồ sơ): by whose consent somebody files for another, on which paper, for what, until when."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Mandate(models.Model):
    """Consent of a person that another files and follows dossiers in his name. He or the desk ends it any time."""

    class Relation(models.TextChoices):
        """What the one who files is to the person."""

        RELATIVE = "relative", _("Người thân")
        AUTHORISED = "authorised", _("Người được ủy quyền")
        GUARDIAN = "guardian", _("Người đại diện, người giám hộ")
        HELPER = "helper", _("Cán bộ nhập giúp")

    class Consent(models.TextChoices):
        """How the consent was given."""

        SIGNED = "signed", _("Ký văn bản đồng ý trước mặt cán bộ")
        PAPER = "paper", _("Ghi trong giấy ủy quyền")
        LAW = "law", _("Đại diện theo pháp luật")
        ONLINE = "online", _("Tự đồng ý trên cổng bằng tài khoản của mình")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey("people.Party", on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey("people.Party", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Who files; empty with ``helper``: the official who recorded it."""
    relation = models.CharField(max_length=10, choices=Relation.choices)
    consent = models.CharField(max_length=8, choices=Consent.choices)
    paper = models.CharField(max_length=300, blank=True)
    """The power of attorney: number, day, who certified it; or what shows the relation."""
    scan = models.UUIDField(null=True, blank=True)
    """The use of its scan; each dossier filed by it gets the file as a paper of its own."""
    procedure = models.ForeignKey(
        "catalogue.Procedure", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """For which procedure; empty: for every one."""
    valid_from = models.DateField()
    valid_until = models.DateField()
    """The last day on which it holds."""
    agency = models.ForeignKey("people.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Whose desk recorded it; empty: the person himself."""
    recorded_at = models.DateTimeField()
    recorded_by = models.JSONField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(owner=F("agent")), name="mandate_is_for_another"),
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="mandate_has_days"),
            models.CheckConstraint(
                condition=Q(relation="helper", agent=None) | (~Q(relation="helper") & Q(agent__isnull=False)),
                name="mandate_has_agent",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], name="mandate_of_owner"),
            models.Index(fields=["agent", "-id"], name="mandate_of_agent"),
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()} · {self.paper or self.get_consent_display()}"

    @property
    def subject(self) -> str:
        """Name of this mandate in traces and as the owner of its scan: ``mandate:12``."""
        return f"mandate:{self.pk}"

    @property
    def who(self) -> str:
        """Name of the one who files."""
        return self.agent.name if self.agent else str(self.recorded_by.get("name", ""))
