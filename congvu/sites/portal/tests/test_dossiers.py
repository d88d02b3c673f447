"""My dossiers: what the owner sees and does, and what nobody else does."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from congvu.dossiers import operations
from congvu.dossiers.models import Dossier, State
from congvu.sites.portal.tests import scenes


@pytest.fixture
def filed(commune, mother):
    return scenes.dossier_of(mother, commune)


def _at(dossier: Dossier, name: str, **more: object) -> str:
    return reverse(f"portal:{name}", kwargs={"public_id": dossier.public_id, **more})


def _does(commune, role: str, operation: str, dossier: Dossier, **more: object) -> Dossier:
    doing = getattr(operations, operation)
    return doing(dossier_id=dossier.pk, by=commune.staff[role], at=timezone.now(), **more)


def test_list_shows_the_dossier_with_its_state(filed, as_mother):
    page = as_mother.get(reverse("portal:dossiers")).content.decode()
    assert filed.code in page
    assert "Chờ tiếp nhận" in page


@pytest.mark.parametrize("name", ["dossier", "answers", "withdraw", "supplement", "filed"])
def test_page_of_another_is_not_there(filed, client, name):
    client.force_login(scenes.citizen("031190009999", "Trần Thị Khác"))
    assert client.get(_at(filed, name)).status_code == 404


def test_page_says_why_that_day_and_where_it_is(filed, commune, as_mother):
    _does(commune, "reception", "accept", filed)
    page = as_mother.get(_at(filed, "dossier")).content.decode()
    for part in (
        "Hẹn trả kết quả",
        "Vì sao là ngày này?",
        "Hồ sơ đang ở đâu",
        "process-drawing",
        "Từng bước",
        "cv-line",
    ):
        assert part in page
    assert " style=" not in page


def test_message_reaches_the_dossier(filed, as_mother):
    as_mother.post(_at(filed, "say"), {"text": "Tôi muốn nhận bản điện tử trước."})
    assert filed.messages.get().from_citizen
    assert "bản điện tử trước" in as_mother.get(_at(filed, "dossier")).content.decode()


def test_empty_message_is_refused_in_words(filed, as_mother):
    page = as_mother.post(_at(filed, "say"), {"text": " "}, follow=True).content.decode()
    assert "Viết nội dung" in page


def test_withdrawal_is_asked_for_once(filed, as_mother):
    as_mother.post(_at(filed, "withdraw"), {"reason": "Nộp nhầm"})
    filed.refresh_from_db()
    assert filed.state == State.WITHDRAW_REQUESTED
    assert "Xin rút hồ sơ" not in as_mother.get(_at(filed, "dossier")).context["headline"]
    page = as_mother.post(_at(filed, "withdraw"), {}, follow=True).content.decode()
    assert "cv-said--error" in page


@pytest.fixture
def asked(filed, commune):
    items = [
        {"kind": "field", "pointer": "child.full_name", "label": "Tên trẻ", "problem": "Viết hoa chữ cái đầu"},
        {"kind": "paper", "pointer": "birth_note", "label": "Giấy chứng sinh", "problem": "Ảnh mờ"},
    ]
    _does(commune, "reception", "request_supplement", filed, items=items, reason="Cần sửa hai chỗ", contact="Bà Ví Dụ")
    filed.refresh_from_db()
    return filed


def test_supplement_asks_only_what_was_asked(asked, as_mother):
    page = as_mother.get(_at(asked, "supplement")).content.decode()
    assert 'name="child.full_name"' in page
    assert 'name="child.sex"' not in page
    assert "Ảnh mờ" in page


def test_supplement_names_the_paper_that_is_lacking(asked, as_mother):
    answer = as_mother.post(_at(asked, "supplement"), {"child.full_name": "Nguyễn Minh Hoạ"})
    assert answer.status_code == 422
    assert "Tải lên Giấy chứng sinh" in answer.content.decode()


def test_supplement_is_taken(asked, as_mother):
    paper = SimpleUploadedFile("moi.pdf", scenes.PDF, "application/pdf")
    sent = {"child.full_name": "Nguyễn Minh Hoạ", "p-birth_note": paper}
    answer = as_mother.post(_at(asked, "supplement"), sent)
    assert answer.status_code == 302, answer.context["errors"]
    asked.refresh_from_db()
    assert asked.state == State.REGISTERED
    assert asked.values["child"]["full_name"] == "Nguyễn Minh Hoạ"


def test_slip_can_be_downloaded_by_its_owner_only(filed, commune, as_mother):
    _does(commune, "reception", "accept", filed)
    slip = filed.slips.get(kind="m01")
    address = _at(filed, "download", use_id=slip.file_use)
    answer = as_mother.get(address)
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    as_mother.force_login(scenes.citizen("031190009999", "Trần Thị Khác"))
    assert as_mother.get(address).status_code == 404


def test_rating_is_not_there_before_the_result_was_returned(filed, as_mother):
    assert as_mother.get(_at(filed, "rate")).status_code == 404


def test_rating_is_kept(filed, as_mother):
    from congvu.feedback import operations as feedback

    feedback.invite(dossier_id=filed.pk, at=timezone.now())
    assert as_mother.post(_at(filed, "rate"), {"score": "9"}).status_code == 422
    assert as_mother.post(_at(filed, "rate"), {"score": "5", "comment": "Tốt"}).status_code == 302


def test_list_costs_the_same_with_three_rows_as_with_one(
    filed, commune, mother, as_mother, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    as_mother.get(reverse("portal:dossiers"))
    with CaptureQueriesContext(
        connection,
    ) as one:
        as_mother.get(reverse("portal:dossiers"))
    for key in ("k2", "k3"):
        scenes.dossier_of(mother, commune, key)
    with django_assert_max_num_queries(len(one)):
        as_mother.get(reverse("portal:dossiers"))
