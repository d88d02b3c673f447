"""Questions about accounts."""

from datetime import datetime
from typing import TYPE_CHECKING

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from cryptography.fernet import InvalidToken

from congvu.accounts.models import Account
from congvu.kit.actors import Actor, ActorKind

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
    if account.official_id is not None and account.official is not None:
        return Actor(kind=ActorKind.OFFICIAL, id=account.official_id, name=account.official.full_name, address=address)
    title = f"người đại diện: {account.representative.name}" if account.representative else ""
    name = account.party.name if account.party else account.username
    return Actor(kind=ActorKind.CITIZEN, id=account.party_id, name=name, title=title, address=address)


def actor_in(request: "HttpRequest") -> Actor:
    """Return who acts in this request."""
    return actor_of(request.user, address=request.META.get("REMOTE_ADDR", ""))


def home_of(account: "Account | AbstractBaseUser | AnonymousUser") -> str:
    """Return the address at which an account begins: officials at their desk, citizens at the portal."""
    return "/desk/" if getattr(account, "kind", "") == Account.Kind.OFFICIAL else "/"


def account_of(*, official_id: int) -> Account | None:
    """Return the official's account, None when they have none."""
    return Account.objects.filter(official_id=official_id).first()


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
