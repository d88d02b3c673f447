"""Daily prints: guidance, handing over, course, label, results, the receiver's receipt, and the slip that rates."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from congvu.dossiers.models import Dossier
from congvu.feedback import operations as feedback
from congvu.feedback.models import Rating
from congvu.kit import outbox

pytestmark = pytest.mark.django_db


def _text(answer) -> str:
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split())


def test_course_and_label_tell_what_stands_in_the_dossier(commune, sit):
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    desk = sit(commune, "reception")
    course = _text(desk.get(reverse("desk:print_course", args=[dossier.public_id])))
    for part in (dossier.code, "Lê Văn Ví Dụ", "Hẹn trả kết quả"):
        assert part in course
    label = _text(desk.get(reverse("desk:print_label", args=[dossier.public_id])))
    for part in (dossier.code, "phường Thí Dụ", f"Số giấy tờ: {dossier.papers.count()}"):
        assert part in label


def test_the_return_desk_takes_over_what_waits_and_others_do_not(commune_with_keys, sit):
    commune = commune_with_keys
    desk = sit(commune, "return_desk")
    address = reverse("desk:print_results")
    assert desk.get(address).url == reverse("desk:returns")
    dossier = commune.submit(return_by="counter")
    commune.whole_life(dossier)
    assert address in desk.get(reverse("desk:returns")).content.decode()
    sheet = _text(desk.get(address))
    for part in (dossier.code, "Được giải quyết", "NGƯỜI GIAO", "Bùi Thị Trao"):
        assert part in sheet
    assert Dossier.objects.get(pk=dossier.pk).state == 9
    assert sit(commune, "case_officer").get(address).status_code == 403


def test_guidance_says_what_is_needed_before_anything_is_filed(commune, sit):
    desk = sit(commune, "reception")
    slip = _text(desk.get(reverse("desk:guidance", args=["1.001193"]) + "?ten=Bà Thử&can=Xin lại giấy chứng sinh"))
    for part in ("Bà Thử", "Xin lại giấy chứng sinh", "Giấy chứng sinh", "Phải nộp", "đồng", "Lê Văn Ví Dụ"):
        assert part in slip, slip
    assert not Dossier.objects.exists()


def test_what_was_taken_in_today_is_handed_to_who_solves_it(commune, sit):
    dossier = commune.submit()
    desk, address = sit(commune, "reception"), reverse("desk:handover")
    assert "không tiếp nhận hồ sơ nào" in desk.get(f"{address}?ngay=2026-11-20").content.decode()
    commune.does("reception", "accept", dossier)
    dossier.refresh_from_db()
    day = f"{address}?ngay={dossier.received_at.astimezone().date():%Y-%m-%d}"
    assert commune.agency.name in desk.get(day).content.decode()
    sheet = _text(desk.get(f"{day}&den={commune.agency.code}"))
    for part in (dossier.code, commune.mother.name, "Cộng: 01 hồ sơ", "NGƯỜI NHẬN"):
        assert part in sheet, sheet
    assert "Ngày" in desk.get(f"{address}?ngay=hom-qua", follow=True).content.decode()


def test_who_takes_the_result_signs_for_it_and_for_the_originals(commune_with_keys, sit):
    commune = commune_with_keys
    dossier = commune.submit(return_by="counter")
    desk, address = sit(commune, "return_desk"), reverse("desk:print_return_receipt", args=[dossier.public_id])
    assert desk.get(address).url == reverse("desk:dossier", args=[dossier.public_id])
    dossier = commune.whole_life(dossier)
    before = _text(desk.get(address))
    assert dossier.code in before
    assert "Được giải quyết" in before
    commune.does(
        "return_desk", "return_result", dossier,
        receiver="Trần Văn Thay", identifier="031090001111", relation="authorised", authority="Giấy ủy quyền số 15",
    )  # fmt: skip
    after = _text(desk.get(address))
    for part in ("Trần Văn Thay", "031090001111", "Người được ủy quyền", "Giấy ủy quyền số 15"):
        assert part in after, after


def test_a_slip_filled_in_by_hand_is_counted_once_and_seen_by_nobody(commune_with_keys, sit):
    commune = commune_with_keys
    dossier = commune.whole_life(commune.submit(return_by="counter"))
    desk, address = sit(commune, "return_desk"), reverse("desk:rating_slips")
    slip = _text(desk.get(reverse("desk:print_rating_slip", args=[dossier.public_id])))
    assert "Thái độ của cán bộ" in slip
    assert "Rất không hài lòng" in slip
    given = {"ma": dossier.code.lower(), "muc.chung": "2", "muc.attitude": "1", "muc.time": ""}
    assert "chưa trả kết quả" in desk.post(address, given).content.decode()
    commune.does("return_desk", "return_result", dossier)
    while outbox.deliver_due(limit=20):
        pass
    assert "Chọn một mức" in desk.post(address, given | {"muc.chung": "9"}).content.decode()
    assert desk.post(address, given).status_code == 302
    rating = Rating.objects.get()
    assert (rating.score, rating.aspects) == (2, {"attitude": 1})
    assert "đã được đánh giá" in desk.post(address, given).content.decode()
    feedback.rate(dossier_id=dossier.pk, score=5, by=commune.citizen, at=commune.now)
    assert Rating.objects.get().score == 5, "what the owner says stands"
    assert sit(commune, "case_officer").get(address).status_code == 403
