"""Acting on a dossier: what was typed is kept, who was faster is told, a paper opens in its frame."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from congvu.dossiers.models import Dossier
from congvu.dossiers.operations import note_unanswered


def _act(client, dossier, action, data=None, **more):
    return client.post(reverse("desk:act", args=[dossier.public_id, action]), data or {}, **more)


def test_request_without_words_keeps_what_was_typed(commune, sit):
    dossier = commune.submit()
    typed = {
        "muc": ["field:child.full_name"],
        "loi:field:child.full_name": "Viết hoa chữ cái đầu",
        "ten:field:child.full_name": "Họ, chữ đệm và tên",
        "ly_do": "",
        "lien_he": "Lê Văn Ví Dụ, 0225 000 000",
    }
    answer = _act(sit(commune, "reception"), dossier, "request_supplement", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="field:child.full_name" checked' in page
    assert 'value="Viết hoa chữ cái đầu"' in page
    assert 'value="Lê Văn Ví Dụ, 0225 000 000"' in page
    assert "<title>Lỗi:" in page


def test_request_sends_the_dossier_to_its_owner(commune, sit):
    dossier = commune.submit()
    typed = {
        "muc": ["field:child.full_name"],
        "loi:field:child.full_name": "Viết hoa chữ cái đầu",
        "ten:field:child.full_name": "Họ, chữ đệm và tên",
        "ly_do": "Tên của trẻ viết chưa đúng",
        "lien_he": "Lê Văn Ví Dụ, 0225 000 000",
    }
    answer = _act(sit(commune, "reception"), dossier, "request_supplement", typed)
    assert answer.status_code == 302
    assert Dossier.objects.get(pk=dossier.pk).state == 5


def test_the_slower_of_two_is_told_who_did_what(commune, sit):
    dossier = commune.submit()
    client = sit(commune, "reception")
    commune.does("reception", "accept", dossier)
    page = _act(client, dossier, "accept", follow=True).content.decode()
    assert f"{commune.officials['reception'].name} đã chuyển hồ sơ {dossier.code}" in page
    assert 'role="alert"' in page


def test_step_of_another_role_is_refused_in_words(commune, sit):
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    step = {"buoc": commune.step(dossier)}
    answer = _act(sit(commune, "clerk"), dossier, "register_result", step)
    assert answer.status_code == 403
    assert "không thuộc việc của bạn" in answer.content.decode()
    assert Dossier.objects.get(pk=dossier.pk).result_number == ""


def test_unknown_action_is_refused_in_words(commune, sit):
    page = _act(sit(commune, "reception"), commune.submit(), "burn", follow=True).content.decode()
    assert "Không có thao tác này." in page


def test_paper_opens_in_a_frame_of_ours_only(commune, sit):
    dossier = commune.submit()
    client = sit(commune, "reception")
    use = dossier.papers.exclude(file_use=None).first().file_use
    page = client.get(reverse("desk:dossier", args=[dossier.public_id])).content.decode()
    address = reverse("desk:file", args=[dossier.public_id, use])
    assert f'src="{address}#' in page
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]


def test_dossier_page_explains_the_promise_and_draws_the_process(commune, sit):
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    page = sit(commune, "case_officer").get(reverse("desk:dossier", args=[dossier.public_id])).content.decode()
    assert "ngày đầu không tính" in page
    assert "process-drawing" in page
    assert 'aria-current="step"' in page


def test_official_of_another_agency_may_not_open(commune, sit):
    from congvu.dossiers.tests import scenes

    dossier = commune.submit()
    other = scenes.open_commune(code="H24.901", name="Ủy ban nhân dân phường Khác")
    answer = sit(other, "leader").get(reverse("desk:dossier", args=[dossier.public_id]))
    assert answer.status_code == 403
    assert "không thuộc cơ quan của bạn" in answer.content.decode()


def test_an_unanswered_dossier_is_closed_from_its_row(commune, sit):
    dossier = commune.submit()
    item = {"kind": "field", "pointer": "child.full_name", "label": "Họ tên", "problem": "Viết hoa"}
    asked = commune.does("reception", "request_supplement", dossier, items=[item], reason="Sai", contact="Lê Văn Ví Dụ")
    request = asked.supplement_requests.get()
    request.answer_by = timezone.now() - dt.timedelta(hours=1)
    request.save()
    note_unanswered(request_id=request.pk, at=timezone.now())
    client = sit(commune, "reception")
    address = reverse("desk:act", args=[dossier.public_id, "close_unanswered"])
    page = client.get(reverse("desk:home"), {"viec": "unanswered"}).content.decode()
    assert f'action="{address}"' in page
    answer = client.post(address, {"ve": "danh-sach"})
    assert answer.url == reverse("desk:home")
    assert Dossier.objects.get(pk=dossier.pk).state == 8


def test_the_counter_takes_in_what_was_asked_for(commune, sit):
    """Somebody who filed online brings the paper to the desk and says the name again."""
    dossier = commune.submit()
    items = [
        {"kind": "field", "pointer": "child.full_name", "label": "Họ tên", "problem": "Viết hoa"},
        {"kind": "paper", "pointer": "birth_note", "label": "Giấy chứng sinh", "problem": "Ảnh mờ"},
    ]
    commune.does("reception", "request_supplement", dossier, items=items, reason="Sai", contact="Lê Văn Ví Dụ")
    client, page = sit(commune, "reception"), reverse("desk:dossier", args=[dossier.public_id])
    address = reverse("desk:take_supplement", args=[dossier.public_id])
    assert client.get(reverse("desk:act", args=[dossier.public_id, "supplement"])).url == address
    shown = client.get(address).content.decode()
    assert "Viết hoa" in shown
    assert "Ảnh mờ" in shown
    empty = client.post(address, {"child.full_name": "NGUYỄN MINH AN"})
    assert empty.status_code == 422
    assert "Giấy chứng sinh" in empty.content.decode()
    assert 'value="NGUYỄN MINH AN"' in empty.content.decode()
    brought = client.post(address, {"child.full_name": "NGUYỄN MINH AN", "ban_chinh.birth_note": "1"})
    assert brought.url == page
    dossier.refresh_from_db()
    assert dossier.values["child"]["full_name"] == "NGUYỄN MINH AN"
    assert dossier.papers.filter(code="birth_note", kind="original", check_state="unchecked").exists()
    assert not dossier.supplement_requests.filter(answered_at=None).exists()
    assert client.get(address).url == page
    assert sit(commune, "case_officer").get(address).status_code == 403
