"""The result as it would be signed, drawn page by page: a convenience for readers, never a source of truth."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from congvu.dossiers.models.dossier import Dossier


class DraftPicture(models.Model):
    """Pages (PNG) of the draft under one signer's name; gone as soon as the draft is written anew or signed."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="draft_pictures")
    signer_name = models.CharField(max_length=200)
    signer_title = models.CharField(max_length=200)
    pages = ArrayField(models.BinaryField())
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "signer_name", "signer_title"], name="draft_drawn_once_for_a_signer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.signer_name}"
