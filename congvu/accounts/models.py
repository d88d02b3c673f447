"""Accounts: who can log in. An account belongs to one official or one citizen, never to both."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
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
    is_demo = models.BooleanField(default=False)
    """An invented person's account: its password is public, so it is refused outside the demo."""
    is_active = models.BooleanField(default=True)
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
