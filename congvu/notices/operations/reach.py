"""How a citizen wants to be told."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed, Refusal
from congvu.notices.models import Proof, Reach
from congvu.notices.queries import reach_of
from congvu.people.models import Party


class NotProved(Refusal):
    """A channel is wanted whose address has not been proved."""


@transaction.atomic
def choose(*, party_id: int, by_email: bool, by_sms: bool, by_chat: bool, by: Actor, at: datetime) -> Reach:
    """Keep by which ways a citizen wants to be told, besides the inbox, which always has everything.

    :raises NotProved: a telephone is wanted that has not been proved, or a letter without any address
    :raises NotAllowed: somebody else's choice
    """
    only_own(by, party_id)
    reach = locked(party_id, at)
    if (by_sms or by_chat) and not reach.phone:
        raise NotProved(_("Xác nhận số điện thoại trước khi nhận tin nhắn."))
    if by_email and not (reach.email or Party.objects.values_list("email", flat=True).get(pk=party_id)):
        raise NotProved(_("Xác nhận địa chỉ thư điện tử trước khi nhận thư."))
    reach.by_email, reach.by_sms, reach.by_chat, reach.changed_at = by_email, by_sms, by_chat, at
    reach.save()
    data = {"email": by_email, "sms": by_sms, "chat": by_chat}
    audit.record(action="notices.choose", subject=f"party:{reach.party_id}", by=by, at=at, data=data)
    return reach


@transaction.atomic
def forget_contact(*, party_id: int, contact: str, by: Actor, at: datetime) -> Reach:
    """Forget a proved address; what needs it is switched off.

    :raises NotAllowed: somebody else's address
    """
    only_own(by, party_id)
    reach = locked(party_id, at)
    if contact == Proof.Contact.PHONE:
        reach.phone, reach.phone_proved_at, reach.by_sms, reach.by_chat = "", None, False, False
    else:
        reach.email, reach.email_proved_at, reach.by_email = "", None, False
    reach.changed_at = at
    reach.save()
    data = {"contact": contact}
    audit.record(action="notices.forget_contact", subject=f"party:{reach.party_id}", by=by, at=at, data=data)
    return reach


def only_own(by: Actor, party_id: int) -> None:
    """Let citizens through to what is their own.

    :raises NotAllowed: anybody else
    """
    if by != SYSTEM and not (by.kind == ActorKind.CITIZEN and by.id == party_id):
        raise NotAllowed(_("Chỉ chính chủ chọn được cách nhận thông báo."))


def locked(party_id: int, at: datetime) -> Reach:
    """Return the citizen's row, made when there is none, locked until the transaction ends."""
    known = reach_of(party_id)
    owner = known.party_id if known else Party.objects.values_list("joined_into_id", flat=True).get(pk=party_id)
    Reach.objects.get_or_create(party_id=owner or party_id, defaults={"changed_at": at})
    return Reach.objects.select_for_update().get(party_id=owner or party_id)
