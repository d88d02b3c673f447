"""Surveys (khảo sát ý kiến): dated, of one agency or several, their questions kept as data, their answers nameless."""

import datetime as dt
import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from congvu.feedback.asking import Question


class SurveyPhase(models.TextChoices):
    """Where a survey stands on a day."""

    DRAFT = "draft", _("Đang soạn")
    COMING = "coming", _("Chưa đến ngày")
    RUNNING = "running", _("Đang lấy ý kiến")
    ENDED = "ended", _("Đã kết thúc")


class Survey(models.Model):
    """Questions asked from one day to another. Once opened, what is asked stands still."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    """Who asks."""
    title = models.CharField(max_length=200)
    intro = models.TextField(blank=True)
    questions = models.JSONField(default=list)
    """In order, each as ``asking`` says."""
    opens_on = models.DateField()
    closes_on = models.DateField()
    """The last day on which it may be answered."""
    by_dossier = models.BooleanField(default=True)
    """Owners of returned dossiers answer, once a dossier."""
    by_link = models.BooleanField(default=False)
    """Whoever has an agency's address or QR code answers, without log-in."""
    least_shown = models.PositiveSmallIntegerField(default=5, validators=[MinValueValidator(3), MaxValueValidator(100)])
    """Results of fewer answers are not shown: from few one could tell who said what."""
    opened_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opens_on", "-id"]
        constraints = [
            models.CheckConstraint(name="survey_closes_after_it_opens", condition=Q(closes_on__gte=F("opens_on")))
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """How the log calls it."""
        return f"survey:{self.pk}"

    @property
    def asked(self) -> list[Question]:
        """The questions, read."""
        return [Question.of(row) for row in self.questions]

    def phase(self, day: dt.date) -> SurveyPhase:
        """Return where it stands on a day."""
        if self.opened_at is None:
            return SurveyPhase.DRAFT
        if day < self.opens_on:
            return SurveyPhase.COMING
        return SurveyPhase.RUNNING if day <= self.closes_on else SurveyPhase.ENDED


class SurveyPlace(models.Model):
    """An agency about which a survey asks; its code stands in the address that its QR shows."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="places")
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=12, unique=True)

    class Meta:
        ordering = ["agency__sort_key"]
        constraints = [models.UniqueConstraint(fields=["survey", "agency"], name="agency_once_in_a_survey")]

    def __str__(self) -> str:
        return self.code


class SurveyAnswer(models.Model):
    """What somebody answered. Nothing here says who, of which dossier, or at which minute."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(SurveyPlace, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    answered_on = models.DateField()

    def __str__(self) -> str:
        return str(self.place)


class SurveyTurn(models.Model):
    """That the owner of a dossier has had their say; apart from what they said, with no time and no order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "dossier"], name="one_turn_a_dossier")]

    def __str__(self) -> str:
        return str(self.dossier_id)
