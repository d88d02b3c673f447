"""What is kept of notices: the words, each notice with its text as sent, each way it went out."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Template(models.Model):
    """Words of a notice (mẫu thông báo), with ``{{ name }}`` where data goes in. Shipped ones are proposed once."""

    key = models.CharField(max_length=80, unique=True)
    title_vi = models.CharField(_("Tiêu đề"), max_length=200)
    body_vi = models.TextField(_("Nội dung"))
    title_en = models.CharField(_("Tiêu đề tiếng Anh"), max_length=200)
    body_en = models.TextField(_("Nội dung tiếng Anh"))
    by_email = models.BooleanField(_("Gửi cả thư điện tử"), default=True)
    changed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key


class Once(models.Model):
    """A notice that has been given; the database lets each key in once."""

    key = models.CharField(max_length=200, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class Notice(models.Model):
    """A notice to one person (thông báo), its words as they were. Cut by month of ``at``; no key points here."""

    at = models.DateTimeField()
    key = models.CharField(max_length=200)
    template = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    """The thing it is about, as ``dossier:12``."""
    party_id = models.BigIntegerField(null=True)
    official_id = models.BigIntegerField(null=True)
    title_vi = models.CharField(max_length=300)
    body_vi = models.TextField()
    title_en = models.CharField(max_length=300)
    body_en = models.TextField()
    path = models.CharField(max_length=300, blank=True)
    """The page it leads to, from the root of the site."""
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["party_id", "-at"], name="notices_of_party", condition=Q(party_id__isnull=False)),
            models.Index(
                fields=["official_id", "-at"], name="notices_of_official", condition=Q(official_id__isnull=False)
            ),
            models.Index(fields=["subject", "-at"], name="notices_of_subject"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if get_language() == "en" else self.title_vi

    @property
    def body(self) -> str:
        """The words in the reader's language."""
        return self.body_en if get_language() == "en" else self.body_vi


class Delivery(models.Model):
    """One way a notice goes out, and how that went. Cut by month of ``at``; no key points here."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Chờ gửi")
        SENT = "sent", _("Đã gửi")
        FAILED = "failed", _("Không gửi được")

    class Channel(models.TextChoices):
        """By which way."""

        EMAIL = "email", _("Thư điện tử")

    at = models.DateTimeField()
    notice_id = models.BigIntegerField()
    subject = models.CharField(max_length=120)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=2, default="vi")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["notice_id"], name="notices_delivery_notice"),
            models.Index(fields=["-at"], name="notices_delivery_open", condition=~Q(state="sent")),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.address}: {self.state}"


class Letter(models.Model):
    """A letter in the demo's mailbox (hòm thư mẫu): what would have gone out by SMTP."""

    at = models.DateTimeField()
    sender = models.CharField(max_length=254)
    recipients = models.JSONField()
    title = models.CharField(max_length=300)
    text = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="notices_letter_newest")]

    def __str__(self) -> str:
        return self.title
