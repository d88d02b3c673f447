"""At once, with real threads and real transactions: one receipt, no number lost, none taken twice."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from congvu.kit.models import Outbox
from congvu.payments import operations
from congvu.payments.models import Charge, Discrepancy, Receipt
from congvu.payments.tests import scene
from congvu.payments.tests.scene import NOW, told

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(transactional_db):
    return scene.open_office()


def together(*doings):
    """Do all at the same moment, each in its own thread and connection; return results and refusals in order."""
    gate = threading.Barrier(len(doings))

    def alone(doing):
        try:
            gate.wait(10)
            return doing()
        except Exception as met:
            return met
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(alone, doings))


def test_the_same_message_twice_at_once_counts_once(office):
    charge = office.charge()
    outcomes = together(*[lambda: told(charge.reference)] * 4)
    assert sorted(outcomes) == ["applied", "repeated", "repeated", "repeated"]
    assert Receipt.objects.count() == 1
    listeners = list(Outbox.objects.filter(event="payments.ChargePaid").values_list("listener", flat=True))
    assert listeners
    assert len(listeners) == len(set(listeners))


def test_the_same_message_for_nothing_we_know_is_told_once(office):
    outcomes = together(*[lambda: told("CVKHONGCO000")] * 4)
    assert sorted(outcomes) == ["disputed", "repeated", "repeated", "repeated"]
    assert Discrepancy.objects.count() == 1


def test_cash_and_online_at_once_give_one_receipt(office):
    charge = office.charge()
    results = together(
        lambda: operations.take_cash(charge_id=charge.pk, by=office.cashier, at=NOW), lambda: told(charge.reference)
    )
    cash_won = isinstance(results[0], Receipt)
    assert cash_won or isinstance(results[0], operations.NotDue), results
    assert results[1] == ("disputed" if cash_won else "applied")
    assert Receipt.objects.count() == 1
    assert Discrepancy.objects.count() == int(cash_won)
    assert Charge.objects.get().method == ("cash" if cash_won else "online")


def test_many_cashiers_at_once_leave_no_gap(office):
    charges = [office.charge(number) for number in range(1, 9)]
    results = together(
        *(
            lambda pk=one.pk: operations.take_cash(charge_id=pk, by=office.cashier, at=NOW)
            for one in [*charges, *charges[:2]]
        )
    )
    numbers = sorted(one.number for one in results if isinstance(one, Receipt))
    assert numbers == list(range(1, 9))
    assert sum(isinstance(one, operations.NotDue) for one in results) == 2
