"""Officials' accounts: opened, reset, locked, unlocked by administrators."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from congvu.accounts import rules
from congvu.accounts.events import AccessChanged
from congvu.accounts.models import Account, Invitation
from congvu.accounts.operations.tracing import locked, trace
from congvu.accounts.queries import code_now
from congvu.kit import outbox
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people


@transaction.atomic
def open_account(
    *, official_id: int, username: str, password: str, email: str = "", is_demo: bool = False, by: Actor, at: datetime
) -> Account:
    """Open the log-in of an official. The second factor is enrolled at the first log-in.

    :raises NotAllowed: not the administrator of what the official may do
    :raises Refusal: name taken, account there already, or password too weak
    """
    by = rules.require_may_change(by=by, official_id=official_id, at=at)
    if Account.objects.filter(official_id=official_id).exists():
        raise Refusal(_("Cán bộ này đã có tài khoản. Hãy đặt lại mật khẩu nếu cần."))
    if Account.objects.filter(username=username).exists():
        raise Refusal(_("Tên đăng nhập “%s” đã có người dùng. Hãy chọn tên khác.") % username)
    account = Account(
        username=username, email=email, kind=Account.Kind.OFFICIAL, official_id=official_id, is_demo=is_demo
    )
    set_password(account, password)
    account.save()
    trace("accounts.open", account, by, at)
    return account


@transaction.atomic
def open_demo_account(*, official_id: int, username: str, password_hash: str, by: Actor, at: datetime) -> Account:
    """Open, or mend, the log-in of an invented official, with a second factor whose codes the demo shows.

    :param password_hash: made once for all of them, because making one takes long on purpose
    :raises Refusal: outside the demo
    """
    if not settings.DEMO:
        raise Refusal(_("Tài khoản thử nghiệm chỉ có trong bản chạy thử."))
    account, made = Account.objects.get_or_create(
        official_id=official_id,
        defaults={"username": username, "kind": Account.Kind.OFFICIAL, "is_demo": True, "password": password_hash},
    )
    if account.is_demo and not code_now(account, at=at):
        Authenticator.objects.filter(user_id=account.pk).delete()
        TOTP.activate(account, generate_totp_secret())
    if made:
        trace("accounts.open", account, by, at, demo=True)
    return account


@transaction.atomic
def reset_password(*, account_id: int, password: str, by: Actor, at: datetime) -> Account:
    """Give an official a new password; sessions under the old one end.

    :raises Refusal: the account is a citizen's, or the password is too weak
    """
    account = locked(account_id)
    by = rules.require_may_change(by=by, official_id=account.official_id, at=at)
    if account.kind != Account.Kind.OFFICIAL:
        raise Refusal(_("Người dân đăng nhập bằng VNeID, không có mật khẩu để đặt lại."))
    set_password(account, password)
    account.save(update_fields=["password"])
    trace("accounts.reset_password", account, by, at)
    return account


@transaction.atomic
def reset_second_factor(*, account_id: int, by: Actor, at: datetime) -> Account:
    """Forget an official's second factors (lost phone): running sessions end, the next log-in enrols anew.

    :raises NotAllowed: not the administrator of what the official may do
    """
    account = locked(account_id)
    by = rules.require_may_change(by=by, official_id=account.official_id, at=at)
    Authenticator.objects.filter(user_id=account.pk).delete()
    account.generation += 1
    account.save(update_fields=["generation"])
    trace("accounts.reset_second_factor", account, by, at)
    _tell(account, "second_factor", by, at)
    return account


@transaction.atomic
def close_account(*, account_id: int, reason: str, by: Actor, at: datetime) -> Account:
    """Lock an account: every session of it ends with this and does not come back. The row stays, traces name it.

    :raises NotAllowed: not the administrator of what the official may do
    :raises Refusal: no reason is given
    """
    account = locked(account_id)
    by = _require_power(account, by, at)
    _check_reason(reason)
    account.is_active = False
    account.generation += 1
    account.save(update_fields=["is_active", "generation"])
    Invitation.objects.filter(account=account, used_at=None, withdrawn_at=None).update(withdrawn_at=at)
    trace("accounts.close", account, by, at, reason=clean(reason))
    _tell(account, "closed", by, at)
    return account


@transaction.atomic
def reopen_account(*, account_id: int, reason: str, by: Actor, at: datetime) -> Account:
    """Unlock an account.

    :raises NotAllowed: not the administrator of what the official may do
    :raises Refusal: no reason is given
    """
    account = locked(account_id)
    by = _require_power(account, by, at)
    _check_reason(reason)
    account.is_active = True
    account.save(update_fields=["is_active"])
    trace("accounts.reopen", account, by, at, reason=clean(reason))
    _tell(account, "reopened", by, at)
    return account


@transaction.atomic
def forget_identity(*, account_id: int, by: Actor, at: datetime) -> int:
    """Part an official's account from the identities of the province's log-in; return how many they were.

    :raises NotAllowed: not the administrator of what the official may do
    """
    account = locked(account_id)
    by = rules.require_may_change(by=by, official_id=account.official_id, at=at)
    number, _rows = SocialAccount.objects.filter(user_id=account.pk).delete()
    account.generation += 1
    account.save(update_fields=["generation"])
    trace("accounts.forget_identity", account, by, at, identities=number)
    _tell(account, "identity", by, at)
    return number


def _require_power(account: Account, by: Actor, at: datetime) -> Actor:
    """Citizens' accounts are locked by the administrator of the province."""
    if account.kind == Account.Kind.CITIZEN:
        return people.require(by=by, roles=("province_admin",), at=at)
    return rules.require_may_change(by=by, official_id=account.official_id, at=at)


def _check_reason(reason: str) -> None:
    if not clean(reason):
        raise Refusal(_("Hãy ghi lý do khóa hoặc mở khóa."))


def _tell(account: Account, what: str, by: Actor, at: datetime) -> None:
    """Let the official hear of it; who did it is named."""
    if account.official_id is not None:
        outbox.announce(
            AccessChanged(account_id=account.pk, what=what, by=str(by), at=at), subject=f"account:{account.pk}"
        )


def set_password(account: Account, password: str) -> None:
    """Put a password on the account.

    :raises Refusal: too weak
    """
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise Refusal(" ".join(weak.messages)) from weak
    account.set_password(password)
