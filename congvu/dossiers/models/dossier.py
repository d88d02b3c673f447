"""Bundle, dossier, leg: one submission, its dossiers, each agency's part."""

import uuid
from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Func, Value
from django.utils.translation import gettext_lazy as _

from congvu.dossiers.lifecycle import State
from congvu.kit.text import BETWEEN
from congvu.workdays.queries import Limit


class Origin(models.TextChoices):
    """How the dossier came (kênh thực hiện)."""

    COUNTER = "counter", _("Trực tiếp")
    PORTAL = "portal", _("Trực tuyến")
    NATIONAL_PORTAL = "national_portal", _("Cổng Dịch vụ công quốc gia")
    MINISTRY = "ministry", _("Hệ thống của bộ, ngành")
    POST = "post", _("Bưu chính công ích")
    PARTNER = "partner", _("Phần mềm của đối tác")


class Runner(models.TextChoices):
    """Who runs it: this system, or an outside one of which only states, dates and results are mirrored."""

    HERE = "here", _("Hệ thống này")
    OUTSIDE = "outside", _("Hệ thống khác")


class ReturnBy(models.TextChoices):
    """How the citizen wants the result (hình thức nhận kết quả)."""

    ONLINE = "online", _("Trực tuyến, bản điện tử")
    COUNTER = "counter", _("Tại Bộ phận Một cửa")
    POST = "post", _("Qua bưu chính")


class Outcome(models.TextChoices):
    """What the answer is."""

    NONE = "", _("Chưa có kết quả")
    GRANTED = "granted", _("Được giải quyết")
    REFUSED = "refused", _("Từ chối giải quyết")


class Bundle(models.Model):
    """One submission (lần nộp): one or several dossiers. ``submission_key`` makes a repeated press harmless."""

    submission_key = models.CharField(max_length=100)
    submitter = models.ForeignKey("people.Party", on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    origin = models.CharField(max_length=20, choices=Origin.choices)
    partner = models.ForeignKey("accounts.Partner", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The partner whose program filed it for the submitter."""
    mandate = models.ForeignKey("dossiers.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """By which consent somebody filed it for the owner; empty: the owner filed it himself, or stood at the desk."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submitter", "submission_key"], name="one_bundle_per_submission_key")
        ]

    def __str__(self) -> str:
        return f"{self.submission_key}"


_APART = Func(
    F("search_text"), Value(BETWEEN), Value(" " * len(BETWEEN)), function="translate", output_field=models.TextField()
)
WORDS = SearchVector(_APART, config="simple")
"""The words by which a dossier is found, as their index knows them."""


class Dossier(models.Model):
    """One dossier (hồ sơ). Owns the national state; its code has an issuer and aliases and is never a key."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="dossiers")
    code = models.CharField(max_length=60)
    code_issuer = models.CharField(max_length=35)
    version = models.ForeignKey("catalogue.ProcedureVersion", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    """Short name of the procedure and who it is about, for lists."""
    state = models.PositiveSmallIntegerField(choices=State.choices, default=State.REGISTERED)
    active_state = models.PositiveSmallIntegerField(choices=State.choices, default=State.REGISTERED)
    """The last state in which it did not wait for the citizen: where it goes on."""
    state_before = models.PositiveSmallIntegerField(choices=State.choices, null=True, blank=True)
    """The state before this one: where it goes back to when a withdrawal is not granted."""
    origin = models.CharField(max_length=20, choices=Origin.choices)
    runner = models.CharField(max_length=10, choices=Runner.choices, default=Runner.HERE)
    part = models.CharField(max_length=40, blank=True)
    """Which of the sheet's ``linked`` parts it is; empty: the dossier that was filed."""
    receiving_agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    competent_agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("people.Party", on_delete=models.PROTECT, related_name="+")
    owner_snapshot = models.JSONField()
    """Name, identifier, phone, e-mail, address of the owner as they were when filed."""
    values = models.JSONField()
    return_by = models.CharField(max_length=10, choices=ReturnBy.choices)
    return_address = models.CharField(max_length=300, blank=True)
    submitted_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True)
    competent_received_at = models.DateTimeField(null=True, blank=True)
    clock_started_at = models.DateTimeField(null=True, blank=True)
    clock_stopped_at = models.DateTimeField(null=True, blank=True)
    """Since when the clock stands still: it waits for the citizen, or for a step whose time is its own."""
    due_at = models.DateTimeField(null=True, blank=True)
    soon_at = models.DateTimeField(null=True, blank=True)
    """From when on the dossier counts as nearly due (20 % of the limit or one working day left)."""
    statutory_due_at = models.DateTimeField(null=True, blank=True)
    """When the limit of the law ends, where the province promised a shorter one; both are scored."""
    late_since = models.DateTimeField(null=True, blank=True)
    """Since when it counts as late whatever its promise says: papers asked for again, an apology too late."""
    late_ground = models.CharField(max_length=200, blank=True)
    """Why, with the rule it rests on."""
    apology_waits = models.BooleanField(default=False)
    """Whether an apology waits for the head's signature, so that work lists need not ask."""
    done_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    """When its handling ended: solved, stopped or not accepted. Figures are counted by it."""
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default=Outcome.NONE)
    run = models.OneToOneField("processes.Run", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    result_number = models.CharField(max_length=60, blank=True)
    result_date = models.DateField(null=True, blank=True)
    result_extra = models.JSONField(default=dict, blank=True)
    """What the officer wrote down with the number, such as the child's personal number."""
    distinct_key = models.CharField(max_length=64, blank=True)
    """Digest of the answers that no other dossier may have (``distinct`` of the sheet); empty: the sheet has none."""
    erased_at = models.DateTimeField(null=True, blank=True)
    """When its contents were erased because their term was over; its trace stays."""
    search_text = models.TextField(blank=True)
    """Folded: code, names, title."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code_issuer", "code"], name="dossier_code_once_per_issuer"),
            models.CheckConstraint(
                name="running_dossier_has_clock",
                condition=~models.Q(state__in=[State.ACCEPTED, State.PROCESSING]) | models.Q(received_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-submitted_at", "-id"], name="dossier_of_owner"),
            models.Index(fields=["code"], name="dossier_code"),
            models.Index(
                fields=["competent_agency", "distinct_key"], name="dossier_alike", condition=~models.Q(distinct_key="")
            ),
            models.Index(fields=["competent_agency", "state", "due_at"], name="dossier_agency_state_due"),
            models.Index(fields=["receiving_agency", "-submitted_at", "-id"], name="dossier_received"),
            models.Index(fields=["competent_agency", "ended_at", "received_at"], name="dossier_agency_ended"),
            models.Index(fields=["-submitted_at", "-id"], name="dossier_newest"),  # for words that most dossiers have
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="dossier_search"),
            GinIndex(WORDS, name="dossier_words"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def subject(self) -> str:
        """Name of this dossier in traces: ``dossier:12``."""
        return f"dossier:{self.pk}"

    @property
    def is_run_here(self) -> bool:
        """Tell whether our officials work on it; else an outside system does and only its states are mirrored."""
        return self.runner == Runner.HERE

    @property
    def limit(self) -> Limit:
        """How long solving may take: the limit of its linked part, else of its procedure in its case."""
        return self.version.limit_of(self.part, self._case_answers)

    @property
    def _case_answers(self) -> dict[str, Any]:
        """By what a limit of a case is chosen: read only where there are cases, for lists leave ``values`` unread."""
        return self.values if self.version.limit_cases else {}

    @property
    def statutory_limit(self) -> Limit | None:
        """The limit of the law where the province has cut it; linked parts and cases have none of their own."""
        row = self.version.limit_row(self.part, self._case_answers)
        return self.version.statutory_limit if "statutory" in row else None

    @property
    def law_limit(self) -> Limit:
        """The limit that ``statutory_due_at`` is counted by: of the law, or ours where the other side promised less."""
        return self.statutory_limit or self.limit

    @property
    def state_label(self) -> str:
        """The state in the reader's words."""
        return str(State(self.state).label)


class DossierAlias(models.Model):
    """Another code of the same dossier (mã khác), given by another issuer."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="aliases")
    issuer = models.CharField(max_length=60)
    code = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "code"], name="alias_once_per_issuer")]

    def __str__(self) -> str:
        return self.code


class Leg(models.Model):
    """An agency's part of a dossier (phần việc của một cơ quan)."""

    class Duty(models.TextChoices):
        """Lead or coordinator."""

        LEAD = "lead", _("Chủ trì")
        COORDINATOR = "coordinator", _("Phối hợp")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="legs")
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=12, choices=Duty.choices)
    limit_text = models.CharField(max_length=30)
    task = models.CharField(max_length=300, blank=True)
    """What it does in it: the names of its steps; empty for the lead, which does the rest."""
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    """Its own limit; the lead's is the promise."""
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=models.Q(duty="lead", done_at=None), name="one_open_lead_leg"
            ),
            models.UniqueConstraint(
                fields=["dossier", "agency"],
                condition=models.Q(duty="coordinator", done_at=None),
                name="one_open_part_an_agency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.duty}"


class Move(models.Model):
    """One move of the national state; append-only."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="moves")
    before = models.PositiveSmallIntegerField(choices=State.choices, null=True)
    after = models.PositiveSmallIntegerField(choices=State.choices)
    at = models.DateTimeField()
    """When it happened."""
    recorded_at = models.DateTimeField(null=True, blank=True)
    """When it was recorded, where it happened before, by hand; empty: at the same minute."""
    by = models.JSONField()
    note = models.TextField(blank=True)
    """Shown to the citizen."""

    class Meta:
        indexes = [models.Index(fields=["dossier", "at"], name="move_of_dossier")]

    def __str__(self) -> str:
        return f"{self.before}→{self.after}"
