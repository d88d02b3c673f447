"""What we tell django-allauth: nobody signs up, secrets are encrypted, citizens come through an identity system."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db.models import BigIntegerField, QuerySet, Value
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.accounts import operations, throttle
from congvu.accounts.hooks import OfficialIdentity
from congvu.accounts.models import Account
from congvu.accounts.queries import home_of
from congvu.kit import sealed
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import Declined
from congvu.kit.questions import Question, later


@Question
def _of_id() -> QuerySet[Account]:
    return Account.objects.filter(pk=Cast(Value(later("id")), BigIntegerField()))


class Backend(AuthenticationBackend):
    """Lets active accounts in; demo accounts only into a demo."""

    def get_user(self, user_id: Any) -> Account | None:
        """Return the account of a session while it may be used, by a question that is put into SQL once."""
        found = _of_id.objects(id=str(user_id))
        return found[0] if found and self.user_can_authenticate(found[0]) else None

    def user_can_authenticate(self, user: Account) -> bool:
        """Tell whether the account may be used here."""
        return user.is_active and _belongs_here(user)


class AccountAdapter(DefaultAccountAdapter):
    """Officials: accounts are opened by administrators."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra và thử lại."),
        "too_many_login_attempts": _("Sai quá nhiều lần. Hãy thử lại sau 5 phút."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody opens an account for themselves."""
        return False

    def pre_login(self, request: HttpRequest, user: Account, **more: Any) -> HttpResponse | None:
        """Stop a demo account outside the demo, whichever way it came: password, passkey or identity system."""
        if not _belongs_here(user):
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **more)

    def post_login(self, request: HttpRequest, user: Account, **more: Any) -> HttpResponse:
        """Know the browser from now on, so that wrong passwords typed elsewhere do not keep its owner out."""
        response: HttpResponse = super().post_login(request, user, **more)
        if user.kind == Account.Kind.OFFICIAL:
            throttle.remember_browser(request, response, user.username)
        return response

    def get_login_stages(self) -> list[str]:
        """Ask for the second factor by our own stage, which believes the province's own provider."""
        return [
            "congvu.accounts.stages.SecondFactorStage" if name == "allauth.mfa.stages.AuthenticateStage" else name
            for name in super().get_login_stages()
        ]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try.

        :raises ValidationError: too many wrong ones
        """
        self._tries = throttle.count_try(request, str(credentials.get("username", "")))
        if self._tries is None:
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        """Give the try back: the password was right."""
        for one in getattr(self, "_tries", None) or ():
            one.rollback()

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Ask again before second factors change; not before the first one, which follows the log-in at once."""
        enrolled = Authenticator.objects.filter(user_id=context.request.user.pk).exists()
        return bool(enrolled and super().is_reauthentication_required(app=app))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Officials go to their desk, citizens to the portal."""
        return home_of(request.user)


class MfaAdapter(DefaultMFAAdapter):
    """Second factors: secrets are encrypted with a key made from SECRET_KEY and its fallbacks."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Mã xác thực không đúng hoặc đã dùng. Hãy nhập mã mới nhất."),
        "cannot_delete_authenticator": _("Không thể tắt lớp bảo vệ thứ hai cuối cùng: cán bộ phải luôn có một lớp."),
    }

    def encrypt(self, text: str) -> str:
        """Return the secret as it is kept in the database."""
        return sealed.seal(text, purpose="mfa")

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret as it was."""
        return sealed.box("mfa").decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """The last second factor of an official stays."""
        others = type(authenticator).objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        return bool(others.exclude(type="recovery_codes").exists())

    def get_totp_issuer(self) -> str:
        """Return the name shown in the official's authenticator app."""
        return "Công Vụ"


class CitizenAdapter(DefaultSocialAccountAdapter):
    """Who comes through an identity system: citizens are taken in without a form, officials must be known."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the account of the identity that the connector read (``sociallogin.identity``); open a citizen's."""
        address = request.META.get("REMOTE_ADDR", "")
        identity, now = sociallogin.identity, timezone.now()
        staff = isinstance(identity, OfficialIdentity)
        try:
            if staff:
                account = operations.enter_official(identity=identity, address=address, at=now)
            else:
                account = operations.enter_citizen(identity=identity, address=address, by=SYSTEM, at=now)
        except Declined as refusal:
            context = {"reason": str(refusal), "staff": staff}
            page = render(request, "socialaccount/authentication_error.html", context, status=403)
            raise ImmediateHttpResponse(page) from refusal
        if staff:
            sociallogin.account = SocialAccount.objects.get(provider=identity.system, uid=identity.subject)
            sociallogin.user = account
            return
        sociallogin.user = sociallogin.account.user = account
        sociallogin.account.extra_data = {}
        sociallogin.account.save()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """The account was opened before: there is no sign-up."""
        return False

    def list_providers(self, request: HttpRequest) -> list[Any]:
        """Show no buttons of identity systems among the officials' ways in."""
        return []


def _belongs_here(account: Account) -> bool:
    return settings.DEMO or not account.is_demo
