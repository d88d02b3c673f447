"""Pages of copies: asked for, allowed, made, and told on the page of verification."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from congvu.documents import operations
from congvu.documents.models import Document
from congvu.documents.operations import papers

pytestmark = pytest.mark.django_db


def done(client, document, deed, **data):
    answer = client.post(reverse("desk:document_deed", args=[document.public_id, deed]), data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_excerpt_goes_by_the_buttons_and_the_public_page_says_what_it_is(sending, desk, client):
    original, office = sending.delivered(), sending.office
    officer = desk(office, "officer")
    assert "Sao y, trích sao" in officer.get(reverse("desk:document", args=[original.public_id])).content.decode()
    form = reverse("desk:document_copy", args=[original.public_id])
    shown = officer.get(form).content.decode()
    assert "vẫn là bản gốc" in shown
    assert "Bản sao lục" not in shown, "there is no true copy to copy"
    typed = {"hinh_thuc": "31", "dang": "electronic", "nguoi_ky": sending.power.pk, "noi_nhan": "so nhan thu"}
    refused = officer.post(form, {**typed, "doan": "Không có câu này", "muc_dich": "Gửi thanh tra"})
    assert refused.status_code == 422
    assert "Gửi thanh tra" in refused.content.decode()
    page = officer.post(form, {**typed, "doan": "Báo cáo kết quả hằng tháng."}, follow=True).content.decode()
    assert "Chờ cho phép sao" in page
    copy = Document.objects.get(kind__abbreviation="TrS")
    leader = desk(office, "leader")
    assert "Trích sao Quyết định" in leader.get(reverse("desk:documents")).content.decode()
    assert leader.get(reverse("desk:document_paper", args=[copy.public_id])).content == papers.read_main(original)
    assert "Đã cho phép sao" in done(leader, copy, "allow_copy")
    clerk = desk(office, "clerk")
    assert "Đã làm bản sao" in done(clerk, copy, "make_copy")
    assert "Đã phát hành" in done(clerk, copy, "issue")
    copy.refresh_from_db()
    client.logout()
    sent = SimpleUploadedFile("b.pdf", papers.read_main(copy), "application/pdf")
    told = client.post(reverse("portal:verify"), {"van_ban": sent}).content.decode()
    assert "Đây là bản sao" in told
    assert "01/TrS-STD" in told
    assert "Quyết định 01/QĐ-STD, 20/11/2026, Sở Thí Dụ" in told


def test_recalled_file_is_told_as_recalled_and_a_draft_is_not_known(sending, client):
    document = sending.delivered()
    pdf = papers.read_main(document)
    operations.recall(document_id=document.pk, reason="Sai", **sending.office.by("clerk"))
    address = reverse("portal:verify")
    told = client.post(address, {"van_ban": SimpleUploadedFile("b.pdf", pdf)}).content.decode()
    assert "đã bị thu hồi" in told
    sealed = papers.read_main(sending.brought("seal"))
    told = client.post(address, {"van_ban": SimpleUploadedFile("b.pdf", sealed)}).content.decode()
    assert "Là gì" not in told, "not issued yet"


def test_leader_says_no_with_a_reason(sending, desk):
    wanted = operations.CopyIn(kind=30, target="paper", power_id=sending.power.pk)
    original = sending.delivered()
    copy = operations.request_copy(document_id=original.pk, wanted=wanted, **sending.office.by("clerk"))
    leader = desk(sending.office, "leader")
    assert "Không cho phép sao" in leader.get(reverse("desk:document", args=[copy.public_id])).content.decode()
    done(leader, copy, "cancel", ly_do="Không cần")
    copy.refresh_from_db()
    assert copy.state == "cancelled"
