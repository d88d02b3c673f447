"""Asking for certificates and for their revocation, from the asker to the authority that issues them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from congvu.people.models import Agency, Official
from congvu.signing.models.keys import Credential
from congvu.signing.models.owners import ONE_OWNER, Owned


class CertificateApplication(Owned, models.Model):
    """A request to the certificate authority (đề nghị cấp, thu hồi chứng thư số; NĐ 68/2024)."""

    class Kind(models.TextChoices):
        """What is asked for."""

        ISSUE = "issue", _("Cấp mới, cấp lại")
        REVOKE = "revoke", _("Thu hồi")

    class State(models.TextChoices):
        """How far it is."""

        ASKED = "asked", _("Chờ duyệt")
        APPROVED = "approved", _("Đã duyệt, chờ gửi")
        SENT = "sent", _("Đã gửi nơi cấp")
        DONE = "done", _("Đã xong")
        REFUSED = "refused", _("Không duyệt")
        WITHDRAWN = "withdrawn", _("Đã rút")

    OPEN = (State.ASKED, State.APPROVED, State.SENT)

    kind = models.CharField(max_length=7, choices=Kind.choices)
    official = models.ForeignKey(Official, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Whose personal certificate; empty for an agency's."""
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Whose seal or device; empty for a person's."""
    device = models.CharField(max_length=120, blank=True)
    credential = models.ForeignKey(Credential, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The one to be revoked; of an asking for issue, the one that came of it."""
    reason = models.CharField(max_length=300)
    is_lost = models.BooleanField(default=False)
    """The device or the PIN is in doubt: the certificate is suspended at once."""
    state = models.CharField(max_length=9, choices=State.choices, default=State.ASKED)
    asked_by = models.JSONField()
    """Snapshot."""
    asker_id = models.BigIntegerField()
    """The official who asked; told how it goes."""
    asked_at = models.DateTimeField()
    decided_by = models.JSONField(default=dict)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    """Why it was refused."""
    list_code = models.CharField(max_length=40, blank=True)
    """The list in which it went to the authority."""
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="application_has_one_owner", condition=ONE_OWNER),
            models.UniqueConstraint(
                name="application_open_once_person",
                fields=["official", "kind"],
                condition=Q(state__in=["asked", "approved", "sent"]),
            ),
            models.UniqueConstraint(
                name="application_open_once_agency",
                fields=["agency", "device", "kind"],
                condition=Q(state__in=["asked", "approved", "sent"]),
            ),
            models.CheckConstraint(name="application_refused_says_why", condition=~Q(state="refused") | ~Q(answer="")),
            models.CheckConstraint(
                name="application_revokes_something", condition=Q(kind="issue") | Q(credential__isnull=False)
            ),
        ]
        indexes = [models.Index(name="application_by_state", fields=["state", "asked_at"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.owner}"

    @property
    def subject(self) -> str:
        """Subject of audit lines and notices."""
        return f"certificate_application:{self.pk}"
