"""Ratings of dossiers (đánh giá việc giải quyết thủ tục, NĐ 61/2018 Đ.27-32). Confidential: shown only in sums."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class Invitation(models.Model):
    """The citizen may rate this dossier: its result has been returned."""

    dossier = models.OneToOneField("dossiers.Dossier", on_delete=models.PROTECT, related_name="+")
    open_from = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.dossier_id)


class Rating(models.Model):
    """What the owner says of one dossier, once; it may be changed for as long as it is open."""

    invitation = models.OneToOneField(Invitation, on_delete=models.PROTECT, related_name="rating")
    score = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    """1 very dissatisfied … 5 very satisfied."""
    aspects = models.JSONField(default=dict)
    """{"time": 1-5, "attitude": 1-5, …} of the contents of NĐ 61/2018 Đ.31."""
    comment = models.TextField(blank=True)
    rated_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="score_from_1_to_5", condition=models.Q(score__gte=1, score__lte=5))]
        indexes = [models.Index(fields=["rated_at"], name="rating_of_day")]

    def __str__(self) -> str:
        return f"{self.score}"
