"""Citizens and organisations who come with a matter."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Party(models.Model):
    """A citizen or an organisation (công dân, tổ chức). A dossier keeps a snapshot and a link."""

    class Kind(models.TextChoices):
        """Natural or legal person."""

        PERSON = "person", _("Cá nhân")
        ORGANISATION = "organisation", _("Tổ chức")

    class IdentifierKind(models.TextChoices):
        """Which list the identifier is from."""

        PERSONAL = "personal", _("Số định danh cá nhân")
        OLD_ID = "old_id", _("Chứng minh nhân dân (9 số)")
        PASSPORT = "passport", _("Hộ chiếu")
        TAX = "tax", _("Mã số thuế, mã số doanh nghiệp")
        OTHER = "other", _("Giấy tờ khác")

    class Sex(models.TextChoices):
        """As the population database writes it."""

        UNKNOWN = "", _("Chưa có thông tin")
        MALE = "male", _("Nam")
        FEMALE = "female", _("Nữ")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    identifier_kind = models.CharField(max_length=10, choices=IdentifierKind.choices, blank=True)
    identifier = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=300)
    birth_date = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=6, choices=Sex.choices, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    address_text = models.CharField(max_length=400, blank=True)
    place_code = models.CharField(max_length=5, blank=True)
    """Commune of the address, a code of places; the day it was given tells which list it is from."""
    verified_at = models.DateTimeField(null=True, blank=True)
    """When a VNeID log-in last confirmed name, birth and number; empty: typed by somebody."""
    disputed_identifier = models.CharField(max_length=40, blank=True)
    """A number typed for this party that a log-in proved to be another's."""
    folded = models.CharField(max_length=400)
    sort_key = models.CharField(max_length=1200)
    joined_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The row that stands for the same person; this one is kept for what pointed at it."""
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="party_identifier_once",
                fields=["identifier_kind", "identifier"],
                condition=~Q(identifier="") & Q(joined_into__isnull=True),
            ),
            models.CheckConstraint(name="party_not_own_double", condition=~Q(joined_into=F("id"))),
        ]
        indexes = [
            GinIndex(name="party_folded", fields=["folded"], opclasses=["gin_trgm_ops"]),
            models.Index(name="party_doubles", fields=["joined_into"]),
        ]

    def __str__(self) -> str:
        return self.name
