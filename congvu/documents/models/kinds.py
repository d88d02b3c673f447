"""Kinds of documents (loại văn bản): 29 of the state's, the copies, and those of other realms."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from congvu.people.models import Agency


class Kind(models.Model):
    """A kind of document of a realm, dated (NĐ 30/2020 Đ.7, Annex III)."""

    class NumberComes(models.TextChoices):
        """When the number and the day go in: the law's order, or the other where a province has decided so."""

        AFTER_SIGNING = "after", _("Sau khi người có thẩm quyền ký")
        BEFORE_SIGNING = "before", _("Trước khi người có thẩm quyền ký")

    realm = models.CharField(max_length=10, choices=Agency.Realm.choices, default=Agency.Realm.STATE)
    code = models.PositiveSmallIntegerField()
    """1-29 in the order of NĐ 30/2020 Đ.7, as QCVN 102 counts them (18: công văn); copies and other realms follow."""
    name = models.CharField(max_length=100)
    english = models.CharField(max_length=100, blank=True)
    abbreviation = models.CharField(max_length=10, blank=True)
    """"QĐ", "TTr"; a công văn and a thư công have none."""
    is_copy = models.BooleanField(default=False)
    """Sao y, sao lục, trích sao: one series for all copies of an agency (NĐ 30/2020, Annex I part II)."""
    layout = models.CharField(max_length=30, default="named")
    """Which layout of Annex III: ``resolution``, ``decision``, ``named``, ``letter``, ``invitation``, …"""
    number_comes = models.CharField(max_length=10, choices=NumberComes.choices, default=NumberComes.AFTER_SIGNING)
    years_kept = models.PositiveSmallIntegerField(null=True, blank=True)
    """Proposed retention in years, empty: for ever (TT 10/2022/TT-BNV); the work file decides."""
    legal_basis = models.CharField(max_length=300, blank=True)
    is_unchecked = models.BooleanField(default=False)
    """Shipped from memory: the organisation it belongs to has to confirm name and abbreviation."""
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    """First day on which no new document of it is made."""

    class Meta:
        ordering = ["realm", "code"]
        constraints = [
            models.UniqueConstraint(name="document_kind_once", fields=["realm", "code"], condition=Q(valid_to=None)),
        ]

    def __str__(self) -> str:
        return self.name
