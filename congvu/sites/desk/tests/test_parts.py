"""At the desks of several agencies: asking, answering, minutes, notices and a duty, on their pages."""

import datetime as dt
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from congvu.dossiers.models import Dossier, PublicNotice, StepRecord
from congvu.dossiers.tests import scenes
from congvu.procedures import house_permit, land_certificate
from congvu.processes import queries as processes

pytestmark = pytest.mark.django_db


def opened(folder):
    commune = scenes.open_commune(folders=[folder])
    commune.folder = folder
    commune.now = timezone.now() - dt.timedelta(hours=2)
    return commune


def page(client, dossier, action=""):
    name = "desk:act" if action else "desk:dossier"
    return reverse(name, args=[dossier.public_id, *([action] if action else [])])


def step_of(client, address):
    """Return the step that the page of an action carries."""
    text = client.get(address).content.decode()
    return text.split('name="buoc" value="')[1].split('"')[0]


def test_a_permit_is_asked_about_answered_and_looked_at(db, sit):
    commune = opened(Path(house_permit.__file__).parent)
    other, officials = scenes.open_beside("H24.07", "Sở Xây dựng Thí Dụ")
    dossier = commune.does("reception", "accept", commune.submit())
    head = sit(commune, "unit_head")
    address = page(head, dossier, "consult")
    step = step_of(head, address)
    found = head.post(address, {"buoc": step, "tim": "so xay dung", "tim_co_quan": "1"})
    assert (found.status_code, "Sở Xây dựng Thí Dụ" in found.content.decode()) == (422, True)
    sent = head.post(address, {"buoc": step, "co_quan": other.pk, "noi_dung": "Có phù hợp quy hoạch?"})
    assert sent.status_code == 302
    commune.officials["planner"] = officials["case_officer"]
    planner = sit(commune, "planner")
    shown = planner.get(page(planner, dossier)).content.decode()
    assert "Có phù hợp quy hoạch?" in shown
    assert "Thửa 12" in shown
    assert "031190001234" not in shown
    assert "Cam kết bảo đảm" not in shown
    assert dossier.code in planner.get(reverse("desk:home")).content.decode()
    address = page(planner, dossier, "answer")
    step = step_of(planner, address)
    assert planner.post(address, {"buoc": step, "ket_luan": "disagreed"}).status_code == 422
    assert planner.post(address, {"buoc": step, "ket_luan": "agreed"}).status_code == 302
    assert planner.get(reverse("desk:print_control_sheet", args=[dossier.public_id])).status_code == 403
    officer = sit(commune, "case_officer")
    address = page(officer, dossier, "keep_minutes")
    said = {
        "buoc": step_of(officer, address), "luc": f"{timezone.localtime():%Y-%m-%dT%H:%M}", "dia_diem": "Thửa 12",
        "thanh_phan": "Công chức phòng\nChủ đầu tư", "noi_dung": "Đất trống", "ket_luan": "met",
    }  # fmt: skip
    assert officer.post(address, {**said, "dia_diem": ""}).status_code == 422
    assert officer.post(address, said).status_code == 302
    assert [record.conclusion for record in StepRecord.objects.order_by("id")] == ["agreed", "met"]
    shown = officer.get(page(officer, dossier)).content.decode()
    for words in ("Các cơ quan cùng giải quyết", "Sở Xây dựng Thí Dụ", "Hiện trạng phù hợp", "Chủ đầu tư"):
        assert words in shown
    printed = officer.get(reverse("desk:print_control_sheet", args=[dossier.public_id]))
    assert printed.content.startswith(b"%PDF")
    assert "Sở Xây dựng" in officer.get(reverse("desk:control_sheet", args=[dossier.public_id])).content.decode()


def test_a_notice_is_put_up_and_a_duty_told(db, sit):
    commune = opened(Path(land_certificate.__file__).parent)
    dossier = commune.does("reception", "accept", commune.submit(return_by="counter"))
    commune.does("case_officer", "finish_step", dossier)
    commune.does(
        "case_officer", "keep_minutes", dossier, happened_at=commune.now, place="Tổ 5", participants=["A"],
        content="Rõ", conclusion="met",
    )  # fmt: skip
    officer = sit(commune, "case_officer")
    address = page(officer, dossier, "put_up")
    shown = officer.get(address).content.decode()
    assert "Nhận thừa kế" in shown
    assert "031190001234" not in shown
    posted = {"buoc": step_of(officer, address), "noi_niem_yet": "Trụ sở", "lien_he": "Tổ địa chính"}
    assert officer.post(address, {**posted, "lien_he": ""}).status_code == 422
    assert officer.post(address, posted).status_code == 302
    address = page(officer, dossier, "take_down")
    posted = {"buoc": step_of(officer, address), "ket_luan": "no_objection"}
    assert "Phải niêm yết đủ 15 ngày" in officer.post(address, posted).content.decode()
    commune.now = PublicNotice.objects.get().ends_at
    commune.does("case_officer", "take_down", dossier, conclusion="no_objection", content="")
    commune.does("unit_head", "finish_step", dossier)
    commune.does("case_officer", "finish_step", dossier)
    address = page(officer, dossier, "tell_duty")
    posted = {"buoc": step_of(officer, address), "so_tien": "12.500.000", "ly_do": "Lệ phí trước bạ"}
    assert officer.post(address, posted).status_code == 422
    assert officer.post(address, {**posted, "so_thong_bao": "15/TB"}).status_code == 302
    assert Dossier.objects.get().state == 6
    assert processes.open_steps(dossier.run_id or Dossier.objects.get().run_id).get().bpmn_id == "draft"


def test_the_head_of_a_unit_sets_how_its_work_is_shared(db, sit):
    commune = opened(Path(house_permit.__file__).parent)
    head = sit(commune, "unit_head")
    address = reverse("desk:sharing")
    text = head.get(address).content.decode()
    place = text.split('name="noi" value="')[1].split('"')[0]
    officer = commune.officials["case_officer"].id
    assert head.post(address, {"noi": place, "cach": "anyhow"}).status_code == 422
    assert head.post(address, {"noi": place, "cach": "field", "lv.HDXD": officer}).status_code == 302
    assert 'value="field" selected' in head.get(address).content.decode()
    assert f'value="{officer}" checked' in head.get(address).content.decode()
    assert sit(commune, "clerk").get(address).status_code == 403
