"""Codes held in advance, from the desk's own pages: taken, printed, entered later, voided."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from congvu.dossiers.models import Dossier
from congvu.numbering.models import Block, HeldCode
from congvu.sites.desk.tests.test_competence import typed

pytestmark = pytest.mark.django_db
CODE = "1.001193"


def by_hand(commune, code, taken_at):
    """What an officer types from the receipt that was written by hand."""
    minute = f"{timezone.localtime(taken_at):%Y-%m-%dT%H:%M}" if taken_at else ""
    return typed(commune, ma=str(code.pk), nhan_luc=minute)


def test_a_block_goes_from_the_form_to_codes_given_and_voided(commune, sit):
    client, now = sit(commune, "reception"), timezone.now()
    page = reverse("desk:held_blocks")
    asked = {"so_ma": "999", "den_ngay": f"{timezone.localdate(now)}", "ly_do": "Cắt điện"}
    refused = client.post(page, asked)
    assert refused.status_code == 422
    assert "giữ nhiều nhất 100 mã" in refused.content.decode()
    taken = client.post(page, {**asked, "so_ma": "2"})
    block = Block.objects.get()
    assert taken.url == reverse("desk:held_block", args=[block.pk])
    for what in ("bang-ma", "giay-tiep-nhan"):
        assert client.get(reverse("desk:held_print", args=[block.pk, what])).content.startswith(b"%PDF")
    first, second = HeldCode.objects.all()
    chosen = client.get(reverse("desk:entry"), {"q": CODE, "ma": first.pk})
    assert chosen.url.endswith(f"?ma={first.pk}")
    form = client.get(chosen.url).content.decode()
    assert f"Nhập sau hồ sơ đã nhận bằng tay, mã {first.code}" in form
    assert 'name="nhan_luc"' in form
    deed = reverse("desk:held_deed", args=[block.pk])
    assert "Ghi lý do hủy mã" in client.post(deed, {"ma": second.pk, "ly_do": ""}, follow=True).content.decode()
    assert "Viết hỏng" in client.post(deed, {"ma": second.pk, "ly_do": "Viết hỏng"}, follow=True).content.decode()
    ended = client.post(deed, {"ly_do": "Có mạng lại"}, follow=True).content.decode()
    assert "hủy 1 mã chưa dùng" in ended
    assert "Có mạng lại" in ended
    assert {one.is_free for one in HeldCode.objects.all()} == {False}


def test_what_was_written_by_hand_is_entered_with_its_minute(commune, sit):
    client = sit(commune, "reception")
    now = timezone.now().replace(second=0, microsecond=0)
    client.post(
        reverse("desk:held_blocks"),
        {"so_ma": "1", "den_ngay": f"{timezone.localdate(now) + dt.timedelta(days=1)}", "ly_do": "Cắt điện"},
    )
    code = HeldCode.objects.get()
    fill = reverse("desk:entry_fill", args=[CODE])
    for taken_at, words in ((now + dt.timedelta(days=1), "không thể sau lúc này"), (None, "Nhận bằng tay lúc")):
        answer = client.post(fill, by_hand(commune, code, taken_at))
        assert answer.status_code == 422
        assert words in answer.content.decode()
    answer = client.post(fill, by_hand(commune, code, now))
    dossier = Dossier.objects.get()
    assert answer.url == reverse("desk:entered", args=[dossier.public_id])
    assert (dossier.code, dossier.received_at) == (code.code, now)
    page = client.get(reverse("desk:dossier", args=[dossier.public_id])).content.decode()
    assert "nhận bằng tay, ghi vào hệ thống" in page
    block = client.get(reverse("desk:held_block", args=[code.block_id])).content.decode()
    assert reverse("desk:dossier", args=[dossier.public_id]) in block
