"""Notices, and pages that are not there."""

from django.urls import reverse
from django.utils import timezone

from congvu.notices.models import Notice
from congvu.sites.portal.tests import scenes


def _notice(party_id: int, path: str = "/tro-giup/") -> Notice:
    return Notice.objects.create(
        at=timezone.now(), key=f"k{party_id}", template="t", subject="dossier:1", party_id=party_id, path=path,
        title_vi="Có tin", body_vi="Nội dung", title_en="News", body_en="Words",
    )  # fmt: skip


def test_following_a_notice_reads_it(as_mother, mother):
    notice = _notice(mother.party_id)
    page = as_mother.get(reverse("portal:inbox")).content.decode()
    assert "is-new" in page
    assert "chưa đọc" in page
    assert as_mother.get(reverse("portal:notice", args=[notice.id])).headers["Location"] == "/tro-giup/"
    assert "is-new" not in as_mother.get(reverse("portal:inbox")).content.decode()


def test_notice_of_another_is_not_there(as_mother):
    other = scenes.citizen("031190009999", "Trần Thị Khác")
    assert as_mother.get(reverse("portal:notice", args=[_notice(other.party_id).id])).status_code == 404


def test_notice_never_leads_elsewhere(as_mother, mother):
    notice = _notice(mother.party_id, "//evil.example/")
    assert as_mother.get(reverse("portal:notice", args=[notice.id])).headers["Location"] == reverse("portal:inbox")


def test_missing_page_is_said_in_words(db, client):
    answer = client.get("/khong-co/")
    assert answer.status_code == 404
    assert "Về trang chủ" in answer.content.decode()


def test_logging_out_is_a_press_of_a_button(as_mother):
    page = as_mother.get(reverse("portal:help")).content.decode()
    assert "Đăng xuất" in page
    as_mother.post(reverse("citizen_logout"))
    assert as_mother.get(reverse("portal:inbox")).status_code == 302
