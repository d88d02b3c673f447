"""What queueing keeps: the hall of an agency, its lines and counters, appointments, tickets."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from congvu.queueing.lifecycle import AT_COUNTER, Rank, State

__all__ = ["Appointment", "Counter", "Hall", "Line", "Rank", "State", "Ticket"]


class Hall(models.Model):
    """The hall of an agency (sảnh chờ). Its key opens the kiosk's page, and may be made anew."""

    agency = models.OneToOneField("people.Agency", on_delete=models.PROTECT, related_name="+")
    kiosk_key = models.UUIDField(default=uuid.uuid4, unique=True)

    def __str__(self) -> str:
        return f"hall of agency {self.agency_id}"


class Line(models.Model):
    """A line of people who wait for the same counters (hàng chờ); its letter stands before the numbers."""

    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    letter = models.CharField(_("ký hiệu"), max_length=2, validators=[RegexValidator(r"^[A-Z]{1,2}\Z")])
    name = models.CharField(_("tên hàng chờ"), max_length=120)
    field_codes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    """Fields of procedures (lĩnh vực) served here; empty: all."""
    usual_minutes = models.PositiveSmallIntegerField(
        _("số phút thường tiếp một lượt"), default=10, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    slot_minutes = models.PositiveSmallIntegerField(
        _("số phút một khung giờ hẹn"), default=30, validators=[MinValueValidator(5), MaxValueValidator(240)]
    )
    places = models.PositiveSmallIntegerField(
        _("số người hẹn một khung"), default=0, validators=[MaxValueValidator(100)]
    )
    """0: no appointments are given."""
    days_ahead = models.PositiveSmallIntegerField(
        _("nhận hẹn trước tối đa (ngày)"), default=14, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    grace_minutes = models.PositiveSmallIntegerField(
        _("giữ lượt hẹn khi đến muộn (phút)"), default=15, validators=[MaxValueValidator(240)]
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["letter", "id"]
        constraints = [
            models.UniqueConstraint(
                name="line_letter_once", fields=["agency", "letter"], condition=Q(closed_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.letter}: {self.name}"


class Counter(models.Model):
    """A counter of the hall (quầy) and who sits there now."""

    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("số quầy"), validators=[MinValueValidator(1), MaxValueValidator(999)])
    lines = models.ManyToManyField(Line, related_name="counters")
    official = models.OneToOneField(
        "people.Official", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sat_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(
                name="counter_number_once", fields=["agency", "number"], condition=Q(closed_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Appointment(models.Model):
    """A citizen's appointment in a slot (lịch hẹn). The code is what the kiosk asks for."""

    class State(models.TextChoices):
        """What became of it."""

        BOOKED = "booked", _("Đã hẹn")
        ARRIVED = "arrived", _("Đã đến")
        CANCELLED = "cancelled", _("Đã hủy")
        MISSED = "missed", _("Không đến")

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=8, unique=True)
    party = models.ForeignKey("people.Party", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=300)
    procedure_code = models.CharField(max_length=20)
    procedure_name = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    booked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_appointment_a_line", fields=["line", "party"], condition=Q(state="booked")
            )
        ]
        indexes = [
            models.Index(name="appointment_in_line", fields=["line", "starts_at"]),
            models.Index(name="appointment_of_party", fields=["party", "starts_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.starts_at:%d/%m/%Y %H:%M}"


class Ticket(models.Model):
    """One turn in a line on a day (lượt, số thứ tự)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    rank = models.PositiveSmallIntegerField(choices=Rank.choices, default=Rank.ORDINARY)
    why_first = models.CharField(max_length=20, blank=True)
    """Ground of a priority, a key of :data:`congvu.queueing.queries.GROUNDS`."""
    party = models.ForeignKey("people.Party", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=300, blank=True)
    procedure_code = models.CharField(max_length=20, blank=True)
    procedure_name = models.CharField(max_length=200, blank=True)
    appointment = models.OneToOneField(
        Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="ticket"
    )
    taken_at = models.DateTimeField()
    waits_from = models.DateTimeField()
    """Whose turn it is among equals; of one who came long before the slot: the slot's beginning."""
    counter = models.ForeignKey(Counter, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField(null=True, blank=True)
    calls = models.PositiveSmallIntegerField(default=0)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    subjects = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    """What came of it: ``dossier:12``."""

    class Meta:
        ordering = ["day", "line", "number"]
        constraints = [
            models.UniqueConstraint(name="ticket_number_once_a_day", fields=["line", "day", "number"]),
            models.UniqueConstraint(
                name="one_ticket_at_a_counter", fields=["counter"], condition=Q(state__in=[*map(str, AT_COUNTER)])
            ),
        ]
        indexes = [models.Index(name="ticket_in_line", fields=["line", "day", "state"])]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The number as it is called: A007."""
        return f"{self.line.letter}{self.number:03}"
