"""Coming in by an identity system, and leaving."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from congvu.accounts.hooks import Identity, OfficialIdentity, Person
from congvu.accounts.models import Account
from congvu.accounts.operations.tracing import locked, trace
from congvu.accounts.queries import actor_of
from congvu.audit import operations as audit
from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.errors import Refusal
from congvu.people import operations as people
from congvu.people.models import Official, Party


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
    account.is_digital = identity.is_digital and identity.organisation is None
    account.save()
    citizen = replace(actor_of(account), address=address)
    trace(action, account, citizen, at, system=identity.system, assurance=identity.assurance)
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


@transaction.atomic
def enter_official(*, identity: OfficialIdentity, address: str = "", at: datetime) -> Account:
    """Return the account of the official whom the province's identity system names. Nobody is entered by it.

    The first time, staff code or verified mail address say who it is, and the system's key is kept; from then on the
    key must lead to the same official.

    :param address: network address of the official, for the trace
    :raises Refusal: nobody, or nobody for certain, is meant; there is no account, or it is locked
    """
    joined = SocialAccount.objects.filter(provider=identity.system, uid=identity.subject).first()
    official = _official_of(identity, account_id=joined.user_id if joined else 0)
    account = Account.objects.select_for_update().filter(official=official).first()
    if account is None:
        raise Refusal(_("Bạn chưa có tài khoản trên hệ thống này. Hãy nhờ người quản trị của cơ quan mở tài khoản."))
    if not account.is_active:
        raise Refusal(_("Tài khoản đang bị khóa. Hãy liên hệ người quản trị của cơ quan."))
    others = SocialAccount.objects.filter(provider=identity.system, user_id=account.pk).exclude(uid=identity.subject)
    if others.exists():
        raise Refusal(_("Tài khoản này đã nối với danh tính khác. Hãy nhờ người quản trị của cơ quan bỏ nối."))
    action = "accounts.enter" if joined else "accounts.join"
    if joined is None:
        SocialAccount.objects.create(provider=identity.system, uid=identity.subject, user_id=account.pk, extra_data={})
    who = replace(actor_of(account), address=address)
    trace(action, account, who, at, system=identity.system, second_factor=identity.second_factor)
    return account


def _official_of(identity: OfficialIdentity, *, account_id: int) -> Official:
    """Return the one official that the kept key, the staff code and, at the first time, the address agree on.

    :raises Refusal: they lead to nobody, to several, or to different people
    """
    hints = []
    if identity.staff_code:
        hints.append(set(Official.objects.filter(staff_code__iexact=identity.staff_code)))
    if account_id:
        hints.append(set(Official.objects.filter(id__in=Account.objects.filter(pk=account_id).values("official_id"))))
    elif identity.email:
        mailed = set(Official.objects.filter(email__iexact=identity.email))
        if mailed or not hints:
            hints.append(mailed)
    if not any(hints):
        raise Refusal(
            _("Hệ thống chưa có cán bộ nào mang mã hoặc địa chỉ thư của bạn.")
            + " "
            + _("Hãy nhờ người quản trị của cơ quan kiểm tra.")
        )
    found = set.intersection(*hints)
    if len(found) != 1:
        raise Refusal(
            _("Mã cán bộ và địa chỉ thư không cùng chỉ một cán bộ duy nhất.")
            + " "
            + _("Hãy nhờ người quản trị của cơ quan kiểm tra.")
        )
    return found.pop()


@transaction.atomic
def end_sessions(*, account_id: int, rows: Iterable[UserSession], by: Actor, at: datetime) -> None:
    """End sessions of one's own account.

    :raises Refusal: one of them is another account's
    """
    rows = list(rows)
    account = locked(account_id)
    if any(row.user_id != account_id for row in rows):
        raise Refusal(_("Chỉ kết thúc được phiên của chính mình."))
    for row in rows:
        row.end()
    trace("accounts.end_sessions", account, by, at, sessions=len(rows))


@transaction.atomic
def end_all_sessions(*, account_id: int, by: Actor, at: datetime) -> None:
    """End every session of an account because its owner changed what protects it; the caller lets its own go on."""
    account = locked(account_id)
    account.generation += 1
    account.save(update_fields=["generation"])
    trace("accounts.change_second_factor", account, by, at)


def note_leaving(*, by: Actor, at: datetime) -> None:
    """Leave a trace that somebody logged out; nothing is written for a visitor."""
    if by.id is not None:
        audit.record(action="accounts.leave", subject=by.key, by=by, at=at, label=by.name)


def note_entry(*, by: Actor, ways: Sequence[str], at: datetime) -> None:
    """Leave a trace that an official logged in, and by which ways: ``password``, ``mfa``."""
    audit.record(action="accounts.log_in", subject=by.key, by=by, at=at, label=by.name, data={"ways": list(ways)})


def note_failed_try(*, username: str, address: str, at: datetime) -> None:
    """Leave a trace that somebody could not log in under a name that exists; others may be a mistyped password."""
    account = Account.objects.filter(username=username.strip().lower()[:150]).first()
    if account is not None:
        audit.record(
            action="accounts.fail_to_log_in", subject=f"account:{account.pk}", by=SYSTEM, at=at,
            label=account.username, data={"address": address[:60]},
        )  # fmt: skip
