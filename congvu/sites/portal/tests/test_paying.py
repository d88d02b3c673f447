"""Paying for one's own dossier: what is owed, every way to pay, what the bank does, the receipt; nobody else's."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from congvu.dossiers.tests.scenes import outbox
from congvu.files.tests import contents
from congvu.kit import vietqr
from congvu.kit.actors import SYSTEM
from congvu.payments import operations as payments
from congvu.payments import queries
from congvu.payments.models import Charge, CollectingAccount, Discrepancy, Receipt, TransferClaim
from congvu.payments.tests.scene import BANK, NOW, told
from congvu.sites.portal.tests import scenes


@pytest.fixture
def filed(commune, mother):
    payments.set_account(
        agency_id=commune.pk, bank_bin="970436", bank_name="Ngân hàng Thí Dụ", number="0011001932418",
        holder="UBND PHUONG THI DU", valid_from=scenes.SINCE, by=SYSTEM, at=NOW,
    )  # fmt: skip
    return scenes.dossier_of(mother, commune)


@pytest.fixture
def owed(filed):
    [charge] = queries.charges(subject=filed.subject)
    return charge


def at(dossier, name="pay", **more):
    return reverse(f"portal:{name}", kwargs={"public_id": dossier.public_id, **more})


def shown(client, dossier):
    answer = client.get(at(dossier))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_shows_what_is_owed_and_a_code_that_says_the_same(filed, owed, as_mother):
    page = shown(as_mother, filed)
    assert "Cần nộp 16.000" in page
    assert owed.lines.get().law in page
    [row] = as_mother.get(at(filed)).context["rows"]
    read = vietqr.read(row["transfer"].payload)
    assert (read["amount"], read["purpose"], read["account"]) == ("16000", owed.reference, "0011001932418")
    picture = as_mother.get(at(filed, "pay_qr", charge_id=owed.public_id))
    assert b"".join(picture.streaming_content).startswith(b"\x89PNG")


def test_without_an_account_the_page_still_shows_a_way(filed, as_mother):
    CollectingAccount.objects.all().delete()
    page = shown(as_mother, filed)
    assert "VietQR" not in page
    assert "Tôi nộp tại quầy" in page


def test_the_payer_is_led_to_the_gateway_and_finds_the_way_again(filed, owed, as_mother):
    answer = as_mother.post(at(filed), {"charge": owed.public_id, "way": "bank"})
    assert answer.status_code == 302
    page = shown(as_mother, filed)
    assert f"https://bank.example/{owed.payments.get().reference}" in page


def test_paid_twice_by_message_the_page_shows_one_receipt(filed, owed, as_mother):
    assert [told(owed.reference, owed.amount) for _n in range(2)] == ["applied", "repeated"]
    page = shown(as_mother, filed)
    receipt = Receipt.objects.get()
    assert f"Tải biên lai số {receipt.digits}" in page
    assert "Đã nộp đủ 16.000 đồng" in page
    assert "Cần nộp" not in page
    answer = as_mother.get(at(filed, "receipt", receipt_id=receipt.public_id))
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")


def test_too_little_is_said_and_not_asked_for_again(filed, owed, as_mother):
    assert told(owed.reference, owed.amount - 1000) == "disputed"
    page = shown(as_mother, filed)
    assert "Đã nhận được 15.000 đồng, chưa khớp với số phải nộp là 16.000 đồng" in page
    for offered in ("VietQR", BANK.name, "Tôi nộp tại quầy"):
        assert offered not in page
    assert not Receipt.objects.exists()
    assert Discrepancy.objects.get().received == 15000


def test_a_result_that_comes_late_changes_the_page_loaded_again(filed, owed, as_mother):
    assert "Cần nộp" in shown(as_mother, filed)
    told(owed.reference, owed.amount)
    assert "Đã nộp" in shown(as_mother, filed)


def test_a_forged_result_changes_nothing(filed, owed, as_mother):
    words = {"number": "m", "reference": owed.reference, "transaction": "t", "amount": 16000, "succeeded": True}
    with pytest.raises(payments.CallbackRefused):
        payments.take_callback(gateway="bank", body=json.dumps(words).encode(), headers={"X-Seal": "giả"}, at=NOW)
    assert "Cần nộp" in shown(as_mother, filed)


def test_who_wants_to_pay_at_the_counter_is_told_where(filed, owed, as_mother):
    as_mother.post(at(filed), {"charge": owed.public_id, "way": "counter"})
    assert "Bạn đã chọn nộp tại quầy" in shown(as_mother, filed)
    assert Charge.objects.get().wants_counter


def test_who_transferred_tells_it_with_a_picture_and_it_pays_nothing(filed, owed, as_mother):
    def tell(**more):
        posted = {"charge": owed.public_id, "way": "told", **more}
        return as_mother.post(at(filed), posted, follow=True).content.decode()

    assert "Ghi số giao dịch hoặc chọn ảnh" in tell()
    assert "Đã báo cho cơ quan thu" in tell(giao_dich="FT26326", anh=SimpleUploadedFile("chuyen.png", contents.image()))
    page = shown(as_mother, filed)
    assert "FT26326" in page
    assert "Cần nộp 16.000" in page, "a word is no money"
    claim = TransferClaim.objects.get()
    assert claim.file_use
    for _n in range(6):
        tell(giao_dich="FT26326")
    assert TransferClaim.objects.count() == 5
    told(owed.reference, owed.amount)
    assert "đã nộp lúc" in tell(giao_dich="FT26326")


@pytest.mark.parametrize("way", ["khong-co", "", "counter"])
def test_an_unknown_charge_or_way_is_refused_in_words(filed, owed, as_mother, way):
    sent = {"charge": owed.public_id if way != "counter" else "khong-co", "way": way}
    page = as_mother.post(at(filed), sent, follow=True).content.decode()
    assert "cv-said--error" in page
    assert not owed.payments.exists()


def test_nobody_else_sees_or_pays_it(filed, owed, client):
    told(owed.reference, owed.amount)
    receipt = Receipt.objects.get()
    client.force_login(scenes.citizen("031190009999", "Trần Thị Khác"))
    for address in (at(filed), at(filed, "pay_qr", charge_id=owed.public_id),
                    at(filed, "receipt", receipt_id=receipt.public_id)):  # fmt: skip
        assert client.get(address).status_code == 404
    assert client.post(at(filed), {"charge": owed.public_id, "way": "counter"}).status_code == 404


def test_once_paid_the_inbox_says_so(filed, owed, as_mother):
    told(owed.reference, owed.amount)
    while outbox.deliver_due(limit=20):
        pass
    assert f"Đã nhận tiền nộp cho hồ sơ {filed.code}" in as_mother.get(reverse("portal:inbox")).content.decode()


def test_bank_of_these_tests_is_offered(filed, as_mother):
    assert BANK.name in shown(as_mother, filed)
