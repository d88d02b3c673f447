"""The cashier's desk: what is owed here, cash, a transfer seen in the statement, void, refund; nobody else's money."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from congvu.audit.models import Reading
from congvu.dossiers.tests import scenes
from congvu.files.tests import contents
from congvu.payments import operations as payments
from congvu.payments import queries
from congvu.payments.models import CashDay, Charge, Receipt, Refund


@pytest.fixture
def dossier(commune):
    return commune.submit()


@pytest.fixture
def owed(dossier):
    [charge] = queries.charges(subject=dossier.subject)
    return charge


@pytest.fixture
def cashier(commune, sit):
    return sit(commune, "cashier")


def page_of(charge):
    return reverse("desk:charge", args=[charge.public_id])


def does(client, charge, deed, **more):
    return client.post(page_of(charge), {"viec": deed, **more}, follow=True)


def test_the_list_shows_what_is_owed_and_finds_by_code(cashier, owed):
    address = reverse("desk:cashier")
    assert owed.code in cashier.get(address).content.decode()
    for text in (owed.code.lower(), owed.reference[:6]):
        assert cashier.get(address, {"q": text}).content.decode().count("data-row") == 1
    assert "Không có khoản chưa nộp nào khớp" in cashier.get(address, {"q": "H24.999"}).content.decode()


def test_cash_is_taken_and_the_receipt_can_be_printed(cashier, owed):
    page = does(cashier, owed, "cash", nhan="50.000").content.decode()
    receipt = Receipt.objects.get()
    assert f"Biên lai số {receipt.digits}" in page
    assert "Trả lại 34.000" in page
    answer = cashier.get(reverse("desk:receipt", args=[receipt.public_id]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    today = cashier.get(reverse("desk:cashier")).content.decode()
    assert owed.code not in today


@pytest.mark.parametrize(("given", "words"), [("10.000", "còn thiếu"), ("mười nghìn", "chỉ gồm chữ số")])
def test_too_little_or_no_amount_is_refused_and_kept_as_typed(cashier, owed, given, words):
    answer = does(cashier, owed, "cash", nhan=given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert f'value="{given}"' in answer.content.decode()
    assert not Receipt.objects.exists()


def test_a_transfer_seen_in_the_statement_needs_its_number(cashier, owed):
    assert does(cashier, owed, "transfer", giao_dich=" ").status_code == 422
    assert does(cashier, owed, "transfer", giao_dich="FT26325001").status_code == 200
    assert Receipt.objects.get().method == "transfer"


def test_the_payers_word_of_a_transfer_is_looked_at_and_recorded_from_the_statement(commune, cashier, owed):
    picture = io.BytesIO(contents.image())
    claim = payments.tell_transfer(
        charge_id=owed.pk, number="FT26326", stream=picture, name="chuyen.png", by=commune.citizen, at=commune.now
    )
    assert "báo đã chuyển khoản" in cashier.get(reverse("desk:cashier")).content.decode()
    page = cashier.get(page_of(owed)).content.decode()
    address = reverse("desk:claim", args=[claim.public_id])
    assert address in page
    assert 'value="FT26326"' in page, "the number is there, to be compared with the statement"
    before = Reading.objects.count()
    assert b"".join(cashier.get(address).streaming_content).startswith(b"\x89PNG")
    assert Reading.objects.count() == before + 1
    assert "Đã ghi nhận chuyển khoản" in does(cashier, owed, "transfer", giao_dich="FT26326").content.decode()


def test_a_receipt_is_voided_only_with_a_reason(cashier, owed):
    does(cashier, owed, "cash")
    refused = does(cashier, owed, "replace", ly_do=" ")
    assert refused.status_code == 422
    assert "Ghi lý do" in refused.content.decode()
    page = does(cashier, owed, "replace", ly_do="Sai tên người nộp").content.decode()
    first, second = Receipt.objects.order_by("number")
    assert "Sai tên người nộp" in page
    assert (first.replaced_by, second.voided_at) == (second, None)
    does(cashier, owed, "void", ly_do="Thu nhầm")
    assert Charge.objects.get().state == "due"


def test_money_is_given_back(cashier, owed):
    does(cashier, owed, "cash")
    does(cashier, owed, "refund", ly_do="Người nộp rút hồ sơ")
    assert (Refund.objects.get().amount, Charge.objects.get().state) == (owed.amount, "refunded")
    assert does(cashier, owed, "refund", ly_do="Lần nữa").status_code == 422


def test_others_look_but_take_nothing(commune, sit, owed):
    client = sit(commune, "leader")
    assert 'value="cash"' not in client.get(page_of(owed)).content.decode()
    assert does(client, owed, "cash").status_code == 403
    assert not Receipt.objects.exists()


def test_a_cashier_elsewhere_sees_nothing_of_it(sit, owed):
    client = sit(scenes.open_commune("H24.901", "Ủy ban nhân dân phường Bên Cạnh"), "cashier")
    assert owed.code not in client.get(reverse("desk:cashier")).content.decode()
    assert client.get(page_of(owed)).status_code == 403


def test_cash_book_shows_the_day_is_printed_and_closed_once(commune, cashier, owed):
    does(cashier, owed, "cash")
    book = reverse("desk:cashbook")
    receipt = Receipt.objects.get()
    page = cashier.get(book).content.decode()
    assert receipt.digits in page
    assert commune.mother.name in page
    assert Reading.objects.filter(party_id=commune.mother.pk, purpose="collect").exists()
    assert cashier.get(reverse("desk:cashbook_print")).content.startswith(b"%PDF")
    wrong = cashier.post(book, {"dem": "15.000"})
    assert (wrong.status_code, "ghi lý do" in wrong.content.decode()) == (422, True)
    assert "chỉ gồm chữ số" in cashier.post(book, {"dem": "mười"}).content.decode()
    answer = cashier.post(book, {"dem": "15.000", "ly_do": "Thiếu tiền lẻ"}, follow=True)
    assert "Thiếu tiền lẻ" in answer.content.decode()
    assert "Khóa sổ ngày</button>" not in answer.content.decode()


def test_cash_book_leads_to_the_first_day_that_was_not_closed(commune, cashier, owed):
    does(cashier, owed, "cash")
    before = timezone.localdate() - dt.timedelta(days=3)
    CashDay.objects.create(agency=commune.agency, day=before)
    page = cashier.get(reverse("desk:cashbook")).content.decode()
    assert f"Khóa sổ ngày {before:%d/%m/%Y} trước" in page
    assert 'name="dem"' not in page
    assert 'name="dem"' in cashier.get(reverse("desk:cashbook"), {"ngay": before.isoformat()}).content.decode()


def test_cash_book_is_closed_to_those_without_a_part_in_the_money(commune, sit):
    assert sit(commune, "reception").get(reverse("desk:cashbook")).status_code == 403
