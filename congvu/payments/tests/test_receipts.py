"""Receipts: numbers without gaps whatever happens, void with a reason, printed, opened by whom they concern."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from congvu.audit import queries as audit
from congvu.files import queries as files
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import Declined, NotAllowed
from congvu.numbering import queries as numbering
from congvu.payments import operations, queries
from congvu.payments.models import Charge, Receipt
from congvu.payments.tests import scene
from congvu.payments.tests.scene import NOW, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return scene.open_office()


def words_of(use):
    with files.open_use(use) as stream:
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(stream.read())).pages)
    return " ".join(text.split())


def test_cash_gives_a_receipt_with_the_money_in_words(office):
    charge = office.charge()
    receipt = operations.take_cash(charge_id=charge.pk, given=50000, by=office.cashier, at=NOW)
    assert (receipt.form, receipt.symbol, receipt.digits) == ("01BLP0-001", "BL-26E", "00000001")
    assert receipt.data["words"] == "Hai mươi tư nghìn đồng chẵn"
    said = words_of(operations.open_receipt(public_id=receipt.public_id, by=office.citizen, at=NOW))
    for part in ("00000001", "Nguyễn Thị Hồng Ánh", "24.000", "Hai mươi tư nghìn đồng chẵn", "Tiền mặt"):
        assert part in said
    actions = [entry.action for entry in audit.entries(subject=charge.subject)]
    assert {"payments.charge", "payments.take_cash", "payments.open_receipt"} <= set(actions)


def test_less_cash_or_a_paid_charge_is_refused(office):
    charge = office.charge()
    with pytest.raises(operations.MoneyShort, match=r"còn thiếu 4\.000"):
        operations.take_cash(charge_id=charge.pk, given=20000, by=office.cashier, at=NOW)
    operations.take_cash(charge_id=charge.pk, by=office.cashier, at=NOW)
    with pytest.raises(operations.NotDue, match="đã nộp"):
        operations.take_cash(charge_id=charge.pk, by=office.cashier, at=NOW)
    assert Receipt.objects.count() == 1


def test_only_the_cashier_of_the_agency_takes_money(office):
    charge, elsewhere = office.charge(), scene.open_office("H24.901")
    for by in (office.leader, elsewhere.cashier, office.citizen):
        with pytest.raises(NotAllowed):
            operations.take_cash(charge_id=charge.pk, by=by, at=NOW)
        with pytest.raises(NotAllowed):
            operations.confirm_transfer(charge_id=charge.pk, number="1", by=by, at=NOW)


def test_a_receipt_opens_to_payer_and_agency_alone(office):
    receipt = operations.take_cash(charge_id=office.charge().pk, by=office.cashier, at=NOW)
    stranger = scene.somebody()
    with pytest.raises(operations.ReceiptUnknown):
        operations.open_receipt(public_id=receipt.public_id, by=stranger, at=NOW)
    with pytest.raises(NotAllowed):
        operations.open_receipt(public_id=receipt.public_id, by=scene.open_office("H24.901").cashier, at=NOW)
    operations.open_receipt(public_id=receipt.public_id, by=office.leader, at=NOW)
    assert [row.purpose for row in audit.readings(party_id=office.payer.pk)] == ["receipt"]


def test_a_voided_receipt_keeps_its_number_and_names_the_one_that_stands_for_it(office):
    charge = office.charge()
    first = operations.take_cash(charge_id=charge.pk, by=office.cashier, at=NOW)
    operations.open_receipt(public_id=first.public_id, by=office.citizen, at=NOW)
    with pytest.raises(operations.ReasonMissing):
        operations.void_receipt(receipt_id=first.pk, reason="", replace=True, by=office.cashier, at=NOW)
    operations.void_receipt(receipt_id=first.pk, reason="Sai tên", replace=True, by=office.cashier, at=NOW)
    first.refresh_from_db()
    assert (first.number, first.replaced_by.number) == (1, 2)
    assert [row.number for row in numbering.voided(series=first.series)] == [1]
    said = words_of(operations.open_receipt(public_id=first.public_id, by=office.citizen, at=NOW))
    assert "ĐÃ HỦY: Sai tên" in said
    with pytest.raises(operations.ReceiptUnknown, match="đã bị hủy"):
        operations.void_receipt(receipt_id=first.pk, reason="Lại", replace=True, by=office.cashier, at=NOW)


def test_money_given_back_ends_the_charge(office):
    charge = office.charge()
    receipt = operations.take_cash(charge_id=charge.pk, by=office.cashier, at=NOW)
    given_back = operations.refund(receipt_id=receipt.pk, reason="Người nộp rút hồ sơ", by=office.cashier, at=NOW)
    assert (given_back.amount, Charge.objects.get().state) == (24000, "refunded")
    assert queries.receipt(charge=queries.charge(public_id=charge.public_id)) is None


def test_what_a_gateway_took_is_given_back_not_taken_anew(office):
    charge = office.charge()
    told(charge.reference)
    receipt = Receipt.objects.get()
    with pytest.raises(NotAllowed, match="hoàn phí"):
        operations.void_receipt(receipt_id=receipt.pk, reason="Nhầm", replace=False, by=office.cashier, at=NOW)


def test_the_same_duty_is_charged_once_and_nothing_is_no_charge(office):
    assert office.charge() == office.charge()
    assert office.charge(9, lines=[]) is None
    assert Charge.objects.count() == 1


def test_numbers_begin_anew_each_year_and_in_each_agency(office):
    other = scene.open_office("H24.901")
    for place, when, number in (
        (office, NOW, 1),
        (office, NOW.replace(year=2027), 1),
        (other, NOW, 1),
        (office, NOW, 2),
    ):
        found = operations.take_cash(charge_id=place.charge(Charge.objects.count() + 1).pk, by=place.cashier, at=when)
        assert found.number == number, found.code


DEEDS = st.lists(st.sampled_from(["cash", "short", "online", "again", "replace", "void", "refund"]), max_size=14)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_numbers_have_no_gap_whatever_happens(office, deeds):
    """Every receipt equals its charge; refused deeds take no number; at most one receipt of a charge stands."""
    start = Charge.objects.count()
    before = Receipt.objects.count()
    charge = office.charge(start + 1)
    for step, deed in enumerate(deeds):
        charge.refresh_from_db()
        if charge.state != "due" and deed in {"cash", "online"}:
            charge = office.charge(Charge.objects.count() + 1)
        valid = Receipt.objects.filter(charge=charge, voided_at=None).first()
        try:
            with_deed(office, charge, valid, deed, number=f"{start}-{step}")
        except Declined:
            assert deed in {"short", "again", "void"} or valid is None
    numbers = list(Receipt.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= before
    for receipt in Receipt.objects.select_related("charge"):
        lines = sum(line["amount"] for line in receipt.data["lines"])
        assert receipt.amount == receipt.charge.amount == lines


def with_deed(office, charge, valid, deed, *, number):
    match deed:
        case "cash" | "again":
            operations.take_cash(charge_id=charge.pk, by=office.cashier, at=NOW)
        case "short":
            operations.take_cash(charge_id=charge.pk, given=1, by=office.cashier, at=NOW)
        case "online":
            told(charge.reference, number=number, transaction=number)
        case "refund":
            operations.refund(receipt_id=valid.pk if valid else 0, reason="Hoàn", by=office.cashier, at=NOW)
        case _:
            operations.void_receipt(
                receipt_id=valid.pk if valid else 0, reason="Sai", replace=deed == "replace", by=office.cashier, at=NOW
            )


def test_the_account_of_the_agency_above_serves_until_it_has_its_own(office):
    assert queries.transfer(charge=office.charge(), on=NOW.date()) is None
    ways = {"bank_bin": "970436", "bank_name": "Vietcombank", "holder": "UBND", "by": SYSTEM, "at": NOW}
    operations.set_account(
        agency_id=office.agency.pk, number="0011001932418", valid_from=scene.SINCE, tax_code="0100109106", **ways
    )
    charge = office.charge()
    found = queries.transfer(charge=charge, on=NOW.date())
    assert f"0812{charge.reference}" in found.payload
    assert "540524000" in found.payload
    with pytest.raises(operations.AccountRefused, match="6 chữ số"):
        operations.set_account(
            agency_id=office.agency.pk, number="1", valid_from=NOW.date(), **{**ways, "bank_bin": "97A436"}
        )
