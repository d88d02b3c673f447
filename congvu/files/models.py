"""What is kept of files: contents by their digest, and each use that somebody makes of one."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def address_of(sha256: str) -> str:
    """Return the name of a content in the storage."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


class Blob(models.Model):
    """One content, kept once however often it is used. It lives while a use of it lives."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    """``pdf``, ``jpeg``, ``png``, ``docx``, ``xlsx``: told by the content."""
    mime = models.CharField(max_length=100)
    pages = models.PositiveIntegerField(null=True)
    scanned_by = models.CharField(max_length=80, blank=True)
    """The scanner that found it clean, empty when none was configured."""
    created_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    """When the content was deleted, since nobody used it any more; the row stays as history."""
    secret_at = models.DateTimeField(null=True)
    """When somebody saw a secrecy stamp in it: the content is deleted at once and never taken in again."""

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:12]} ({self.size})"

    @property
    def address(self) -> str:
        """The content's name in the storage."""
        return address_of(self.sha256)


class FileUse(models.Model):
    """A use of a file by an owner (``dossier:12``, ``draft:…``), under a name and a label."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    owner = models.CharField(max_length=120)
    label = models.CharField(_("Loại giấy tờ"), max_length=200, blank=True)
    name = models.CharField(_("Tên tệp"), max_length=150)
    at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    keep_until = models.DateField(null=True)
    """Retention: the content outlives its release until this day."""
    on_hold = models.BooleanField(default=False)
    """Legal hold: nothing is deleted while it lasts."""

    class Meta:
        indexes = [
            models.Index(fields=["owner", "at"], name="files_use_owner", condition=Q(released_at=None)),
            models.Index(fields=["-at"], name="files_use_newest", condition=Q(released_at=None)),
            models.Index(fields=["released_at"], name="files_use_released", condition=Q(released_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> str:
        """``pdf``, ``jpeg``, …"""
        return self.blob.kind

    @property
    def mime(self) -> str:
        """The content type to send it with."""
        return self.blob.mime

    @property
    def size(self) -> int:
        """Bytes."""
        return self.blob.size
