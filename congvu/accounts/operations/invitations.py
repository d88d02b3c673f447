"""Invitations: an official gets a link, sets a password, and the link is spent."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.accounts import rules
from congvu.accounts.events import Invited
from congvu.accounts.models import Account, Invitation
from congvu.accounts.operations.officials import set_password
from congvu.accounts.operations.tracing import locked, trace
from congvu.accounts.queries import actor_of, invitation_by, invitation_state
from congvu.kit import outbox
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.people.models import Official

LASTS = timedelta(hours=72)


class InvitationSpent(Refusal):
    """The link was used, has grown old, or a newer one was sent."""


@transaction.atomic
def invite(*, official_id: int, username: str = "", by: Actor, at: datetime) -> Invitation:
    """Open an official's account without a password, if there is none, and send them the link to set one.

    The name of the log-in is the staff code in small letters unless another is given. A link sent before is void.

    :raises NotAllowed: not the administrator of what the official may do
    :raises Refusal: no mail address is known, the name is taken, or the account is locked
    """
    by = rules.require_may_change(by=by, official_id=official_id, at=at)
    official = Official.objects.get(id=official_id)
    account = Account.objects.select_for_update().filter(official=official).first()
    if account is None:
        name = (username or official.staff_code).strip().lower()
        if Account.objects.filter(username=name).exists():
            raise Refusal(_("Tên đăng nhập “%s” đã có người dùng. Hãy chọn tên khác.") % name)
        account = Account(username=name, kind=Account.Kind.OFFICIAL, official=official)
        account.set_unusable_password()
        account.save()
        trace("accounts.open", account, by, at)
    purpose = Invitation.Purpose.RESET if account.has_usable_password() else Invitation.Purpose.JOIN
    return _send(account, purpose, by, at)


@transaction.atomic
def send_reset(*, account_id: int, by: Actor, at: datetime) -> Invitation:
    """Take an official's password away at once, end their sessions, and send them the link to set a new one.

    Nobody but the official ever knows the new password.

    :raises NotAllowed: not the administrator of what the official may do
    :raises Refusal: a citizen's account, a locked one, or no mail address is known
    """
    account = locked(account_id)
    by = rules.require_may_change(by=by, official_id=account.official_id, at=at)
    account.set_unusable_password()
    account.generation += 1
    account.save(update_fields=["password", "generation"])
    return _send(account, Invitation.Purpose.RESET, by, at)


def _send(account: Account, purpose: str, by: Actor, at: datetime) -> Invitation:
    if not account.is_active:
        raise Refusal(_("Tài khoản đang bị khóa. Hãy mở khóa trước."))
    if account.official is None or not account.official.email:
        raise Refusal(_("Cán bộ chưa có địa chỉ thư điện tử để nhận liên kết. Hãy bổ sung ở mục “Sửa thông tin”."))
    Invitation.objects.filter(account=account, used_at=None, withdrawn_at=None).update(withdrawn_at=at)
    made = Invitation.objects.create(account=account, purpose=purpose, made_at=at, expires_at=at + LASTS)
    trace("accounts.invite", account, by, at, purpose=purpose)
    outbox.announce(Invited(invitation_id=made.pk, at=at), subject=f"account:{account.pk}")
    return made


@transaction.atomic
def accept_invitation(*, token: str, password: str, at: datetime) -> Account:
    """Let the one who holds the link set the password; the link is spent with it.

    :raises InvitationSpent: used before, too old, withdrawn, or not one of ours
    :raises Refusal: the password is too weak
    """
    known = invitation_by(token)
    account = locked(known.account_id) if known else None
    found = Invitation.objects.select_for_update().get(pk=known.pk) if known else None
    if account is None or found is None or invitation_state(found, at=at):
        raise InvitationSpent(invitation_state(found, at=at))
    set_password(account, password)
    account.save(update_fields=["password"])
    found.used_at = at
    found.save(update_fields=["used_at"])
    trace("accounts.accept_invitation", account, actor_of(account), at, purpose=found.purpose)
    return account
