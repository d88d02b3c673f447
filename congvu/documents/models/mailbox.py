"""What an agency's official mailbox brought, until the clerk has dealt with it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from congvu.documents.models.document import Document
from congvu.people.models import Agency


class Mailbox(models.Model):
    """How far the mailbox of an agency has been fetched. Its address and password are configuration, not kept here."""

    agency = models.OneToOneField(Agency, primary_key=True, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=200)
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    """Messages up to this number, under this validity, have been dealt with (RFC 3501, 2.3.1.1)."""
    tried_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    """When it was last seen through to the end."""
    problem = models.CharField(max_length=500, blank=True)
    """Why the last try failed; empty when it did not."""

    def __str__(self) -> str:
        return self.address


class MailboxLetter(models.Model):
    """One message: it waits to be registered with its files, or was put aside with the reason. Its text is not kept."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("Chờ vào sổ")
        ASIDE = "aside", _("Để riêng")
        """It could not be taken by itself: a person has to look at it in the mailbox."""
        TAKEN = "taken", _("Đã vào sổ")
        CLOSED = "closed", _("Không vào sổ")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    """SHA-256 of Message-ID, sender, day and body: one message is kept once, whatever number the server gives it."""
    uid_validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices)
    reason = models.CharField(max_length=500, blank=True)
    """Why it was put aside, or why it is not registered."""
    sender = models.CharField(max_length=200, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    said = models.CharField(max_length=500, blank=True)
    """Who sent it and when, and which of its files were not taken: for the notes of the book."""
    arrived_at = models.DateTimeField()
    """When it came into the mailbox, by the mail server's clock."""
    taken_at = models.DateTimeField()
    is_filed = models.BooleanField(default=False)
    """Whether the mail server knows that it is kept here: marked as read, or moved to its folder."""
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.JSONField(null=True)

    class Meta:
        ordering = ["arrived_at", "id"]
        constraints = [
            models.UniqueConstraint(name="mailbox_letter_once", fields=["agency", "key"]),
            models.UniqueConstraint(name="mailbox_uid_once", fields=["agency", "uid_validity", "uid"]),
        ]
        indexes = [
            models.Index(
                fields=["agency", "arrived_at"], name="mailbox_letter_open", condition=Q(state__in=["waiting", "aside"])
            ),
            models.Index(fields=["agency", "closed_at"], name="mailbox_letter_closed", condition=Q(state="closed")),
            models.Index(
                fields=["agency"], name="mailbox_letter_unfiled", condition=Q(is_filed=False) & ~Q(state="aside")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.uid}"

    @property
    def shelf(self) -> str:
        """The owner of its files until the clerk takes them."""
        return shelf_of_letter(self.agency_id, self.key)


def shelf_of_letter(agency_id: int, key: str) -> str:
    """Return the owner under which the files of a message wait."""
    return f"mailbox:{agency_id}-{key}"
