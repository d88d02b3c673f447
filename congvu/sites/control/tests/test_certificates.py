"""The page of certificates: seen by the province, changed by its administrator."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from congvu.notices.operations import load_templates
from congvu.signing.models import CertificateApplication, Credential
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
    page = client.get(reverse(LIST), {"xem": "het-30", "q": "hang"}).content.decode()
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


def test_application_goes_from_the_desk_to_the_authority_and_back(ward, enter):
    load_templates()
    desk = enter("clerk")
    page = desk.get(reverse("desk:certificates")).content.decode()
    assert ward.agency.name in page
    assert desk.post(reverse("desk:certificate_ask"), {"co_quan": ward.agency.pk}).status_code == 422
    seal = {"co_quan": ward.agency.pk, "cho": "co_quan", "ly_do": "Con dấu mới"}
    assert "Đã gửi đề nghị" in desk.post(reverse("desk:certificate_ask"), seal, follow=True).content.decode()
    mine = {"cho": "toi", "ly_do": "Đổi chức vụ"}
    desk.post(reverse("desk:certificate_ask"), mine)
    first, second = CertificateApplication.objects.order_by("pk")
    desk.post(reverse("desk:certificate_withdraw", args=[second.pk]))
    client = enter("province_admin")
    listing, change = "control:certificate_applications", "control:certificate_application_change"
    assert "Con dấu mới" in client.get(reverse(listing)).content.decode()
    assert "Ghi lý do" in client.post(reverse(change, args=[first.pk, "khong-duyet"]), follow=True).content.decode()
    client.post(reverse(change, args=[first.pk, "duyet"]))
    page = client.post(reverse("control:certificate_applications_send"), follow=True).content.decode()
    first.refresh_from_db()
    assert first.list_code in page
    given = client.get(reverse("control:certificate_list", args=[first.list_code])).content
    rows = CalamineWorkbook.from_filelike(BytesIO(given)).get_sheet_by_index(0).to_python()
    assert [row[2:4] for row in rows[1:]] == [[ward.agency.name, ward.agency.code]]
    given = {"ma": ward.agency.code, "noi_giu": "pkcs11", "khoa": "phuong/dau"}
    client.post(reverse(BRING), {**given, "tep": SimpleUploadedFile("a.pem", issued(ward.agency.name))})
    first.refresh_from_db()
    assert first.state == "done"
