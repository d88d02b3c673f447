"""What audit keeps. Rows are only ever added: the database itself refuses changes (see the first migration)."""

from datetime import datetime
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from congvu.kit.actors import Actor, ActorKind


class Trace(models.Model):
    """What every line has: who, when, about which thing. Actors are snapshots, so that no key points anywhere."""

    at = models.DateTimeField(_("Thời điểm ghi"))
    subject = models.CharField(_("Đối tượng"), max_length=120)
    """The thing it is about, as ``dossier:12``."""
    actor_key = models.CharField(max_length=40)
    actor = models.JSONField(_("Người thực hiện"))

    sealed_fields: ClassVar[tuple[str, ...]] = ("id", "at", "subject", "actor_key", "actor")

    class Meta:
        abstract = True

    @property
    def by(self) -> Actor:
        """The one who acted, as known then."""
        return Actor(**{**self.actor, "kind": ActorKind(self.actor["kind"])})


class Entry(Trace):
    """A line of the log (dòng nhật ký): who did what. Cut by month of ``at``."""

    happened_at = models.DateTimeField(_("Thời điểm xảy ra"), null=True)
    """When it happened, if away from the desk and earlier than it was recorded."""
    action = models.CharField(_("Việc"), max_length=80)
    """Module and verb, as ``dossiers.accept``."""
    label = models.TextField(_("Nội dung"), blank=True)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    sealed_fields = (*Trace.sealed_fields, "happened_at", "action", "label", "data")

    class Meta:
        indexes = [
            models.Index(fields=["subject", "-at"], name="audit_entry_subject"),
            models.Index(fields=["actor_key", "-at"], name="audit_entry_actor"),
            models.Index(fields=["action", "-at"], name="audit_entry_action"),
            models.Index(fields=["-at", "-id"], name="audit_entry_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.by}: {self.label or self.action}"

    @property
    def moment(self) -> datetime:
        """When it happened."""
        return self.happened_at or self.at


class Reading(Trace):
    """Somebody looked at personal data (lượt xem dữ liệu cá nhân), and what for. Cut by month of ``at``."""

    party_id = models.BigIntegerField()
    fields = models.CharField(_("Dữ liệu đã xem"), max_length=300)
    purpose = models.CharField(_("Mục đích"), max_length=300)

    sealed_fields = (*Trace.sealed_fields, "party_id", "fields", "purpose")

    class Meta:
        indexes = [
            models.Index(fields=["party_id", "-at"], name="audit_reading_party"),
            models.Index(fields=["actor_key", "-at"], name="audit_reading_actor"),
            models.Index(fields=["subject", "-at"], name="audit_reading_subject"),
            models.Index(fields=["-at", "-id"], name="audit_reading_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.by}: {self.fields} ({self.purpose})"


BOOKS: dict[str, type[Entry] | type[Reading]] = {"entries": Entry, "readings": Reading}
"""The two books that are sealed, each in its own chain."""


class Seal(models.Model):
    """A batch of lines under one digest, linked to the batch before (lô niêm phong)."""

    book = models.CharField(
        max_length=10, choices=[("entries", _("Nhật ký việc làm")), ("readings", _("Nhật ký xem dữ liệu"))]
    )
    number = models.PositiveIntegerField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    count = models.PositiveIntegerField()
    sealed_at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "number"], name="audit_seal_number_once")]

    def __str__(self) -> str:
        return f"{self.book} {self.number}: {self.digest[:16]}"

    def header(self) -> dict[str, Any]:
        """Return what the digest covers besides the lines themselves."""
        return {
            name: getattr(self, name)
            for name in ("book", "number", "first_id", "last_id", "count", "sealed_at", "previous")
        }


class Verification(models.Model):
    """One whole check of both chains (lượt kiểm tra niêm phong): how far it is, and what it found."""

    asked_at = models.DateTimeField()
    by = models.JSONField()
    total = models.PositiveIntegerField(default=0)
    """Seals to be worked out."""
    done = models.PositiveIntegerField(default=0)
    lines = models.PositiveBigIntegerField(default=0)
    found = models.JSONField(default=list)
    """Sentences, each with its book."""
    ended_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    """When it last moved on."""

    def __str__(self) -> str:
        return f"{self.asked_at:%d/%m/%Y %H:%M}: {self.done}/{self.total}"
