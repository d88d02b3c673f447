"""Printing: templates of papers, dated rows (mẫu phiếu)."""

import re

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from congvu.places.models import validity

UNCHECKED = re.compile(r"^//\s*unchecked:", re.MULTILINE)


class PaperTemplate(models.Model):
    """One version of a paper (mẫu): Typst source, shape of its data, and the law it follows."""

    class State(models.TextChoices):
        """How far a version has come."""

        PROPOSED = "proposed", _("Đề xuất")
        IN_FORCE = "in_force", _("Đang áp dụng")
        WITHDRAWN = "withdrawn", _("Đã bãi bỏ")

    key = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=300, blank=True)
    source = models.TextField()
    schema = models.JSONField(default=dict, blank=True)
    """JSON Schema 2020-12 of the data; empty: anything."""
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    """First day on which it is no longer used."""

    class Meta:
        constraints = [
            models.UniqueConstraint(name="paper_version_once", fields=["key", "digest"]),
            ExclusionConstraint(
                name="one_paper_in_force",
                expressions=[("key", RangeOperators.EQUAL), (validity(), RangeOperators.OVERLAPS)],
                condition=Q(state="in_force"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.valid_from:%d/%m/%Y})"

    @property
    def unchecked(self) -> bool:
        """Whether nobody has yet compared its heading with the official text (``// unchecked: valid_from``)."""
        return bool(UNCHECKED.search(self.source))


class BlockWords(models.Model):
    """The words of a paper's text block from a day on (chữ của một khối trên phiếu). Withdrawn, never changed."""

    paper = models.SlugField(max_length=60)
    block = models.SlugField(max_length=30)
    agency = models.ForeignKey("people.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Whose papers bear them; empty: those of every agency that has no words of its own."""
    words = models.TextField(blank=True)
    """Plain text with «fields»."""
    valid_from = models.DateField()
    recorded_at = models.DateTimeField()
    by = models.JSONField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "block", "agency", "valid_from"],
                condition=Q(withdrawn_at=None),
                nulls_distinct=False,
                name="one_wording_from_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.paper} · {self.block} ({self.valid_from:%d/%m/%Y})"
