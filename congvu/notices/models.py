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
    short_vi = models.CharField(_("Tin nhắn"), max_length=300, blank=True)
    """What a telephone gets: the code and the state, nothing of the person. Empty: never sent to a telephone."""
    short_en = models.CharField(_("Tin nhắn tiếng Anh"), max_length=300, blank=True)
    state_vi = models.CharField(_("Trạng thái trong tin Zalo"), max_length=30, blank=True)
    """The one word group that a chat template takes (30 characters, the limit of Zalo's parameters)."""
    is_urgent = models.BooleanField(_("Gửi cả trong giờ yên tĩnh"), default=False)
    changed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key


class TemplateVersion(models.Model):
    """The words of a template as they stood from a moment on (phiên bản mẫu); the first one is the shipped one."""

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    words = models.JSONField()
    by = models.JSONField()
    at = models.DateTimeField(null=True)
    """Since when; empty for the words as shipped."""

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="notices_version_once")]

    def __str__(self) -> str:
        return f"{self.template} {self.number}"


class QuietHours(models.Model):
    """Hours in which a channel stays silent (giờ yên tĩnh), over midnight or not; equal ends: never silent."""

    channel = models.CharField(max_length=10, unique=True)
    starts = models.TimeField()
    ends = models.TimeField()

    def __str__(self) -> str:
        return f"{self.channel}: {self.starts:%H:%M}–{self.ends:%H:%M}"


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
    """The page it leads to, from the root of the site; a secret link as ``kind:number`` (:func:`hooks.path_of`)."""
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
        SMS = "sms", _("Tin nhắn SMS")
        CHAT = "chat", _("Tin nhắn Zalo")

    at = models.DateTimeField()
    notice_id = models.BigIntegerField()
    subject = models.CharField(max_length=120)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=2, default="vi")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    text = models.CharField(max_length=300, blank=True)
    """What a telephone gets, as it was when notice was given; empty for letters, whose words the notice has."""
    parts = models.JSONField(default=dict)
    """Code and state apart, for channels that fill a template of their own."""
    is_urgent = models.BooleanField(default=False)
    not_before = models.DateTimeField(null=True)
    """When the quiet hours end that it waits for."""
    claimed_until = models.DateTimeField(null=True)
    """A worker is sending it; after this moment that worker is taken for dead."""
    outside_id = models.CharField(max_length=80, blank=True)
    """The number under which the carrier knows it."""
    instead_of = models.BigIntegerField(null=True)
    """The delivery by another channel that failed before."""
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["notice_id"], name="notices_delivery_notice"),
            models.Index(fields=["-at", "-id"], name="notices_delivery_newest"),
            models.Index(fields=["channel", "-at", "-id"], name="notices_delivery_channel"),
            models.Index(fields=["-at"], name="notices_delivery_open", condition=~Q(state="sent")),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.address}: {self.state}"


class Reach(models.Model):
    """How a citizen wants to be told (cách nhận thông báo). Without a row: by letter, to the address known of them.

    The inbox on the portal always has every notice. An address counts from the day its owner has proved it.
    """

    party = models.OneToOneField("people.Party", on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(blank=True)
    email_proved_at = models.DateTimeField(null=True)
    phone = models.CharField(max_length=15, blank=True)
    """With the country's number, without plus: 84912000001."""
    phone_proved_at = models.DateTimeField(null=True)
    by_email = models.BooleanField(default=True)
    by_sms = models.BooleanField(default=False)
    by_chat = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.party_id}: {self.phone} {self.email}"


class Proof(models.Model):
    """A single-use code on its way to an address (mã xác nhận). The code itself is kept nowhere: it is worked out."""

    class Contact(models.TextChoices):
        """What is proved."""

        PHONE = "phone", _("Số điện thoại")
        EMAIL = "email", _("Thư điện tử")

    party = models.ForeignKey("people.Party", on_delete=models.PROTECT, related_name="+")
    contact = models.CharField(max_length=5, choices=Contact.choices)
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=2, default="vi")
    asked_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    """When it was used, or a newer one took its place."""

    class Meta:
        indexes = [
            models.Index(fields=["party", "-asked_at"], name="notices_proof_party"),
            models.Index(fields=["address", "-asked_at"], name="notices_proof_address"),
        ]

    def __str__(self) -> str:
        return f"{self.contact} {self.address}"


class Letter(models.Model):
    """What the demo would have sent (hòm thư mẫu): a letter, a text message, a chat message."""

    at = models.DateTimeField()
    channel = models.CharField(max_length=10, choices=Delivery.Channel.choices, default=Delivery.Channel.EMAIL)
    key = models.CharField(max_length=200, blank=True)
    """The sender's own key, by which a sandbox knows what it has had before."""
    sender = models.CharField(max_length=254)
    recipients = models.JSONField()
    title = models.CharField(max_length=300)
    text = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="notices_letter_newest")]
        constraints = [
            models.UniqueConstraint(fields=["channel", "key"], condition=~Q(key=""), name="notices_letter_once")
        ]

    def __str__(self) -> str:
        return self.title
