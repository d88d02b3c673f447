"""Messages of a gateway: nothing takes effect twice, what does not agree is seen, the forged is refused."""

import json

import pytest

from congvu.kit.actors import SYSTEM
from congvu.kit.models import Outbox
from congvu.payments import operations, queries
from congvu.payments.hooks import StatementLine
from congvu.payments.models import Charge, Discrepancy, GatewayMessage, Payment, Receipt
from congvu.payments.tests import scene
from congvu.payments.tests.scene import BANK, NOW, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    BANK.lines = []
    return scene.open_office()


@pytest.fixture
def opened(office):
    charge = office.charge()
    return charge, operations.open_payment(charge_id=charge.pk, gateway="bank", by=office.citizen, at=NOW)


def each_listener_is_told_once():
    listeners = list(Outbox.objects.filter(event="payments.ChargePaid").values_list("listener", flat=True))
    return listeners and len(listeners) == len(set(listeners))


def state(charge):
    return Charge.objects.get(pk=charge.pk).state


def test_a_result_pays_once_however_often_it_comes(opened):
    charge, payment = opened
    assert told(payment.reference) == "applied"
    assert [told(payment.reference) for _n in range(3)] == ["repeated"] * 3
    assert told(payment.reference, number="m2") == "noted"
    assert state(charge) == "paid"
    assert Receipt.objects.count() == 1
    assert each_listener_is_told_once()
    assert not Discrepancy.objects.exists()


def test_a_failure_told_after_the_success_changes_nothing(opened):
    charge, payment = opened
    told(payment.reference)
    assert told(payment.reference, number="m0", succeeded=False) == "noted"
    assert state(charge) == "paid"
    assert Payment.objects.get().state == "succeeded"


def test_money_that_comes_after_a_failure_is_money(opened):
    charge, payment = opened
    assert told(payment.reference, number="m0", succeeded=False) == "applied"
    assert state(charge) == "due"
    assert told(payment.reference, number="m1") == "applied"
    assert state(charge) == "paid"


def test_a_wrong_amount_waits_for_people_and_pays_nothing(opened, office):
    charge, payment = opened
    assert told(payment.reference, amount=23000) == "disputed"
    assert state(charge) == "due"
    found = Discrepancy.objects.get()
    assert (found.kind, found.expected, found.received) == ("wrong_amount", 24000, 23000)
    with pytest.raises(operations.ReasonMissing):
        operations.settle_discrepancy(discrepancy_id=found.pk, words=" ", by=SYSTEM, at=NOW)
    operations.settle_discrepancy(discrepancy_id=found.pk, words="Đã hoàn cho người nộp", by=SYSTEM, at=NOW)
    assert queries.open_discrepancies() == 0
    assert told(payment.reference, number="m2", transaction="t2") == "applied"
    assert state(charge) == "paid"


def test_too_much_money_may_be_taken_as_paid_by_people(opened):
    charge, payment = opened
    told(payment.reference, amount=25000)
    operations.settle_discrepancy(
        discrepancy_id=Discrepancy.objects.get().pk, words="Hoàn 1.000 đồng", as_paid=True, by=SYSTEM, at=NOW
    )
    assert state(charge) == "paid"
    assert Receipt.objects.get().amount == 24000


def test_money_for_what_was_paid_in_cash_is_seen(opened, office):
    charge, payment = opened
    operations.take_cash(charge_id=charge.pk, by=office.cashier, at=NOW)
    assert told(payment.reference) == "disputed"
    assert Discrepancy.objects.get().kind == "paid_again"
    assert Receipt.objects.count() == 1


def test_money_for_what_was_cancelled_or_never_owed_is_seen(opened):
    charge, payment = opened
    operations.cancel(subject=charge.subject, reason="Rút hồ sơ", by=SYSTEM, at=NOW)
    assert told(payment.reference) == "disputed"
    assert told("CV0000000000", number="m9") == "disputed"
    assert sorted(Discrepancy.objects.values_list("kind", flat=True)) == ["paid_again", "unknown"]


def test_a_transfer_by_qr_pays_by_the_reference_of_the_charge(office):
    charge = office.charge()
    assert told(charge.reference.lower()) == "applied"
    assert state(charge) == "paid"
    assert told(charge.reference, number="m2", transaction="t2") == "disputed"


@pytest.mark.parametrize(
    ("body", "seal", "outcome"),
    [
        (b"{}", "thật", "unreadable"),
        (b"\xff\x00nothing", "thật", "unreadable"),
        (b"x" * 70_000, "thật", "unreadable"),
        (b'{"number": "m1"}', "giả", "forged"),
    ],
)
def test_what_is_forged_or_unreadable_is_refused_and_kept_short(opened, body, seal, outcome):
    with pytest.raises(operations.CallbackRefused) as refused:
        operations.take_callback(gateway="bank", body=body, headers={"X-Seal": seal}, at=NOW)
    assert refused.value.forged == (outcome == "forged")
    kept = GatewayMessage.objects.get()
    assert kept.outcome == outcome
    assert len(kept.body) <= 500
    assert state(opened[0]) == "due"


def test_an_unknown_gateway_is_refused():
    with pytest.raises(operations.GatewayUnknown):
        operations.take_callback(gateway="none", body=b"", headers={}, at=NOW)


def test_another_citizen_cannot_pay_at_a_gateway_what_is_not_theirs(office):
    with pytest.raises(operations.ChargeUnknown):
        operations.open_payment(charge_id=office.charge().pk, gateway="bank", by=scene.somebody(), at=NOW)


def test_the_statement_brings_what_was_never_told_and_names_what_does_not_agree(office):
    first, second, third = (office.charge(number) for number in (1, 2, 3))
    told(first.reference)
    told(second.reference, number="m2", transaction="t2")
    BANK.lines = [
        StatementLine(reference=first.reference, transaction="t1", amount=24000),
        StatementLine(reference=third.reference, transaction="t3", amount=24000),
        StatementLine(reference="CVLAHOAN0000", transaction="t4", amount=5000),
    ]
    found = operations.reconcile(gateway="bank", day=NOW.date(), by=SYSTEM, at=NOW)
    assert (found.matched, found.taken_in, found.disputed, found.missing_there) == (1, 1, 1, 1)
    assert state(third) == "paid"
    again = operations.reconcile(gateway="bank", day=NOW.date(), by=SYSTEM, at=NOW)
    assert (again.matched, again.taken_in, again.missing_there) == (2, 0, 1)
    assert sorted(Discrepancy.objects.values_list("kind", flat=True)) == ["missing_there", "unknown"]


def test_bodies_of_messages_are_kept_as_they_came(opened):
    told(opened[1].reference)
    assert json.loads(GatewayMessage.objects.get().body)["reference"] == opened[1].reference
