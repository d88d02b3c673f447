"""Who calls: a partner's key in ``Authorization: Bearer cv_…``, its scopes, its pace."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from congvu.accounts import operations as accounts_operations
from congvu.accounts import queries as accounts
from congvu.accounts.models import Partner, PartnerKey
from congvu.kit import pace
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.sites.api.problems import TooFast

BURST_SECONDS = 10
"""A key that rested may use its next ten seconds' calls at once."""


class KeyRefused(Refusal):
    """No key, or one that opens nothing here any more."""


class ScopeMissing(Refusal):
    """The key is good, but not for this."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The partner that calls now."""

    partner: Partner
    actor: Actor
    at: dt.datetime


class PartnerKeyAuth(HttpBearer):
    """Lets in a key that has the scope."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Caller:
        """Return the caller.

        :raises KeyRefused: without a key
        """
        kind, _space, token = request.headers.get("Authorization", "").partition(" ")
        return self.authenticate(request, token.strip() if kind.lower() == "bearer" else "")

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """Return the caller.

        :raises KeyRefused: unknown, revoked, run out
        :raises TooFast: more calls than agreed
        :raises ScopeMissing: a key for other things
        """
        at = timezone.now()
        key = accounts.partner_key(token, at=at)
        if key is None:
            raise KeyRefused(_("Khoá truy cập không có, không đúng, đã thu hồi hoặc hết hạn. Xin khoá mới nếu cần."))
        burst = max(1, key.per_minute * BURST_SECONDS // 60)
        if wait := pace.step(f"key:{key.pk}", per_minute=key.per_minute, burst=burst):
            raise TooFast(wait)
        if self.scope not in key.scopes:
            label = PartnerKey.Scope(self.scope).label
            raise ScopeMissing(_("Khoá này không có quyền “%(scope)s”.") % {"scope": label})
        accounts_operations.note_key_used(key_id=key.pk, at=at)
        actor = accounts.actor_of_partner(key.partner, address=request.META.get("REMOTE_ADDR", ""))
        return Caller(key.partner, actor, at)


may_submit = PartnerKeyAuth(PartnerKey.Scope.SUBMIT)
may_read = PartnerKeyAuth(PartnerKey.Scope.READ)
may_pay = PartnerKeyAuth(PartnerKey.Scope.PAY)


def caller_of(request: HttpRequest) -> Caller:
    """Return the caller that the key let in."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller
