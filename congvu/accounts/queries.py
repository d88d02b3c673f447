"""Questions about accounts and partners."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.socialaccount.models import SocialAccount
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from congvu.accounts.models import Account, Invitation, Partner, PartnerKey
from congvu.accounts.sessions import ask_again as ask_again
from congvu.accounts.sessions import is_young as is_young
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.kept import kept
from congvu.people import queries as people

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest


def actor_of(account: "Account | AnonymousUser", address: str = "") -> Actor:
    """Return who acts when this account does something.

    Titles and agencies of officials are filled by ``people.queries.require``, which knows the role that is asked for.

    :param address: network address of the request
    """
    if not isinstance(account, Account):
        return Actor(kind=ActorKind.VISITOR, name="Khách", address=address)
    if account.official_id is not None:
        name = people.official_of_id(account.official_id).full_name
        return Actor(kind=ActorKind.OFFICIAL, id=account.official_id, name=name, address=address)
    title = f"người đại diện: {account.representative.name}" if account.representative else ""
    name = account.party.name if account.party else account.username
    return Actor(
        kind=ActorKind.CITIZEN,
        id=account.party_id,
        name=name,
        title=title,
        assurance=account.assurance,
        address=address,
    )


def actor_in(request: "HttpRequest") -> Actor:
    """Return who acts in this request."""
    return actor_of(request.user, address=request.META.get("REMOTE_ADDR", ""))


def home_of(account: "Account | AbstractBaseUser | AnonymousUser") -> str:
    """Return the address at which an account begins: officials at their desk, citizens at the portal."""
    return "/desk/" if getattr(account, "kind", "") == Account.Kind.OFFICIAL else "/"


def account_of(*, official_id: int) -> Account | None:
    """Return the official's account, None when they have none."""
    return Account.objects.filter(official_id=official_id).first()


SALT = "congvu.accounts.invitation"
"""Of the signature under a link; links outlive no change of SECRET_KEY."""


def invitation_path(invitation: Invitation) -> str:
    """Return the address of the page where the invited sets a password. It is a secret: only they are sent it."""
    return reverse("invitation", args=[signing.Signer(salt=SALT).sign(str(invitation.pk))])


def invitation_by(token: str) -> Invitation | None:
    """Return the invitation whose link this is, spent or not; None for what is none of ours."""
    try:
        number = int(signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Invitation.objects.select_related("account__official").filter(pk=number).first()


def invitation_state(invitation: Invitation | None, *, at: datetime) -> str:
    """Return why a link opens nothing any more, in words; empty while it does."""
    if invitation is None:
        return _("Liên kết không đúng. Hãy mở lại từ thư, hoặc nhờ người quản trị của cơ quan gửi lại.")
    if invitation.used_at:
        return _("Liên kết này đã được dùng. Nếu không phải bạn, hãy báo ngay người quản trị của cơ quan.")
    if invitation.withdrawn_at or not invitation.account.is_active:
        return _("Liên kết này không còn hiệu lực: có liên kết mới hơn hoặc tài khoản đã bị khóa.")
    if invitation.expires_at <= at:
        return _("Liên kết đã quá hạn 72 giờ. Hãy nhờ người quản trị của cơ quan gửi lại.")
    return ""


def open_invitation(*, account_id: int, at: datetime) -> Invitation | None:
    """Return the link that waits to be used, None when there is none."""
    return Invitation.objects.filter(account_id=account_id, used_at=None, withdrawn_at=None, expires_at__gt=at).first()


def is_digital_citizen(party_id: int) -> bool:
    """Say whether the identity system called this person a digital citizen (công dân số) at the last log-in."""
    rows = Account.objects.filter(party_id__in=people.same_person(party_id), is_active=True)
    return rows.filter(kind=Account.Kind.CITIZEN, is_digital=True).exists()


def has_second_factor(*, account_id: int) -> bool:
    """Say whether a second factor is enrolled."""
    return Authenticator.objects.filter(user_id=account_id).exclude(type="recovery_codes").exists()


def identities(*, account_id: int) -> list[str]:
    """Return the identity systems that an account is joined to."""
    return list(SocialAccount.objects.filter(user_id=account_id).values_list("provider", flat=True))


def code_now(account: Account, *, at: datetime, steps: int = 0) -> str:
    """Return the one-time code of a demo account, ``steps`` periods of 30 seconds from ``at``; empty without one.

    :raises ValueError: the account is a real person's
    """
    if not account.is_demo:
        raise ValueError("only invented people's codes may be shown")
    kept = Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.TOTP).first()
    return _code(kept, at, steps)


def demo_board(*, at: datetime) -> list[tuple[Account, list[str]]]:
    """Return the invented officials' accounts, each with the present and the next code, in two queries."""
    accounts = list(Account.objects.filter(is_demo=True, kind="official").select_related("official").order_by("id"))
    found = Authenticator.objects.filter(type=Authenticator.Type.TOTP, user__in=accounts)
    kept = {factor.user_id: factor for factor in found}
    board = [(account, [_code(kept.get(account.pk), at, step) for step in (0, 1)]) for account in accounts]
    return [(account, [code for code in codes if code]) for account, codes in board]


def _code(kept: Authenticator | None, at: datetime, steps: int) -> str:
    if kept is None:
        return ""
    try:
        secret = get_adapter().decrypt(kept.data["secret"])
    except InvalidToken:  # SECRET_KEY is another one now
        return ""
    return str(totp.format_hotp_value(totp.hotp_value(secret, int(at.timestamp()) // 30 + steps)))


def digest_of(secret: str) -> str:
    """Return what is kept of a key; its secret part has 256 random bits, which no list of guesses reaches."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def partner_key(text: str, *, at: datetime) -> PartnerKey | None:
    """Return the key with its partner that these words are; None when unknown, revoked, run out, or not for here."""
    mark, _under, rest = text.partition("_")
    prefix, _under, secret = rest.partition("_")
    if mark != "cv" or not prefix.isalnum() or not prefix.isascii():
        return None
    found = PartnerKey.objects.select_related("partner__agency").filter(prefix=prefix[:12]).first()
    known = found.digest if found else ""
    if not hmac.compare_digest(digest_of(secret), known) or found is None:
        return None
    over = found.revoked_at or found.partner.closed_at or (found.valid_until and found.valid_until <= at)
    return None if over or (found.partner.is_demo and not settings.DEMO) else found


def actor_of_partner(partner: Partner, address: str = "") -> Actor:
    """Return who acts when a program of this partner calls."""
    return Actor(kind=ActorKind.PARTNER, id=partner.pk, name=partner.name, address=address)


def partners_in_sight(*, filed_by: int | None, agency_ids: Iterable[int]) -> list[int]:
    """Return the open partners that may see a dossier: who filed it, who sees its agencies, who sees all."""
    agencies = set(agency_ids)
    return [
        pk
        for pk, reach, agency_id in open_partners()
        if pk == filed_by
        or reach == Partner.Reach.PROVINCE
        or (reach == Partner.Reach.AGENCY and agency_id in agencies)
    ]


@kept(Partner)
def open_partners() -> tuple[tuple[int, str, int | None], ...]:
    """Return every partner that is connected: its id, its reach and its agency."""
    return tuple(Partner.objects.filter(closed_at=None).order_by("pk").values_list("pk", "reach", "agency_id"))


def partners() -> list[Partner]:
    """Return every partner, open ones first, by name."""
    return list(Partner.objects.select_related("agency").order_by("closed_at", "name", "pk"))


def partner_keys(*, partner_id: int) -> list[PartnerKey]:
    """Return a partner's keys, those in use first, the newest first."""
    return list(PartnerKey.objects.filter(partner_id=partner_id).order_by("-revoked_at", "-pk"))


def partner(*, id: int) -> Partner | None:
    """Return a partner that is still connected, None otherwise."""
    return Partner.objects.filter(pk=id, closed_at=None).first()
