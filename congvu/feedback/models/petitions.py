"""Petitions (phản ánh, kiến nghị – PAKN), what happened to each, and the dated limits of their handling."""

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from congvu.feedback.petitioning import DEED_WORDS, About, Channel, PetitionState


class PetitionRule(models.Model):
    """Within how many working days each thing is done, from a day on (QĐ 766/QĐ-TTg 5.1-5.3, NĐ 20/2008)."""

    valid_from = models.DateField(unique=True)
    refuse_days = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    ask_days = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    forward_days = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    solve_days = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    publish_days = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    intake = models.ForeignKey("people.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Who receives what names no agency; empty: the first agency of the province."""
    legal_basis = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.valid_from:%d/%m/%Y}"


class Petition(models.Model):
    """One petition. The sender follows it by ``follow_code``, the office by its number in the book."""

    State = PetitionState

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    follow_code = models.CharField(max_length=20, unique=True)
    """Random and long: who has it may read everything the sender may."""
    number = models.CharField(max_length=30)
    """In the book of the agency that received it."""
    state = models.CharField(max_length=10, choices=PetitionState.choices, default=PetitionState.RECEIVED)
    about = models.CharField(max_length=15, choices=About.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    title = models.CharField(max_length=200)
    text = models.TextField()
    sender = models.ForeignKey("people.Party", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Who was logged in; empty: somebody who gave name and telephone."""
    sender_name = models.CharField(max_length=300)
    sender_address = models.CharField(max_length=400)
    sender_phone = models.CharField(max_length=40)
    sender_email = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=5, default="vi")
    is_confidential = models.BooleanField(default=False)
    """The sender's identity is kept from everybody but who has to know it (NĐ 20/2008 Đ.9)."""
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    """Who has it now."""
    received_by = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    procedure = models.ForeignKey(
        "catalogue.Procedure", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dossier = models.ForeignKey("dossiers.Dossier", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    came_at = models.DateTimeField()
    """When it came, complete, to the agency that has it now: limits of sorting count from here."""
    complete_at = models.DateTimeField()
    """When the sender had said all that was needed: the limit of solving counts from here."""
    asked = models.TextField(blank=True)
    is_conduct = models.BooleanField(default=False)
    """About attitude or conduct of officials: found so when it was sorted."""
    is_founded = models.BooleanField(null=True)
    """Whether it was found to be right; None until it is answered."""
    draft = models.TextField(blank=True)
    """The answer as prepared, before a leader gives it."""
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.TextField(blank=True)
    """Why it was not received, or why the answer is not published."""
    public_title = models.CharField(max_length=200, blank=True)
    public_text = models.TextField(blank=True)
    public_answer = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    public_search = models.TextField(blank=True)
    """Folded: what is published, alone."""
    satisfaction = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    """What the sender says of the answer, 1-5; shown only in sums."""
    due_at = models.DateTimeField(null=True, blank=True)
    """When what comes next has to be done; None while it waits for the sender, or has ended."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="petition_published_is_answered",
                condition=Q(published_at=None) | (Q(answered_at__isnull=False) & ~Q(public_answer="")),
            ),
            models.CheckConstraint(
                name="petition_satisfaction_from_1_to_5",
                condition=Q(satisfaction=None) | Q(satisfaction__gte=1, satisfaction__lte=5),
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "due_at"], name="petition_of_agency"),
            models.Index(fields=["sender", "-received_at", "-id"], name="petition_of_sender"),
            models.Index(
                fields=["-published_at", "-id"], name="petition_published", condition=Q(published_at__isnull=False)
            ),
            models.Index(fields=["dossier"], name="petition_of_dossier", condition=Q(dossier__isnull=False)),
            GinIndex(fields=["public_search"], opclasses=["gin_trgm_ops"], name="petition_search"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def subject(self) -> str:
        """Name of this petition in traces and as an owner of its files."""
        return f"petition:{self.pk}"


class PetitionEvent(models.Model):
    """One thing done about a petition, and by when it had to be; append-only."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="events")
    deed = models.CharField(max_length=12)
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    """The limit of this very deed; None where the law sets none."""
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    """Who had it then."""
    note = models.TextField(blank=True)
    by = models.JSONField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["petition", "id"], name="petition_event_of"),
            models.Index(fields=["deed", "at"], name="petition_event_deed"),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.deed}"

    @property
    def deed_words(self) -> str:
        """What was done, in the reader's words; empty for what stays inside the office."""
        return str(DEED_WORDS.get(self.deed, ""))

    @property
    def is_late(self) -> bool:
        """Whether it was done after its limit."""
        return self.due_at is not None and self.at > self.due_at
