"""Where partners are told: begun, mended and ended by the administrator of the province."""

import uuid
from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from congvu.accounts.models import Partner
from congvu.audit import operations as audit
from congvu.exchange import signature, wire
from congvu.exchange.models import Delivery, Kind, Subscription
from congvu.exchange.operations.sending import wake
from congvu.kit import sealed
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.people import queries as people
from congvu.people.models import Role

MOST = 10
"""Subscriptions of one partner at a time."""


@transaction.atomic
def subscribe(
    *, partner_id: int, url: str, kinds: Collection[str] = (), by: Actor, at: datetime
) -> tuple[Subscription, str]:
    """Tell a partner of what happens from now on; the second value is the signing secret, shown this once.

    :param kinds: of :class:`~congvu.exchange.models.Kind`, all when empty
    :raises AddressRefused: an address that nothing is sent to
    :raises Refusal: a closed partner, an unknown kind, the same address twice, too many
    :raises NotAllowed: not the administrator of the province
    """
    by = _administrator(by, at)
    partner = Partner.objects.select_for_update().get(pk=partner_id)
    url = url.strip()
    if partner.closed_at is not None:
        raise Refusal(_("Đối tác này đã ngừng kết nối."))
    if len(url) > 500:
        raise Refusal(_("Địa chỉ nhận tin dài nhất 500 ký tự."))
    wire.check_url(url, inside=settings.WEBHOOKS_INSIDE)
    if not set(kinds) <= set(Kind.values):
        raise Refusal(_("Chọn loại tin trong danh sách."))
    others = Subscription.objects.filter(partner=partner).exclude(state=Subscription.State.ENDED)
    if others.filter(url=url).exists():
        raise Refusal(_("Địa chỉ này đã được đăng ký nhận tin."))
    if others.count() >= MOST:
        raise Refusal(_("Mỗi đối tác có nhiều nhất %s địa chỉ nhận tin.") % MOST)
    secret = signature.new_secret()
    one = Subscription.objects.create(
        partner=partner,
        url=url,
        kinds=sorted(kinds) or list(Kind.values),
        secret=sealed.seal(secret, purpose="webhook"),
        made_at=at,
    )
    _trace("exchange.subscribe", one, by, at)
    return one, secret


@transaction.atomic
def renew_secret(*, subscription_id: int, by: Actor, at: datetime) -> tuple[Subscription, str]:
    """Give a subscription another signing secret; everything sent from now on is signed with it.

    :raises NotAllowed: not the administrator of the province
    """
    by, one = _administrator(by, at), _locked(subscription_id)
    secret = signature.new_secret()
    one.secret = sealed.seal(secret, purpose="webhook")
    one.save(update_fields=["secret"])
    _trace("exchange.renew_secret", one, by, at)
    return one, secret


@transaction.atomic
def resume(*, subscription_id: int, by: Actor, at: datetime) -> Subscription:
    """Send on at once after failures: all that waits, in order.

    :raises Refusal: it was ended
    :raises NotAllowed: not the administrator of the province
    """
    by, one = _administrator(by, at), _locked(subscription_id)
    one.state, one.failures, one.rest_until = Subscription.State.ACTIVE, 0, None
    one.save(update_fields=["state", "failures", "rest_until"])
    Delivery.objects.filter(subscription_id=one.pk, state=Delivery.State.WAITING).update(not_before=at)
    wake(one.pk)
    _trace("exchange.resume", one, by, at)
    return one


@transaction.atomic
def end(*, subscription_id: int, by: Actor, at: datetime) -> Subscription:
    """Tell this address nothing more; what still waits for it is dropped, and stays in the journal.

    :raises NotAllowed: not the administrator of the province
    """
    by, one = _administrator(by, at), _locked(subscription_id)
    one.state = Subscription.State.ENDED
    one.save(update_fields=["state"])
    waiting = Delivery.objects.filter(subscription_id=one.pk, state=Delivery.State.WAITING)
    dropped = waiting.update(state=Delivery.State.DROPPED, ended_at=at)
    _trace("exchange.end", one, by, at, dropped=dropped)
    return one


@transaction.atomic
def replay(*, delivery_id: int, by: Actor, at: datetime) -> Delivery:
    """Send a message once more, under its own id, after what waits already.

    :raises Refusal: it still waits, or its subscription was ended
    :raises NotAllowed: not the administrator of the province
    """
    by = _administrator(by, at)
    old = Delivery.objects.get(pk=delivery_id)
    one = _locked(old.subscription_id)
    waits = Delivery.objects.filter(
        message_id=old.message_id, subscription_id=one.pk, subject=old.subject, state=Delivery.State.WAITING
    )
    if waits.exists():
        raise Refusal(_("Tin này đang chờ gửi."))
    again = Delivery.objects.create(
        at=at,
        not_before=at,
        subscription_id=one.pk,
        message_id=uuid.UUID(str(old.message_id)),
        kind=old.kind,
        subject=old.subject,
        label=old.label,
        body=old.body,
    )
    wake(one.pk)
    _trace("exchange.replay", one, by, at, message=str(old.message_id))
    return again


def _administrator(by: Actor, at: datetime) -> Actor:
    return people.require(by=by, roles=(Role.PROVINCE_ADMIN,), at=at)


def _locked(subscription_id: int) -> Subscription:
    one = Subscription.objects.select_for_update(of=("self",)).select_related("partner").get(pk=subscription_id)
    if one.state == Subscription.State.ENDED:
        raise Refusal(_("Địa chỉ này đã kết thúc nhận tin. Đăng ký lại nếu cần."))
    return one


def _trace(action: str, one: Subscription, by: Actor, at: datetime, **data: object) -> None:
    data = {"subscription": one.pk, "url": one.url, **data}
    audit.record(action=action, subject=f"partner:{one.partner_id}", by=by, at=at, label=one.partner.name, data=data)
