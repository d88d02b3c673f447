import base64
import datetime as dt
import hashlib
import hmac
import ipaddress
import threading

import pytest
from django.db import connection

from congvu.accounts import operations as accounts
from congvu.exchange import operations, queries, wire
from congvu.exchange.models import Delivery, Subscription
from congvu.exchange.operations import sending
from congvu.exchange.tests.receiver import Receiver
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed, Refusal

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)


@pytest.fixture
def receiver():
    one = Receiver()
    yield one
    one.close()


@pytest.fixture
def partner(db):
    return accounts.open_partner(code="buu-dien", name="Bưu điện Thí Dụ", by=SYSTEM, at=NOW)


@pytest.fixture
def door(partner, receiver):
    return operations.subscribe(partner_id=partner.pk, url=receiver.url, by=SYSTEM, at=NOW)


def tell(partner, number, dossier="dossier:1", at=NOW):
    operations.hand_over(
        kind="dossier.state_changed",
        partner_ids=[partner.pk],
        subject=dossier,
        label=dossier,
        data={"n": number},
        at=at,
    )


def drain(door, at=NOW):
    while operations.send_next(subscription_id=door.pk, at=at):
        pass


def numbers(receiver):
    return [got.event["data"]["n"] for got in receiver.taken]


def test_a_message_is_signed_as_standard_webhooks_say(partner, door, receiver):
    subscription, secret = door
    tell(partner, 1)
    drain(subscription)
    got = receiver.got[0]
    signed = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.{got.body}".encode()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert got.headers["webhook-signature"] == f"v1,{expected}"
    assert got.event["id"] == got.headers["webhook-id"]
    assert got.event["specversion"] == "1.0"
    assert got.event["type"] == "vn.congvu.dossier.state_changed"
    assert secret not in Subscription.objects.get().secret


def test_a_partner_that_was_down_gets_everything_in_order_once(partner, door, receiver):
    subscription, _secret = door
    receiver.says = lambda event: 503
    for number in range(6):
        tell(partner, number, dossier=f"dossier:{number % 2}")
    drain(subscription)
    assert len(receiver.got) == 1, "the whole door rests, not one message after the other"
    assert not operations.send_next(subscription_id=subscription.pk, at=NOW + dt.timedelta(seconds=5))
    receiver.says = None
    drain(subscription, at=NOW + dt.timedelta(minutes=1))
    assert numbers(receiver) == [0, 1, 2, 3, 4, 5]
    drain(subscription, at=NOW + dt.timedelta(minutes=2))
    assert len(receiver.taken) == 6


def test_a_partner_that_is_away_for_an_hour_and_one_for_two_days_lose_nothing(partner, door, receiver):
    subscription, _secret = door
    receiver.says = lambda event: 503
    tell(partner, 1)
    tell(partner, 2)
    for minute in range(0, 60, 5):
        drain(subscription, at=NOW + dt.timedelta(minutes=minute))
    assert 1 < len(receiver.got) < 12, "asked again, and each time later"
    receiver.says = None
    drain(subscription, at=NOW + dt.timedelta(hours=1, minutes=30))
    assert numbers(receiver) == [1, 2]
    receiver.says = lambda event: 503
    tell(partner, 3)
    at = NOW + dt.timedelta(hours=2)
    while Subscription.objects.get().state == "active":
        at += dt.timedelta(hours=1)
        drain(subscription, at=at)
    assert dt.timedelta(days=1, hours=12) < at - NOW < dt.timedelta(days=3)
    receiver.says = None
    drain(subscription, at=at + dt.timedelta(days=1))
    assert numbers(receiver) == [1, 2], "the subscription rests until somebody looks"
    operations.resume(subscription_id=subscription.pk, by=SYSTEM, at=at)
    drain(subscription, at=at)
    assert numbers(receiver) == [1, 2, 3]


def test_a_dead_server_is_asked_again_later_and_not_at_every_message(partner, door, receiver):
    subscription, _secret = door
    receiver.close()
    tell(partner, 1)
    drain(subscription)
    state = Subscription.objects.get()
    assert (state.failures, Delivery.objects.get().state) == (1, "waiting")
    assert "refused" in state.last_error.lower()
    assert queries.due(at=NOW) == []
    assert queries.due(at=NOW + dt.timedelta(minutes=2)) == [subscription.pk]


def test_a_refused_message_holds_back_its_own_dossier_only(partner, door, receiver):
    subscription, _secret = door
    receiver.says = lambda event: 422 if event["data"]["n"] == 1 else 204
    tell(partner, 1, "dossier:1")
    tell(partner, 2, "dossier:1")
    tell(partner, 3, "dossier:2")
    drain(subscription)
    assert numbers(receiver) == [3]
    at = NOW
    for _try in range(sending.DEAD_AFTER):
        at += dt.timedelta(hours=5)
        drain(subscription, at=at)
    assert numbers(receiver) == [3, 2]
    dead = Delivery.objects.get(state="dead")
    assert dead.tries == sending.DEAD_AFTER
    receiver.says = None
    operations.replay(delivery_id=dead.pk, by=SYSTEM, at=at)
    drain(subscription, at=at)
    assert numbers(receiver) == [3, 2, 1]
    assert receiver.taken[-1].headers["webhook-id"] == str(dead.message_id)


def test_a_receiver_says_when_to_come_again(partner, door, receiver):
    subscription, _secret = door
    receiver.says = lambda event: (429, {"Retry-After": "600"})
    tell(partner, 1)
    drain(subscription)
    assert Subscription.objects.get().rest_until == NOW + dt.timedelta(seconds=600)


def test_gone_halts_until_an_administrator_resumes(partner, door, receiver):
    subscription, _secret = door
    receiver.says = lambda event: 410
    tell(partner, 1)
    drain(subscription)
    assert Subscription.objects.get().state == "halted"
    receiver.says = None
    tell(partner, 2)
    drain(subscription)
    assert numbers(receiver) == []
    operations.resume(subscription_id=subscription.pk, by=SYSTEM, at=NOW)
    drain(subscription)
    assert numbers(receiver) == [1, 2]


def test_redirects_are_not_followed(partner, door, receiver):
    subscription, _secret = door
    other = Receiver()
    receiver.says = lambda event: (307, {"Location": other.url})
    tell(partner, 1)
    drain(subscription)
    assert other.got == []
    other.close()
    assert Delivery.objects.get().state == "waiting"


def test_an_ended_subscription_drops_what_waits(partner, door, receiver):
    subscription, _secret = door
    tell(partner, 1)
    operations.end(subscription_id=subscription.pk, by=SYSTEM, at=NOW)
    tell(partner, 2)
    drain(subscription)
    assert receiver.got == []
    assert [row.state for row in Delivery.objects.all()] == ["dropped"]


@pytest.mark.parametrize(
    "url",
    [
        "http://doitac.vn/hook",
        "https://127.0.0.1/hook",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://user:pass@doitac.vn/",
        "ftp://doitac.vn/",
        "https:///path",
        "https://doitac.vn/a b",
        "https://doitac.vn:99999/",
    ],
)
def test_no_address_of_the_inner_network(partner, settings, url):
    settings.WEBHOOKS_INSIDE = False
    with pytest.raises(Refusal):
        operations.subscribe(partner_id=partner.pk, url=url, by=SYSTEM, at=NOW)


def test_a_name_that_leads_inside_is_found_out_at_sending(settings, receiver):
    answer = wire.post(url=receiver.url.replace("127.0.0.1", "localhost"), body=b"{}", headers={}, inside=True)
    assert answer.status == 204
    port = receiver.url.rsplit(":", 1)[1]
    answer = wire.post(url=f"https://localhost:{port}", body=b"{}", headers={}, inside=False)
    assert answer.status is None
    assert "mạng nội bộ" in answer.error
    assert len(receiver.got) == 1


@pytest.mark.parametrize("text", ["64:ff9b::a00:1", "2002:a00:1::", "fe80::1", "224.0.0.1", "100.64.0.1", "0.0.0.0"])
def test_wrapped_and_odd_addresses_are_not_public(text):
    assert not wire.is_public(ipaddress.ip_address(text))


def test_only_the_administrator_of_the_province_subscribes(partner):
    with pytest.raises(NotAllowed):
        operations.subscribe(
            partner_id=partner.pk,
            url="https://doitac.vn/",
            by=Actor(kind=ActorKind.OFFICIAL, id=1, name="Ai đó"),
            at=NOW,
        )


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_message_once_and_in_order(receiver):
    partner = accounts.open_partner(code="buu-dien", name="Bưu điện Thí Dụ", by=SYSTEM, at=NOW)
    subscription, _secret = operations.subscribe(partner_id=partner.pk, url=receiver.url, by=SYSTEM, at=NOW)
    for number in range(20):
        tell(partner, number, f"dossier:{number % 3}")

    def work():
        for _turn in range(60):
            operations.send_next(subscription_id=subscription.pk, at=NOW)
        connection.close()

    threads = [threading.Thread(target=work) for _each in range(3)]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert sorted(numbers(receiver)) == list(range(20))
    for rest in range(3):
        own = [number for number in numbers(receiver) if number % 3 == rest]
        assert own == sorted(own)
