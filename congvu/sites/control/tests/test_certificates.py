"""The page of certificates: seen by the province, changed by its administrator."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from congvu.signing.models import Credential
from congvu.signing.tests.test_inventory import issued

LIST, BRING = "control:certificates", "control:certificate_bring"


@pytest.fixture
def held(ward):
    now = timezone.now()
    return Credential.objects.create(
        official=ward.hire("NQ-7", "Đỗ Thị Hằng"), certificate="", fingerprint="a" * 64, serial="abc123",
        issuer="CA nhà nước", driver="pkcs11", key_reference="x", valid_from=now - timedelta(days=300),
        valid_to=now + timedelta(days=20),
    )  # fmt: skip


def test_what_ends_soon_is_named_and_found(held, enter):
    client = enter("province_admin")
    page = client.get(reverse(LIST), {"xem": "sap-het", "q": "hang"}).content.decode()
    assert "Đỗ Thị Hằng" in page
    assert "sắp hết hạn" in page
    assert "Không có chứng thư nào" in client.get(reverse(LIST), {"q": "khong ai"}).content.decode()
    sheet = CalamineWorkbook.from_filelike(BytesIO(client.get(reverse("control:certificates_excel")).content))
    assert sheet.get_sheet_by_index(0).to_python()[1][:3] == ["Đỗ Thị Hằng", "abc123", "CA nhà nước"]


def test_administrator_brings_one_in_and_revokes_it(held, enter):
    client = enter("province_admin")
    given = {"ma": "NQ-7", "noi_giu": "pkcs11", "khoa": "phuong/hang"}
    wrong = client.post(reverse(BRING), {**given, "tep": SimpleUploadedFile("a.pem", b"x")})
    assert wrong.status_code == 422
    assert "PEM" in wrong.content.decode()
    assert "không" in client.post(reverse(BRING), {**given, "ma": "?"}).content.decode().lower()
    client.post(reverse(BRING), {**given, "tep": SimpleUploadedFile("a.pem", issued("Đỗ Thị Hằng"))})
    held.refresh_from_db()
    assert held.state == "revoked"
    made = Credential.objects.get(state="active")
    address = reverse("control:certificate_change", args=[made.pk, "thu-hoi"])
    assert "Ghi lý do." in client.post(address, follow=True).content.decode()
    client.post(address, {"ly_do": "Nghỉ hưu"})
    made.refresh_from_db()
    assert (made.state, made.why_ended) == ("revoked", "Nghỉ hưu")


def test_auditor_sees_and_changes_nothing(held, enter):
    client = enter("auditor")
    page = client.get(reverse(LIST)).content.decode()
    assert "Đỗ Thị Hằng" in page
    assert "Ghi chứng thư" not in page
    assert client.post(reverse("control:certificate_change", args=[held.pk, "thu-hoi"])).status_code == 403
