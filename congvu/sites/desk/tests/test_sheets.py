"""Daily prints: the course of a dossier, the label of its folder, the results that the return desk takes over."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from congvu.dossiers.models import Dossier

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
