"""Accounts: who can log in, and which partners' programs may call. An account is one official's or one citizen's."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their log-in name."""


class Account(AbstractBaseUser):
    """A log-in (tài khoản). Citizens come by VNeID: their password is always unusable (NĐ 310/2026)."""

    class Kind(models.TextChoices):
        """Whose account it is."""

        OFFICIAL = "official", _("Cán bộ")
        CITIZEN = "citizen", _("Người dân, tổ chức")

    username = models.CharField(max_length=150, unique=True)
    email = models.EmailField(blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    official = models.OneToOneField(
        "people.Official", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    party = models.ForeignKey("people.Party", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    representative = models.ForeignKey(
        "people.Party", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The person who acts for the organisation in ``party`` (người đại diện), empty for a person's own account."""
    guardian = models.ForeignKey("people.Party", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The guardian of a minor (người giám hộ), as the identity system named them at the last log-in."""
    assurance = models.PositiveSmallIntegerField(default=0)
    """VNeID level of the last log-in (mức độ định danh): 0 none, 1, 2."""
    is_digital = models.BooleanField(default=False)
    """Whether the identity system called the person a digital citizen (công dân số) at the last log-in."""
    is_demo = models.BooleanField(default=False)
    """An invented person's account: its password is public, so it is refused outside the demo."""
    is_active = models.BooleanField(default=True)
    generation = models.PositiveIntegerField(default=0)
    """Sessions begun under a lower number have ended (lock, lost phone), also after the account is opened again."""
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    objects = AccountManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="citizen_has_no_password",
                condition=~Q(kind="citizen") | Q(password__startswith="!"),  # noqa: S106
            ),
            models.CheckConstraint(
                name="account_has_one_owner",
                condition=Q(kind="official", official__isnull=False, party=None)
                | Q(kind="citizen", official=None, party__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Bind a session to the password, as Django does, and to the generation."""
        bound = f"{self.password}:{self.generation}" if self.generation else self.password
        salt = "congvu.accounts.models.Account.session"
        return salted_hmac(salt, bound, secret=secret, algorithm="sha256").hexdigest()


class Invitation(models.Model):
    """A link by which an official sets a password: once, within three days, until a newer one is sent."""

    class Purpose(models.TextChoices):
        """What it was sent for."""

        JOIN = "join", _("Mời nhận tài khoản")
        RESET = "reset", _("Đặt lại mật khẩu")

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=5, choices=Purpose.choices)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_invitation", fields=["account"], condition=Q(used_at=None, withdrawn_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.account_id}"


class Partner(models.Model):
    """An organisation whose programs call the API (đối tác kết nối): a post office, a bank, a ministry's system."""

    class Reach(models.TextChoices):
        """Which dossiers it may see."""

        OWN = "own", _("Chỉ hồ sơ do đối tác nộp")
        AGENCY = "agency", _("Mọi hồ sơ của một cơ quan")
        PROVINCE = "province", _("Mọi hồ sơ của tỉnh, thành phố")

    code = models.SlugField(_("Mã đối tác"), max_length=40, unique=True)
    name = models.CharField(_("Tên đối tác"), max_length=200)
    contact = models.CharField(_("Liên hệ khi có sự cố"), max_length=200, blank=True)
    reach = models.CharField(_("Được xem"), max_length=10, choices=Reach.choices, default=Reach.OWN)
    agency = models.ForeignKey("people.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The one agency it deals with: it files there only. Empty: any agency of the province."""
    is_demo = models.BooleanField(default=False)
    """Invented: its keys are refused outside the demo."""
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="partner_of_agency_names_it",
                condition=~Q(reach="agency") | Q(agency__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name


class PartnerKey(models.Model):
    """A key of a partner (khoá truy cập), kept as a digest only: it is shown once, when it is made."""

    class Scope(models.TextChoices):
        """What a key opens."""

        SUBMIT = "dossiers:submit", _("Nộp, bổ sung, rút hồ sơ, gửi tệp")
        READ = "dossiers:read", _("Xem hồ sơ và tải kết quả")
        PAY = "payments", _("Nộp phí, lệ phí")

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="keys")
    label = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12, unique=True)
    """The visible beginning, by which people and logs name the key."""
    digest = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=30, choices=Scope.choices))
    per_minute = models.PositiveIntegerField(default=600)
    made_at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    """Exact to a minute."""

    class Meta:
        constraints = [
            models.CheckConstraint(name="partner_key_has_scope", condition=Q(scopes__len__gt=0)),
            models.CheckConstraint(name="partner_key_has_pace", condition=Q(per_minute__gt=0)),
        ]

    def __str__(self) -> str:
        return f"cv_{self.prefix}_…"

    @property
    def scope_labels(self) -> list[str]:
        """What the key opens, in the reader's words."""
        return [str(self.Scope(scope).label) for scope in self.scopes]
