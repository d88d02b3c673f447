"""The choice of channels, through the pages."""

import pytest

from congvu.notices.models import Proof, Reach
from congvu.notices.operations import proving

PAGE = "/thong-bao/cach-nhan/"
PHONE = f"{PAGE}ma/dien-thoai/"


def confirm(client, address="0912 000 001"):
    assert client.post(PHONE, {"deed": "ask", "address": address}).status_code == 302
    page = client.get(PHONE).content.decode()
    assert "Nhập mã 6 chữ số vừa gửi tới 0912 000 001" in page
    return client.post(PHONE, {"deed": "confirm", "code": proving.code_of(Proof.objects.latest("id"))})


def test_a_telephone_is_proved_and_chosen(as_mother, mother):
    assert "disabled" in as_mother.get(PAGE).content.decode()
    assert confirm(as_mother).headers["Location"] == PAGE
    page = as_mother.get(PAGE).content.decode()
    assert "0912 000 001" in page
    assert "21:00 đến 07:00" in page
    assert as_mother.post(PAGE, {"by_chat": "1"}).status_code == 302
    reach = Reach.objects.get(party=mother.party)
    assert (reach.by_email, reach.by_sms, reach.by_chat) == (False, False, True)


def test_a_wrong_code_is_said_beside_its_box(as_mother):
    as_mother.post(PHONE, {"deed": "ask", "address": "0912 000 001"})
    answer = as_mother.post(PHONE, {"deed": "confirm", "code": "x"})
    assert answer.status_code == 422
    assert 'id="code-error"' in answer.content.decode()


@pytest.mark.parametrize("typed", ["", "123", "\x00", "0912" * 100])
def test_what_is_no_number_is_said(as_mother, typed):
    answer = as_mother.post(PHONE, {"deed": "ask", "address": typed})
    assert answer.status_code == 422
    assert "10 chữ số" in answer.content.decode()


def test_a_choice_without_a_proved_number_is_refused(as_mother):
    assert as_mother.post(PAGE, {"by_sms": "1"}).status_code == 422
    assert not Reach.objects.filter(by_sms=True).exists()


def test_a_number_is_forgotten(as_mother):
    confirm(as_mother)
    as_mother.post(PHONE, {"deed": "forget"})
    assert Reach.objects.get().phone == ""


def test_where_the_province_has_no_carrier_no_telephone_is_asked_for(as_mother, settings):
    settings.SMS_URL = settings.ZALO_URL = ""
    assert "SMS" not in as_mother.get(PAGE).content.decode()
    assert as_mother.get(PHONE).status_code == 404
    assert as_mother.get(f"{PAGE}ma/fax/").status_code == 404
