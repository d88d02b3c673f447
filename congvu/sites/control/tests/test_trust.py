"""The page of trusted issuers: asked by one administrator, agreed to by another, seen by auditors."""

import pytest
from cryptography.hazmat.primitives import serialization
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from congvu.signing.models import TrustAnchor, TrustChange
from congvu.signing.tests import softhsm

LIST = "control:trust"


@pytest.fixture
def pem():
    return softhsm._Authority().root.public_bytes(serialization.Encoding.PEM)


def sent(pem, **more):
    given = {"danh_sach": "government", "can_cu": "Công bố số 1", "thu_hoi": ""}
    return {**given, "tep": SimpleUploadedFile("ca.pem", pem), **more}


def test_issuer_goes_in_and_out_by_two_administrators(ward, enter, pem):
    client = enter("province_admin")
    assert "Chưa tin nơi cấp nào" in client.get(reverse(LIST)).content.decode()
    wrong = client.post(reverse(LIST), sent(b"x"))
    assert wrong.status_code == 422
    assert "Công bố số 1" in wrong.content.decode()  # what was typed stands there still
    assert "Đã ghi đề nghị" in client.post(reverse(LIST), sent(pem), follow=True).content.decode()
    change = TrustChange.objects.get()
    decide = reverse("control:trust_decide", args=[change.pk, "dong-y"])
    assert client.post(decide).status_code == 403
    TrustChange.objects.update(asker_id=0)  # somebody else had asked
    page = client.get(reverse(LIST)).content.decode()
    assert change.fingerprint in page
    client.post(decide)
    anchor = TrustAnchor.objects.get()
    away = reverse("control:trust_withdraw", args=[anchor.pk])
    assert "Chọn ngày" in client.post(away, {"can_cu": "x"}, follow=True).content.decode()
    day = timezone.localdate().isoformat()
    assert "đề nghị rút" in client.post(away, {"ngay": day, "can_cu": "Lộ khóa"}, follow=True).content.decode()
    change = TrustChange.objects.get(kind="withdraw")
    refuse = reverse("control:trust_decide", args=[change.pk, "khong-dong-y"])
    assert "Ghi lý do" in client.post(refuse, follow=True).content.decode()
    TrustChange.objects.update(asker_id=0)
    client.post(reverse("control:trust_decide", args=[change.pk, "dong-y"]))
    page = client.get(reverse(LIST)).content.decode()
    assert "đã rút" in page
    assert "Lộ khóa" in page
    assert client.post(reverse("control:trust_decide", args=[change.pk, "khac"])).status_code == 404


def test_auditor_sees_the_lists_and_changes_nothing(ward, enter, pem):
    client = enter("auditor")
    page = client.get(reverse(LIST)).content.decode()
    assert "Danh sách tin cậy" in page
    assert "Gửi đề nghị" not in page
    assert client.post(reverse(LIST), sent(pem)).status_code == 403
