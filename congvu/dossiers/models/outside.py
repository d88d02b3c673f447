"""Dossiers that another system runs: who runs a procedure from when, what went over, what was told back."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from congvu.dossiers.models.dossier import Dossier, Runner


class RunBy(models.Model):
    """Who runs the new dossiers of a procedure from a day on, where its sheet names an outside system."""

    procedure = models.ForeignKey("catalogue.Procedure", on_delete=models.PROTECT, related_name="+")
    runner = models.CharField(max_length=10, choices=Runner.choices)
    valid_from = models.DateField()
    ground = models.CharField(max_length=300)
    """The decision or agreement it rests on."""
    recorded_at = models.DateTimeField()
    by = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procedure", "valid_from"], name="one_runner_a_day")]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.runner} {self.valid_from}"


class OutsideCase(models.Model):
    """How a dossier stands with the system that runs it."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="outside")
    system = models.CharField(max_length=40)
    """Slug of the connector."""
    number = models.CharField(max_length=80, blank=True)
    """The other system's own number of it."""
    begun_at = models.DateTimeField()
    acknowledge_by = models.DateTimeField(null=True, blank=True)
    """Until when it has to say that it has it; None: nothing says so."""
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True)
    """When it was noted that ``acknowledge_by`` had passed in silence."""
    told_at = models.DateTimeField(null=True, blank=True)
    """Moment of the last message that took effect; what is older changes nothing any more."""

    class Meta:
        indexes = [
            models.Index(fields=["acknowledge_by"], name="outside_unacknowledged", condition=Q(acknowledged_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.number}"


class Parcel(models.Model):
    """Something to be sent to an outside system: the dossier, a supplement, a wish to withdraw. Sent in order."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Chờ gửi")
        TAKEN = "taken", _("Bên kia đã nhận")
        REFUSED = "refused", _("Bên kia từ chối")

    case = models.ForeignKey(OutsideCase, on_delete=models.PROTECT, related_name="parcels")
    service = models.CharField(max_length=20)
    """Name of the message: NopHoSo, BoSungHoSo, YeuCauRut."""
    number = models.UUIDField(default=uuid.uuid4, unique=True)
    """The same at every try: by it the other side knows what it has had before."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    last_error = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["not_before", "id"], name="parcels_waiting", condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return f"{self.service} {self.state}"


class OutsideMessage(models.Model):
    """A message of an outside system as it came, and what came of it. Forged ones are kept too, cut short."""

    class Outcome(models.TextChoices):
        """What came of it."""

        WAITING = "waiting", _("Đã nhận, chờ ghi")
        APPLIED = "applied", _("Đã ghi nhận")
        KNOWN = "known", _("Đã biết, không đổi gì")
        LATE = "late", _("Đến muộn, chỉ ghi vào lịch sử")
        CONFLICT = "conflict", _("Trái với trạng thái đang có, cần người xem")
        UNKNOWN = "unknown", _("Không có hồ sơ này")
        REPEATED = "repeated", _("Lặp lại, không ghi lần nữa")
        FORGED = "forged", _("Chữ ký sai, từ chối")
        UNREADABLE = "unreadable", _("Không đọc được, từ chối")

    system = models.CharField(max_length=40)
    number = models.CharField(max_length=100, blank=True)
    """The other system's number of the message; empty when it could not be trusted or read."""
    case = models.ForeignKey(OutsideCase, null=True, blank=True, on_delete=models.PROTECT, related_name="messages")
    told_at = models.DateTimeField(null=True, blank=True)
    """When it happened over there."""
    received_at = models.DateTimeField()
    body = models.TextField()
    words = models.CharField(max_length=500, blank=True)
    """What was said of the work, for the timeline."""
    who = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    """Why it could not take effect (yet)."""
    address = models.CharField(max_length=60, blank=True)
    """Network address it came from."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "number"],
                condition=~Q(outcome__in=["repeated", "forged", "unreadable"]),
                name="outside_message_counts_once",
            )
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="outside_message_newest"),
            models.Index(fields=["case", "told_at", "id"], name="outside_message_of_case"),
            models.Index(fields=["id"], name="outside_message_waiting", condition=Q(outcome="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.number} {self.outcome}"


class Outage(models.Model):
    """A time in which an outside system could not be reached; its length does not count for linked services."""

    system = models.CharField(max_length=40)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    declared_by = models.JSONField(default=dict, blank=True)
    """Who declared it by hand, and alone ends it; empty when it was seen by sending."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system"], condition=Q(ended_at=None), name="one_open_outage_a_system")
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.began_at}"
