"""Who may see a document or one of its files beside those who have it in hand, and each change of that."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from congvu.documents.models.document import Document, DocumentFile
from congvu.people.models import Official, OrgUnit


class AccessGrant(models.Model):
    """An official or a unit that was let see a document, or one limited file of it (NĐ 30/2020, Annex VI.3)."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="access")
    file = models.ForeignKey(DocumentFile, null=True, blank=True, on_delete=models.CASCADE, related_name="access")
    """One file alone; empty: the document with every file that is not limited."""
    official = models.ForeignKey(Official, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.JSONField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="access_of_one", condition=Q(official__isnull=False) ^ Q(unit__isnull=False)),
        ]
        indexes = [
            models.Index(fields=["official", "document"], name="access_of_official", condition=Q(ended_at=None)),
            models.Index(fields=["unit", "document"], name="access_of_unit", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.official or self.unit)


class AccessChange(models.Model):
    """A change of who may see a document: it stands on the desk of its manager until it is confirmed."""

    class Kind(models.TextChoices):
        """What changed."""

        LIMITED = "limited", _("Giới hạn người xem")
        OPENED = "opened", _("Bỏ giới hạn người xem")
        GIVEN = "given", _("Thêm người được xem")
        TAKEN = "taken", _("Thôi cho xem")

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="access_changes")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    words = models.CharField(max_length=300)
    """Of what and for whom: the name of the file, of the official or the unit."""
    by = models.JSONField()
    at = models.DateTimeField()
    confirmed_by = models.JSONField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["document"], name="access_unconfirmed", condition=Q(confirmed_at=None))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.words}"


class SavedSearch(models.Model):
    """A search that an official has kept under a name (lưu điều kiện tìm)."""

    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("tên"), max_length=80)
    query = models.CharField(max_length=1000)
    """The fields of the form as in an address: ``q=…&so=…``."""
    at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(name="saved_search_once", fields=["official", "name"])]

    def __str__(self) -> str:
        return self.name
