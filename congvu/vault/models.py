"""Vault: papers, the signed codes printed on them, and the status lists. Rows are written by ``operations``."""

import datetime as dt
import uuid

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from congvu.people.models import Agency, Party


class SignedCode(models.Model):
    """A code (mã QR ký số) made for one print of a paper. Its row number is its place in the status lists.

    It says nothing by itself: only the code that its paper names (``Paper.code``) stands for an issued paper.
    """

    public_id = models.UUIDField(db_index=True)
    """The paper it is for, known before the paper is kept."""
    text = models.TextField(blank=True)
    """The code as it is printed, empty until it is signed."""
    data = models.JSONField(default=dict)
    """What was printed, whose digest stands in the code."""
    credential = models.CharField(max_length=64, blank=True)
    """Fingerprint of the certificate it was signed with."""
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["credential"], name="code_signed_with", condition=~Q(credential=""))]

    def __str__(self) -> str:
        return f"{self.public_id} {self.pk}"


class Paper(models.Model):
    """A paper (giấy tờ) in somebody's vault."""

    class Trust(models.TextChoices):
        """How we know it (mức tin cậy)."""

        ISSUED = "issued", _("Cơ quan của tỉnh cấp")
        VERIFIED = "verified", _("Bản đã được cán bộ kiểm tra")

    class State(models.TextChoices):
        """What became of it; whether it has run out is a question of the day."""

        VALID = "valid", _("Còn hiệu lực")
        REPLACED = "replaced", _("Đã được thay thế")
        REVOKED = "revoked", _("Đã thu hồi")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """The number in addresses and in the code: for a dossier's result the dossier's own."""
    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    """Kind by which procedures ask for it: ``birth_certificate``."""
    name = models.CharField(max_length=300)
    number = models.CharField(max_length=60, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    """Who issued it, or who verified it: the agency that answers for this entry."""
    issuer_name = models.CharField(max_length=300)
    """Who issued it, as printed; of a verified paper somebody else than ``agency``, empty when not known."""
    issued_on = models.DateField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    """The first day on which it no longer holds; empty: without limit."""
    trust = models.CharField(max_length=10, choices=Trust.choices)
    file_use = models.UUIDField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the file, hexadecimal."""
    origin = models.CharField(max_length=80)
    """What it came from: ``dossier:12``."""
    origin_part = models.CharField(max_length=80)
    """Which of its papers: ``result``, ``paper:55``."""
    code = models.OneToOneField(SignedCode, null=True, blank=True, on_delete=models.PROTECT, related_name="paper")
    """The code printed on it."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.VALID)
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=500, blank=True)
    ended_by = models.JSONField(default=dict, blank=True)
    kept_at = models.DateTimeField()
    kept_by = models.JSONField()
    search_text = models.TextField()
    """Folded: number, name, the owner's name and number."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin", "origin_part"], name="vault_paper_once_per_origin"),
            models.CheckConstraint(
                name="vault_paper_end_has_reason",
                condition=Q(state="valid", ended_at=None)
                | (~Q(state="valid") & Q(ended_at__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="vault_paper_replaced_by_another",
                condition=Q(state="replaced", replaced_by__isnull=False) & ~Q(replaced_by=F("id"))
                | ~Q(state="replaced") & Q(replaced_by=None),
            ),
            models.CheckConstraint(
                name="vault_paper_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gt=F("valid_from")),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "kind"], name="vault_of_owner"),
            models.Index(fields=["agency", "-kept_at", "-id"], name="vault_of_agency"),
            models.Index(fields=["kind"], name="vault_kind_with_end", condition=Q(valid_to__isnull=False)),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="vault_search"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}".strip()

    @property
    def subject(self) -> str:
        """Name of this paper in traces and as an owner of its file."""
        return f"vault:{self.public_id}"

    def holds_on(self, day: dt.date) -> bool:
        """Tell whether it may be used on ``day``."""
        begun = self.valid_from is None or self.valid_from <= day
        return self.state == self.State.VALID and begun and not self.has_run_out(day)

    def has_run_out(self, day: dt.date) -> bool:
        """Tell whether its time is over on ``day``."""
        return self.valid_to is not None and self.valid_to <= day

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it holds, as people say it; None without limit."""
        return self.valid_to - dt.timedelta(days=1) if self.valid_to else None


class StatusList(models.Model):
    """A signed list of the states of ``statuses.SIZE`` codes, as it is downloaded (Token Status List, CWT form)."""

    number = models.PositiveIntegerField(unique=True)
    token = models.BinaryField()
    states = models.BinaryField()
    """The states it was made from, packed: an unchanged list is signed anew only when it grows old."""
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.number} {self.signed_at:%d/%m/%Y %H:%M}"


class ReminderRule(models.Model):
    """When owners of a kind of paper are reminded before it ends, and what is offered (NĐ 224/2026 Đ.16)."""

    class Level(models.IntegerChoices):
        """How far the proactive service goes."""

        REMIND = 1, _("Nhắc và hướng dẫn")
        PREPARE = 2, _("Nhắc và chuẩn bị sẵn hồ sơ")

    paper_kind = models.CharField(max_length=60)
    days_before = models.PositiveSmallIntegerField()
    """Calendar days before the last day of the paper."""
    procedure = models.ForeignKey("catalogue.Procedure", on_delete=models.PROTECT, related_name="+")
    """What the owner may file then."""
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.REMIND)
    legal_basis = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    """The first day on which it no longer holds."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper_kind", "days_before", "valid_from"], name="one_reminder_a_day"),
            models.CheckConstraint(
                name="reminder_rule_ends_after_it_begins", condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper_kind} {self.days_before}"


class ReminderRefusal(models.Model):
    """A citizen who does not want to be reminded (từ chối dịch vụ chủ động, NĐ 224/2026 Đ.17)."""

    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.party_id)


class Reminder(models.Model):
    """One reminder given: once for a rule and a paper."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    rule = models.ForeignKey(ReminderRule, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "paper"], name="reminded_once")]
        indexes = [models.Index(fields=["sent_at"], name="reminder_sent")]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.paper_id}"
