"""The only code that writes accounts, partners and their keys."""

import re
import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from congvu.accounts.hooks import Identity, Person
from congvu.accounts.models import Account, Partner, PartnerKey
from congvu.accounts.queries import actor_of, code_now, digest_of
from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import operations as people
from congvu.people import queries as people_queries
from congvu.people.models import Party, Role


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


@transaction.atomic
def open_partner(
    *,
    code: str,
    name: str,
    contact: str = "",
    reach: str = Partner.Reach.OWN,
    agency_id: int | None = None,
    is_demo: bool = False,
    by: Actor,
    at: datetime,
) -> Partner:
    """Take on a partner whose programs may call.

    :param agency_id: the one agency it deals with, None for any
    :raises Refusal: no name, a code that is taken or not plain, or no agency though its reach is one
    :raises NotAllowed: not the administrator of the province
    """
    by = people_queries.require(by=by, roles=(Role.PROVINCE_ADMIN,), at=at)
    code, name = clean(code).lower(), clean(name)[:200]
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,39}", code):
        raise Refusal(_("Mã đối tác gồm 2 đến 40 chữ cái không dấu, chữ số và dấu gạch ngang, ví dụ “buu-dien”."))
    if not name:
        raise Refusal(_("Ghi tên đối tác."))
    if reach == Partner.Reach.AGENCY and agency_id is None:
        raise Refusal(_("Chọn cơ quan mà đối tác được xem hồ sơ."))
    if reach not in Partner.Reach.values:
        raise Refusal(_("Chọn hồ sơ mà đối tác được xem."))
    if Partner.objects.filter(code=code).exists():
        raise Refusal(_("Mã đối tác “%s” đã có. Hãy chọn mã khác.") % code)
    partner = Partner.objects.create(
        code=code,
        name=name,
        contact=clean(contact)[:200],
        reach=reach,
        agency_id=agency_id,
        is_demo=is_demo,
        opened_at=at,
    )
    _trace_partner("accounts.open_partner", partner, by, at, reach=reach, agency=agency_id)
    return partner


@transaction.atomic
def close_partner(*, partner_id: int, by: Actor, at: datetime) -> Partner:
    """End the connection: all keys stop at once; what it filed stays.

    :raises NotAllowed: not the administrator of the province
    """
    by = people_queries.require(by=by, roles=(Role.PROVINCE_ADMIN,), at=at)
    partner = Partner.objects.select_for_update().get(pk=partner_id)
    if partner.closed_at is None:
        partner.closed_at = at
        partner.save(update_fields=["closed_at"])
        PartnerKey.objects.filter(partner=partner, revoked_at=None).update(revoked_at=at)
        _trace_partner("accounts.close_partner", partner, by, at)
    return partner


@transaction.atomic
def issue_key(
    *,
    partner_id: int,
    label: str,
    scopes: Collection[str],
    per_minute: int = 600,
    valid_until: datetime | None = None,
    by: Actor,
    at: datetime,
) -> tuple[PartnerKey, str]:
    """Make a key; the second value is the key itself, which can never be shown again.

    :param per_minute: calls a minute, 1 to 60,000
    :raises Refusal: a closed partner, no label, no or unknown scopes, a pace out of bounds
    :raises NotAllowed: not the administrator of the province
    """
    by = people_queries.require(by=by, roles=(Role.PROVINCE_ADMIN,), at=at)
    partner = Partner.objects.select_for_update().get(pk=partner_id)
    label = clean(label)[:100]
    if partner.closed_at is not None:
        raise Refusal(_("Đối tác này đã ngừng kết nối. Không cấp thêm khoá được."))
    if not label:
        raise Refusal(_("Ghi khoá dùng cho máy hoặc phần mềm nào."))
    if not scopes or not set(scopes) <= set(PartnerKey.Scope.values):
        raise Refusal(_("Chọn ít nhất một quyền cho khoá."))
    if not 1 <= per_minute <= 60_000:
        raise Refusal(_("Số lần gọi mỗi phút từ 1 đến 60.000."))
    if valid_until is not None and valid_until <= at:
        raise Refusal(_("Ngày hết hạn phải ở sau hôm nay."))
    prefix, secret = secrets.token_hex(5), secrets.token_urlsafe(32)
    key = PartnerKey.objects.create(
        partner=partner,
        label=label,
        prefix=prefix,
        digest=digest_of(secret),
        scopes=[scope for scope in PartnerKey.Scope.values if scope in scopes],
        per_minute=per_minute,
        made_at=at,
        valid_until=valid_until,
    )
    _trace_partner("accounts.issue_key", partner, by, at, key=str(key), scopes=key.scopes, per_minute=per_minute)
    return key, f"cv_{prefix}_{secret}"


@transaction.atomic
def revoke_key(*, key_id: int, by: Actor, at: datetime) -> PartnerKey:
    """Stop a key at once; a call that is under way ends, the next one is turned away.

    :raises NotAllowed: not the administrator of the province
    """
    by = people_queries.require(by=by, roles=(Role.PROVINCE_ADMIN,), at=at)
    key = PartnerKey.objects.select_for_update(of=("self",)).select_related("partner").get(pk=key_id)
    if key.revoked_at is None:
        key.revoked_at = at
        key.save(update_fields=["revoked_at"])
        _trace_partner("accounts.revoke_key", key.partner, by, at, key=str(key))
    return key


def note_key_used(*, key_id: int, at: datetime) -> None:
    """Write down that a key was used, once a minute at most."""
    stale = Q(last_used_at=None) | Q(last_used_at__lt=at - timedelta(minutes=1))
    PartnerKey.objects.filter(stale, pk=key_id).update(last_used_at=at)


def demo_partner(*, by: Actor, at: datetime) -> Partner:
    """Return the demo's invented partner, taken on when it is not there.

    :raises Refusal: outside the demo
    """
    if not settings.DEMO:
        raise Refusal(_("Đối tác thử nghiệm chỉ có trong bản chạy thử."))
    known = Partner.objects.filter(code="thi-du", is_demo=True, closed_at=None).first()
    return known or open_partner(code="thi-du", name="Công ty phần mềm Thí Dụ", is_demo=True, by=by, at=at)


def _trace_partner(action: str, partner: Partner, by: Actor, at: datetime, **data: object) -> None:
    audit.record(action=action, subject=f"partner:{partner.pk}", by=by, at=at, label=partner.name, data=data)
