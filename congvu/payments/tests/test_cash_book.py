"""The cash book: opening, cash in and out, the count, the difference with its reason, and that closing is final."""

import datetime as dt

import pytest

from congvu.kit.errors import NotAllowed
from congvu.payments import operations, queries
from congvu.payments.models import CashDay
from congvu.payments.tests import scene

NOW = scene.NOW
DAY = NOW.date()
HOUR = dt.timedelta(hours=1)
TOMORROW = dt.timedelta(days=1)


@pytest.fixture
def office(db):
    return scene.open_office()


def owed(office, n):
    return office.charge(n)


def take(office, n, at=NOW):
    return operations.take_cash(charge_id=owed(office, n).pk, by=office.cashier, at=at)


def close(office, counted, *, day=DAY, deposited=0, reason="", at=NOW + 8 * HOUR, by=None):
    return operations.close_cash_day(
        agency_id=office.agency.pk,
        day=day,
        counted=counted,
        deposited=deposited,
        reason=reason,
        by=by or office.cashier,
        at=at,
    )


def sheet(office, day=DAY):
    return queries.cash_sheet(agency_id=office.agency.pk, day=day)


def test_cash_in_and_out_adds_up_by_hand(office):
    first, second, third = (take(office, n) for n in (1, 2, 3))
    operations.void_receipt(receipt_id=second.pk, reason="Ghi nhầm", replace=True, by=office.cashier, at=NOW + HOUR)
    operations.refund(receipt_id=third.pk, reason="Rút hồ sơ", by=office.cashier, at=NOW + HOUR)
    operations.confirm_transfer(charge_id=owed(office, 4).pk, number="FT1", by=office.cashier, at=NOW)
    known = sheet(office)
    assert [line.amount for line in known.lines] == [24000, 24000, 24000, -24000, -24000, 24000]
    assert (known.opening, known.received, known.returned, known.expected) == (0, 96000, 48000, 48000)
    assert [(n, total) for _name, n, total in known.means] == [(2, 48000), (1, 24000)]
    assert first.digits == "00000001"


def test_difference_needs_its_reason_and_what_is_left_opens_the_next_day(office):
    take(office, 1)
    with pytest.raises(operations.CashUnclear, match=r"1\.000 đồng"):
        close(office, 23000)
    closed = close(office, 13000, deposited=10000, reason="Trả nhầm tiền lẻ")
    assert (closed.difference, closed.opening, closed.received) == (-1000, 0, 24000)
    take(office, 2, at=NOW + TOMORROW)
    assert sheet(office, DAY + TOMORROW).opening == 13000
    assert sheet(office, DAY + TOMORROW).expected == 37000


def test_closing_is_final_and_no_cash_moves_on_a_closed_day(office):
    receipt = take(office, 1)
    close(office, 24000)
    with pytest.raises(operations.CashUnclear, match="đã khóa"):
        close(office, 24000)
    with pytest.raises(operations.CashDayClosed):
        take(office, 2, at=NOW + 9 * HOUR)
    with pytest.raises(operations.CashDayClosed):
        operations.refund(receipt_id=receipt.pk, reason="Hoàn", by=office.cashier, at=NOW + 9 * HOUR)
    assert operations.confirm_transfer(charge_id=owed(office, 3).pk, number="FT1", by=office.cashier, at=NOW + 9 * HOUR)
    operations.refund(receipt_id=receipt.pk, reason="Hoàn", by=office.cashier, at=NOW + TOMORROW)
    assert sheet(office).received == 24000, "what was closed does not change"
    assert sheet(office, DAY + TOMORROW).expected == 0


def test_days_are_closed_in_order_by_the_cashier_alone(office):
    take(office, 1)
    take(office, 2, at=NOW + TOMORROW)
    with pytest.raises(operations.CashUnclear, match=f"{DAY:%d/%m/%Y}"):
        close(office, 48000, day=DAY + TOMORROW, at=NOW + TOMORROW)
    with pytest.raises(operations.CashUnclear, match="hôm nay"):
        close(office, 0, day=DAY + TOMORROW)
    with pytest.raises(NotAllowed):
        close(office, 24000, by=office.leader)
    close(office, 24000, at=NOW + TOMORROW)
    close(office, 48000, day=DAY + TOMORROW, at=NOW + TOMORROW)
    assert list(CashDay.objects.values_list("difference", flat=True)) == [0, 0]
