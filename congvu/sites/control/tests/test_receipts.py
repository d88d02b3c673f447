"""Receipts on the control site: found by number, payer without accents, day; voided with a reason; one's own alone."""

import datetime as dt

import pytest
from django.urls import reverse

from congvu.payments import operations
from congvu.payments.models import Receipt
from congvu.payments.tests import scene
from congvu.payments.tests.scene import NOW

pytestmark = pytest.mark.django_db
ADDRESS = "control:receipts"


@pytest.fixture
def office():
    return scene.open_office()


@pytest.fixture
def receipts(office):
    """Thirteen receipts, the last one a day later and of another payer."""
    made = [operations.take_cash(charge_id=office.charge(n).pk, by=office.cashier, at=NOW) for n in range(1, 13)]
    payer = {"name": "Đỗ Văn Đường", "identifier": "031190000001"}
    last = office.charge(13, payer=payer)
    later = NOW + dt.timedelta(days=1)
    return [*made, operations.take_cash(charge_id=last.pk, by=office.cashier, at=later)]


def found(client, **asked):
    answer = client.get(reverse(ADDRESS), asked)
    assert answer.status_code == 200
    return [row.number for row in answer.context["page"].rows]


def test_found_by_number_however_it_is_written(receipts, enter):
    client = enter("province_admin")
    for text in ("12", "00000012", "BL-26E 12", receipts[11].code):
        assert found(client, q=text) == [12], text


def test_found_by_payer_without_accents_and_by_the_dossiers_code(receipts, enter):
    client = enter("province_admin")
    assert found(client, q="do van duong") == [13]
    assert found(client, q="ĐƯỜNG đỗ") == [13]
    assert found(client, q=receipts[4].charge.code) == [5]
    assert found(client, q="khong co ai") == []


def test_found_by_day(receipts, enter):
    client = enter("province_admin")
    day = (NOW + dt.timedelta(days=1)).date().isoformat()
    assert found(client, tu=day, den=day) == [13]
    assert 13 not in found(client, den=NOW.date().isoformat())
    assert "Từ ngày" in client.get(reverse(ADDRESS), {"tu": "31/31/2026"}).content.decode()


def test_voided_ones_are_found_with_what_stands_for_them(receipts, office, enter):
    operations.void_receipt(receipt_id=receipts[0].pk, reason="Sai tên", replace=True, by=office.cashier, at=NOW)
    client = enter("province_admin")
    assert found(client, huy="1") == [1]
    page = client.get(reverse("control:receipt", args=[receipts[0].public_id])).content.decode()
    assert "Thay bằng số 00000014" in page


def test_the_agencys_administrator_voids_with_a_reason_and_sees_no_other_agency(receipts, ward, enter):
    client = enter("agency_admin")
    assert found(client) == []
    assert client.get(reverse("control:receipt", args=[receipts[0].public_id])).status_code == 403
    assert (
        client.post(reverse("control:receipt_void", args=[receipts[0].public_id]), {"reason": "x"}).status_code == 403
    )
    assert not Receipt.objects.exclude(voided_at=None).exists()
