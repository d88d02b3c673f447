"""What follows a log-in, and when django-allauth tells of a second factor."""

from typing import Any

from allauth.account.signals import user_logged_in as came_in
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from congvu.accounts import operations, sessions
from congvu.accounts.models import Account
from congvu.accounts.queries import actor_of

ENROLLED = "second_factor_enrolled"
"""Key of the session: whose second factor was enrolled in it."""


@receiver(authenticator_added)
def remember_enrolment(request: HttpRequest, user: Any, **more: Any) -> None:
    """Let the session that enrolled a factor count as having shown it."""
    request.session[ENROLLED] = user.pk


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def end_other_sessions(request: HttpRequest, user: Any, **more: Any) -> None:
    """Let only this session go on once the owner has changed a second factor: another may be a thief's."""
    operations.end_all_sessions(account_id=user.pk, by=actor_of(user), at=timezone.now())
    user.refresh_from_db(fields=["generation"])
    update_session_auth_hash(request, user)
    sessions.list_anew(request)


@receiver(user_logged_in)
def begin_session(request: HttpRequest, **more: Any) -> None:
    """Let the time of the session begin."""
    sessions.begin(request, at=timezone.now())


@receiver(came_in)
def note_entry(request: HttpRequest, user: Account, sociallogin: Any = None, **more: Any) -> None:
    """Write down that an official came in; who came through an identity system was written down there."""
    if user.kind == Account.Kind.OFFICIAL and sociallogin is None:
        ways = [str(one.get("method", "")) for one in request.session.get(sessions.PROOFS, [])]
        by = actor_of(user, address=request.META.get("REMOTE_ADDR", ""))
        operations.note_entry(by=by, ways=ways, at=timezone.now())


@receiver(user_login_failed)
def note_failed_try(credentials: dict[str, Any], request: HttpRequest | None = None, **more: Any) -> None:
    """Write down that somebody could not come in."""
    address = request.META.get("REMOTE_ADDR", "") if request else ""
    operations.note_failed_try(username=str(credentials.get("username", "")), address=address, at=timezone.now())
