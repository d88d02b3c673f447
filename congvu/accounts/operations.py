"""The only code that writes accounts."""

from dataclasses import replace
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from congvu.accounts.hooks import Identity, Person
from congvu.accounts.models import Account
from congvu.accounts.queries import actor_of, code_now
from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.people import operations as people
from congvu.people.models import Party


@transaction.atomic
def open_account(
    *, official_id: int, username: str, password: str, email: str = "", is_demo: bool = False, by: Actor, at: datetime
) -> Account:
    """Open the log-in of an official. The second factor is enrolled at the first log-in.

    :raises Refusal: name taken, account there already, or password too weak
    """
    if Account.objects.filter(official_id=official_id).exists():
        raise Refusal(_("Cán bộ này đã có tài khoản. Hãy đặt lại mật khẩu nếu cần."))
    if Account.objects.filter(username=username).exists():
        raise Refusal(_("Tên đăng nhập “%s” đã có người dùng. Hãy chọn tên khác.") % username)
    account = Account(
        username=username, email=email, kind=Account.Kind.OFFICIAL, official_id=official_id, is_demo=is_demo
    )
    _set_password(account, password)
    account.save()
    _trace("accounts.open", account, by, at)
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
        _trace("accounts.open", account, by, at, demo=True)
    return account


@transaction.atomic
def reset_password(*, account_id: int, password: str, by: Actor, at: datetime) -> Account:
    """Give an official a new password; sessions under the old one end.

    :raises Refusal: the account is a citizen's, or the password is too weak
    """
    account = _locked(account_id)
    if account.kind != Account.Kind.OFFICIAL:
        raise Refusal(_("Người dân đăng nhập bằng VNeID, không có mật khẩu để đặt lại."))
    _set_password(account, password)
    account.save(update_fields=["password"])
    _trace("accounts.reset_password", account, by, at)
    return account


@transaction.atomic
def reset_second_factor(*, account_id: int, by: Actor, at: datetime) -> Account:
    """Forget an official's second factors (lost phone); the next log-in enrols anew."""
    account = _locked(account_id)
    Authenticator.objects.filter(user_id=account.pk).delete()
    _trace("accounts.reset_second_factor", account, by, at)
    return account


@transaction.atomic
def close_account(*, account_id: int, reason: str, by: Actor, at: datetime) -> Account:
    """Shut the door; the row stays because traces name it."""
    account = _locked(account_id)
    account.is_active = False
    account.save(update_fields=["is_active"])
    _trace("accounts.close", account, by, at, reason=reason)
    return account


@transaction.atomic
def reopen_account(*, account_id: int, reason: str, by: Actor, at: datetime) -> Account:
    """Open the door again."""
    account = _locked(account_id)
    account.is_active = True
    account.save(update_fields=["is_active"])
    _trace("accounts.reopen", account, by, at, reason=reason)
    return account


@transaction.atomic
def enter_citizen(*, identity: Identity, address: str = "", by: Actor, at: datetime) -> Account:
    """Take in whoever an identity system vouches for, and return their account.

    Someone entered at the counter before, with the same number and name, is the same party from now on.

    :param address: network address of the citizen, for the trace
    :param by: the system: it alone may say that a number was verified
    :raises Refusal: the account was closed
    """
    person = _party_of(identity.person, by, at)
    guardian = _party_of(identity.guardian, by, at) if identity.guardian else None
    party, representative = person, None
    if identity.organisation:
        representative = person
        party = people.take_party(
            kind="organisation",
            identifier_kind="tax",
            identifier=identity.organisation.tax_code,
            name=identity.organisation.name,
            verified=True,
            by=by,
            at=at,
        )
    username = f"{identity.system}:{identity.subject}"
    account = Account.objects.select_for_update().filter(username=username).first()
    if account is not None and not account.is_active:
        raise Refusal(_("Tài khoản này đã bị khoá trên hệ thống của tỉnh. Hãy liên hệ bộ phận hỗ trợ."))
    action = "accounts.enter" if account else "accounts.join"
    if account is None:
        account = Account(username=username, kind=Account.Kind.CITIZEN)
        account.set_unusable_password()
    account.party, account.representative, account.guardian = party, representative, guardian
    account.email, account.assurance = identity.person.email, identity.assurance
    account.save()
    citizen = replace(actor_of(account), address=address)
    _trace(action, account, citizen, at, system=identity.system, assurance=identity.assurance)
    return account


def _party_of(person: Person, by: Actor, at: datetime) -> Party:
    return people.take_party(
        kind="person",
        identifier_kind="personal",
        identifier=person.number,
        name=person.name,
        birth_date=person.birth_date,
        sex=person.sex,
        phone=person.phone,
        email=person.email,
        verified=True,
        by=by,
        at=at,
    )


def _locked(account_id: int) -> Account:
    return Account.objects.select_for_update().get(pk=account_id)


def _set_password(account: Account, password: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise Refusal(" ".join(weak.messages)) from weak
    account.set_password(password)


def _trace(action: str, account: Account, by: Actor, at: datetime, **data: object) -> None:
    audit.record(action=action, subject=f"account:{account.pk}", by=by, at=at, label=account.username, data=data)


def note_leaving(*, by: Actor, at: datetime) -> None:
    """Leave a trace that somebody logged out; nothing is written for a visitor."""
    if by.id is not None:
        audit.record(action="accounts.leave", subject=by.key, by=by, at=at, label=by.name)
